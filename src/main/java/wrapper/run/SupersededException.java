package wrapper.run;

/** Says that the service refused this run: the execution is over, or has another attempt. */
public final class SupersededException extends Exception {
    /** Takes what the service answered. */
    public SupersededException(String message) {
        super(message);
    }
}
