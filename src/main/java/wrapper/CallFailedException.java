package wrapper;

/** An HTTP call failed for good. The message names method, host, path and why; never a query, a header or a body. */
final class CallFailedException extends Exception {
    private final int status;

    CallFailedException(String message, int status) {
        super(message);
        this.status = status;
    }

    /** Gives the status of the answer; 0 if there was none. */
    int status() {
        return status;
    }
}
