package execution.operations;

/** The service does not start as it is configured; the message tells an operator each thing that is to be changed. */
public final class StartRefusedException extends IllegalStateException {

    /**
     * Refuses the start.
     *
     * @param message names the setting or the route, what is wrong with it and what is allowed; holds no secret
     */
    public StartRefusedException(String message) {
        super(message);
    }

    /**
     * Refuses the start.
     *
     * @param message names the setting or the route, what is wrong with it and what is allowed; holds no secret
     * @param cause what came of trying it
     */
    public StartRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
