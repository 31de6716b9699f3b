package wrapper.action;

/** Says why an action failed. The message has no secret in it. */
final class ActionFailedException extends Exception {
    ActionFailedException(String message) {
        super(message);
    }
}
