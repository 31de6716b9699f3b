package execution.launch;

/** What an execution is to be launched with could not be worked out now; it stays pending and is tried again. */
public class PreparationFailedException extends RuntimeException {

    PreparationFailedException(Throwable cause) {
        super("preparing the launch failed: " + cause.getMessage(), cause);
    }
}
