package execution.webhook;

/**
 * A message of a webhook.
 *
 * @param url where it goes
 * @param id is the same for each try of the same message, and for no other message
 * @param body JSON in UTF-8
 */
public record WebhookMessage(String url, String id, byte[] body) {

    /** Does not show the address, which may hold a secret. */
    @Override
    public String toString() {
        return "WebhookMessage[id=" + id + "]";
    }
}
