package execution.deadletter;

import java.time.Instant;

/**
 * A message that is in a dead letter queue.
 *
 * @param queue where it is
 * @param id of the message, or of the message that it was made from
 * @param body as it came; it comes from outside
 * @param reason why it is here
 * @param sentAt when the message was sent, or set aside by the service
 */
public record DeadLetter(DeadLetterQueue queue, String id, String body, String reason, Instant sentAt) {}
