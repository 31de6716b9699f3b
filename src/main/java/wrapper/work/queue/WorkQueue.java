package wrapper.work.queue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import shared.aws.MessageDeletes;
import shared.token.SignedTokens;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** The fleet's queue of SQS. Its methods fail with what the SDK throws. */
public final class WorkQueue {
    /** The most messages that SQS gives at once. */
    public static final int MOST_MESSAGES = 10;

    private static final int WAIT_SECONDS = 20;
    private static final int MOST_REASON = 1_000;

    private final SqsClient sqs;
    private final String url;
    private final Optional<String> deadLetters;
    private final Duration visibility;

    private WorkQueue(SqsClient sqs, String url, Optional<String> deadLetters, Duration visibility) {
        this.sqs = sqs;
        this.url = url;
        this.deadLetters = deadLetters;
        this.visibility = visibility;
    }

    /**
     * Opens the queue.
     *
     * @param queue its name or URL
     * @param deadLetters the name or URL of the queue for messages that can never work; empty for none
     * @param visibility how long a message is hidden that was taken
     */
    public static WorkQueue open(SqsClient sqs, String queue, Optional<String> deadLetters, Duration visibility) {
        return new WorkQueue(sqs, url(sqs, queue), deadLetters.map(name -> url(sqs, name)), visibility);
    }

    private static String url(SqsClient sqs, String queue) {
        return queue.contains("://")
                ? queue
                : sqs.getQueueUrl(request -> request.queueName(queue)).queueUrl();
    }

    /** Takes messages, and waits for some seconds if there are none. */
    public List<Delivery> take(int most) {
        return sqs
                .receiveMessage(request -> request.queueUrl(url)
                        .maxNumberOfMessages(most)
                        .waitTimeSeconds(WAIT_SECONDS)
                        .visibilityTimeout((int) visibility.toSeconds())
                        .messageSystemAttributeNames(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT))
                .messages()
                .stream()
                .map(WorkQueue::delivery)
                .toList();
    }

    private static Delivery delivery(Message message) {
        String received = message.attributes().getOrDefault(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "1");
        return new Delivery(message.messageId(), message.body(), message.receiptHandle(), Integer.parseInt(received));
    }

    /** Gives how long a message is hidden. */
    Duration visibility() {
        return visibility;
    }

    /** Hides a message for so long from now on; for no time at all if that is zero. */
    public void hide(Delivery delivery, Duration time) {
        sqs.changeMessageVisibility(request ->
                request.queueUrl(url).receiptHandle(delivery.receipt()).visibilityTimeout((int) time.toSeconds()));
    }

    /** Gives what deletes messages of this queue, many with one call. */
    MessageDeletes deletes(ScheduledExecutorService scheduler, MessageDeletes.Outcome outcome) {
        return new MessageDeletes(sqs, () -> url, scheduler, outcome);
    }

    private void delete(Delivery delivery) {
        sqs.deleteMessage(request -> request.queueUrl(url).receiptHandle(delivery.receipt()));
    }

    /**
     * Moves a message that can never work to the queue for such messages, with the reason and without its token.
     *
     * @return false if there is no such queue; then the message stays
     */
    public boolean setAside(Delivery delivery, String reason) {
        if (deadLetters.isEmpty()) {
            return false;
        }
        String printable = reason.replaceAll("[^\\x20-\\x7e]", "?");
        sqs.sendMessage(request -> request.queueUrl(deadLetters.get())
                .messageBody(SignedTokens.masked(delivery.body()))
                .messageAttributes(Map.of(
                        "reason",
                        text(printable.substring(0, Math.min(MOST_REASON, printable.length()))),
                        "message_id",
                        text(delivery.id()))));
        delete(delivery);
        return true;
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value.isEmpty() ? "unknown" : value)
                .build();
    }
}
