package cli.call;

/** A command cannot go on. The message is for the person who gave it, and has no token in it. */
public final class ExecctlException extends RuntimeException {
    private final ExitCode exitCode;

    public ExecctlException(String message) {
        this(message, ExitCode.FAILED);
    }

    public ExecctlException(String message, ExitCode exitCode) {
        super(message);
        this.exitCode = exitCode;
    }

    public ExitCode exitCode() {
        return exitCode;
    }
}
