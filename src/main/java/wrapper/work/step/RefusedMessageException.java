package wrapper.work.step;

/** Says that a message can never work. The exception's message is kept with it, so it has no secret in it. */
public final class RefusedMessageException extends Exception {
    RefusedMessageException(String message) {
        super(message);
    }
}
