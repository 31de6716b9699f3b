package execution.deadletter;

import execution.messaging.QueueUrls;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/** Shows people what is in a dead letter queue. The messages stay in the queue, and are not hidden from others. */
@Component
public class DeadLetterLooks {

    private static final int PAGE = 10;

    /** SQS gives messages at random, so one read may find fewer than there are. */
    private static final int READS = 4;

    private final SqsClient sqs;
    private final QueueUrls urls;

    DeadLetterLooks(SqsClient sqs, QueueUrls urls) {
        this.sqs = sqs;
        this.urls = urls;
    }

    /**
     * How many messages a queue has, about.
     *
     * @param waiting those that can be read now
     * @param hidden those that somebody reads or moves now
     */
    public record Count(long waiting, long hidden) {}

    /**
     * Counts the messages of a queue.
     *
     * @return empty if there is no such queue
     * @throws software.amazon.awssdk.core.exception.SdkException if SQS cannot be reached
     */
    public Optional<Count> count(DeadLetterQueue queue) {
        try {
            Map<QueueAttributeName, String> attributes = sqs.getQueueAttributes(
                            get -> get.queueUrl(urls.of(queue.name()))
                                    .attributeNames(
                                            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                    .attributes();
            return Optional.of(new Count(
                    number(attributes, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES),
                    number(attributes, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE)));
        } catch (QueueDoesNotExistException e) {
            return Optional.empty();
        }
    }

    /**
     * Gives some messages of a queue.
     *
     * @param most how many at most
     * @return none if there is no such queue
     * @throws software.amazon.awssdk.core.exception.SdkException if SQS cannot be reached
     */
    public List<DeadLetter> some(DeadLetterQueue queue, int most) {
        Map<String, DeadLetter> found = new LinkedHashMap<>();
        try {
            for (int read = 0; read < READS && found.size() < most; read++) {
                List<Message> page = sqs.receiveMessage(receive -> receive.queueUrl(urls.of(queue.name()))
                                .maxNumberOfMessages(PAGE)
                                .visibilityTimeout(0)
                                .messageAttributeNames("All")
                                .messageSystemAttributeNames(
                                        MessageSystemAttributeName.SENT_TIMESTAMP,
                                        MessageSystemAttributeName.DEAD_LETTER_QUEUE_SOURCE_ARN))
                        .messages();
                for (Message message : page) {
                    found.putIfAbsent(message.messageId(), DeadLetterReads.letter(queue, message));
                }
            }
        } catch (QueueDoesNotExistException e) {
            return List.of();
        }
        return found.values().stream().limit(most).toList();
    }

    private static long number(Map<QueueAttributeName, String> attributes, QueueAttributeName name) {
        return Long.parseLong(attributes.getOrDefault(name, "0"));
    }
}
