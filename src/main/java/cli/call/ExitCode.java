package cli.call;

/** What execctl ends with; the codes are those of GitHub's {@code gh}. */
public enum ExitCode {
    OK(0),
    /** The command failed, was not understood, or watched an execution that failed. */
    FAILED(1),
    /** The command was stopped from outside, or watched an execution that was cancelled. */
    CANCELLED(2),
    /** There is no token, or the service does not take it. */
    UNAUTHENTICATED(4);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
