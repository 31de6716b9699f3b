package wrapper.run;

/** Says that the command is not run. The service is told the message as the reason, so it has no secret in it. */
public final class NotStartedException extends Exception {
    private final int exitCode;

    // 128 plus the number of SIGTERM, as if the command had run and got the signal.
    private static final int STOPPED = 143;

    /** Takes the reason. The exit code is 1. */
    public NotStartedException(String reason) {
        this(reason, 1);
    }

    private NotStartedException(String reason, int exitCode) {
        super(reason);
        this.exitCode = exitCode;
    }

    /** Makes the exception for a SIGTERM that came before the command was started. */
    public static NotStartedException stopped() {
        return new NotStartedException("could not start: stopped before the command was started", STOPPED);
    }

    /** Gives the exit code that the wrapper ends with. */
    int exitCode() {
        return exitCode;
    }
}
