package wrapper.call;

/**
 * An HTTP call failed and is not tried again. The message names method, host, path and reason, and never a query, a
 * header or a body, because these may have secrets in them.
 */
public final class CallFailedException extends Exception {
    private final int status;

    /** Takes the message, and the status of the answer, which is 0 if there was no answer. */
    public CallFailedException(String message, int status) {
        super(message);
        this.status = status;
    }

    /** Gives the status of the answer; 0 if there was no answer. */
    public int status() {
        return status;
    }
}
