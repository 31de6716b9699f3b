package execution.webhook;

/**
 * What came of one try to deliver a message.
 *
 * @param status of the receiver's answer; 0 if there was none
 * @param problem why there was none, in words that callers may see; null if there was one
 */
public record WebhookAnswer(int status, String problem) {

    static WebhookAnswer failed(String problem) {
        return new WebhookAnswer(0, problem);
    }

    /** Tells whether the receiver has taken the message. */
    public boolean isDelivered() {
        return status >= 200 && status < 300;
    }

    /** Tells whether the receiver has said that it is gone for good. */
    public boolean isGone() {
        return status == 410;
    }

    /** Says for people why the message was not delivered. */
    public String text() {
        return problem == null ? "the receiver answered " + status : problem;
    }
}
