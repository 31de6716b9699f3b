package wrapper.run;

/** The service says that this run no longer counts: the execution is over, or another attempt has it. */
public final class SupersededException extends Exception {
    public SupersededException(String message) {
        super(message);
    }
}
