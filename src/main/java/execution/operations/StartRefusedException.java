package execution.operations;

/**
 * The configuration does not allow the service to start. The message tells an operator each thing that has to be
 * changed.
 */
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
     * @param cause the failure that showed it
     */
    public StartRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
