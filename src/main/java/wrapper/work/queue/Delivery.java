package wrapper.work.queue;

/**
 * A message as the queue gave it.
 *
 * @param id the message's id
 * @param body its text, which has a token in it
 * @param receipt what the queue knows this delivery by
 * @param received how often the message was delivered, this time included
 */
public record Delivery(String id, String body, String receipt, int received) {

    /** Names the message. */
    @Override
    public String toString() {
        return "message " + id;
    }
}
