package wrapper.call;

/** An HTTP call failed for good. The message names method, host, path and why; never a query, a header or a body. */
public final class CallFailedException extends Exception {
    private final int status;

    public CallFailedException(String message, int status) {
        super(message);
        this.status = status;
    }

    /** Gives the status of the answer; 0 if there was none. */
    public int status() {
        return status;
    }
}
