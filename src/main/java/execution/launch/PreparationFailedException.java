package execution.launch;

/** What an execution is to be launched with could not be worked out now; it stays pending and is tried again. */
public class PreparationFailedException extends RuntimeException {

    /** @param route the id of the route that failed */
    PreparationFailedException(String route, Throwable cause) {
        super("preparing the launch failed in route " + route + ": " + cause.getMessage(), cause);
    }

    /** @param message what is missing, which may be there later */
    PreparationFailedException(String message) {
        super(message);
    }
}
