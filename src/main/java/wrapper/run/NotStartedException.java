package wrapper.run;

/** The command is not run, for a reason that the service is told. The message is that reason and holds no secret. */
public final class NotStartedException extends Exception {
    private final int exitCode;

    // 128 and SIGTERM, as if the command had been there to get it.
    private static final int STOPPED = 143;

    public NotStartedException(String reason) {
        this(reason, 1);
    }

    private NotStartedException(String reason, int exitCode) {
        super(reason);
        this.exitCode = exitCode;
    }

    /** Makes the one for a SIGTERM that came first. */
    public static NotStartedException stopped() {
        return new NotStartedException("could not start: stopped before the command was started", STOPPED);
    }

    /** Gives the wrapper's exit code. */
    int exitCode() {
        return exitCode;
    }
}
