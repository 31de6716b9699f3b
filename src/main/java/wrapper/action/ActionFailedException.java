package wrapper.action;

/** An action was not performed. The message says why and holds no secret. */
final class ActionFailedException extends Exception {
    ActionFailedException(String message) {
        super(message);
    }
}
