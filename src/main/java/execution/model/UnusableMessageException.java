package execution.model;

/** A message that can never work, however often it is delivered; it goes to the dead letter queue with this reason. */
public class UnusableMessageException extends RuntimeException {

    public UnusableMessageException(String reason) {
        super(reason);
    }
}
