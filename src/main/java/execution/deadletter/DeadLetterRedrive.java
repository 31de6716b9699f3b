package execution.deadletter;

import execution.messaging.DeadLetters;
import execution.messaging.QueueUrls;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksResultEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SqsException;

/**
 * Moves the messages of a dead letter queue back to the queue that they came from. SQS does it by itself where it can.
 * Elsewhere each message is sent first and deleted afterwards, so a message may come twice but is never lost.
 */
@Component
public class DeadLetterRedrive {

    /** What a request may move, or look through for one message, where SQS does not move by itself. */
    public static final int MOST = 500;

    private static final int PAGE = 10;

    /** Longer than a page takes, so that nobody else moves the same messages meanwhile. */
    private static final int HIDDEN_SECONDS = 60;

    /** What an SQS says that does not know how to move messages, or not from this queue. */
    private static final Set<String> CANNOT_MOVE = Set.of(
            "AWS.SimpleQueueService.UnsupportedOperation",
            "UnsupportedOperation",
            "InvalidAction",
            "UnknownOperation",
            "UnknownOperationException");

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterRedrive.class);

    private final SqsClient sqs;
    private final QueueUrls urls;
    private final DeadLetterLooks looks;

    DeadLetterRedrive(SqsClient sqs, QueueUrls urls, DeadLetterLooks looks) {
        this.sqs = sqs;
        this.urls = urls;
        this.looks = looks;
    }

    /** How messages are moved. */
    public enum Way {
        /** SQS moves all of them now. */
        STARTED,
        /** SQS was moving them already, so nothing was begun. */
        UNDER_WAY,
        /** They were moved one by one. */
        MOVED
    }

    /**
     * What came of it.
     *
     * @param messages how many were moved one by one; 0 where SQS moves them
     */
    public record Result(Way way, int messages) {

        /** Gives the words that are kept of it. */
        public String words() {
            return switch (way) {
                case STARTED -> "started";
                case UNDER_WAY -> "was under way";
                case MOVED -> messages == 1 ? "1 message moved" : messages + " messages moved";
            };
        }
    }

    /**
     * Moves the messages of a queue back.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException if SQS refuses or cannot be reached; no message is
     *     lost then
     */
    public Result redrive(DeadLetterQueue queue) {
        String from = arn(queue.name());
        if (isUnderWay(from)) {
            return new Result(Way.UNDER_WAY, 0);
        }
        try {
            // The queue is named, because SQS does not know where messages came from that the service set aside.
            String to = arn(queue.source());
            sqs.startMessageMoveTask(start -> start.sourceArn(from).destinationArn(to));
            return new Result(Way.STARTED, 0);
        } catch (SqsException e) {
            if (isUnderWay(from)) {
                return new Result(Way.UNDER_WAY, 0);
            }
            if (!CANNOT_MOVE.contains(
                    e.awsErrorDetails() == null ? "" : e.awsErrorDetails().errorCode())) {
                throw e;
            }
            return new Result(Way.MOVED, oneByOne(queue));
        }
    }

    /**
     * Moves one message back. It is looked for among up to {@link #MOST} of the queue, which nobody else can read
     * meanwhile.
     *
     * @param id the id of a {@link DeadLetter}
     * @return how many messages were moved: 1, or 0 if it was not found
     * @throws software.amazon.awssdk.core.exception.SdkException if SQS refuses or cannot be reached; no message is
     *     lost then
     */
    public Result redrive(DeadLetterQueue queue, String id) {
        List<Message> others = new ArrayList<>();
        boolean isFound = false;
        try {
            while (!isFound && others.size() < MOST) {
                List<Message> page = receive(queue, PAGE);
                if (page.isEmpty()) {
                    break;
                }
                for (Message message : page) {
                    if (!isFound && DeadLetterReads.letter(queue, message).id().equals(id)) {
                        move(queue, message);
                        isFound = true;
                    } else {
                        others.add(message);
                    }
                }
            }
        } finally {
            show(queue, others);
        }
        return new Result(Way.MOVED, isFound ? 1 : 0);
    }

    /** Lets others read messages again. Those that this fails for come back by themselves. */
    private void show(DeadLetterQueue queue, List<Message> messages) {
        for (int from = 0; from < messages.size(); from += PAGE) {
            List<ChangeMessageVisibilityBatchRequestEntry> entries =
                    messages.subList(from, Math.min(messages.size(), from + PAGE)).stream()
                            .map(message -> ChangeMessageVisibilityBatchRequestEntry.builder()
                                    .id(message.messageId())
                                    .receiptHandle(message.receiptHandle())
                                    .visibilityTimeout(0)
                                    .build())
                            .toList();
            try {
                sqs.changeMessageVisibilityBatch(
                        change -> change.queueUrl(urls.of(queue.name())).entries(entries));
            } catch (SdkException e) {
                LOG.debug("Messages of {} stay hidden for up to {} seconds", queue.name(), HIDDEN_SECONDS, e);
                return;
            }
        }
    }

    private boolean isUnderWay(String from) {
        try {
            List<ListMessageMoveTasksResultEntry> tasks =
                    sqs.listMessageMoveTasks(list -> list.sourceArn(from)).results();
            return tasks.stream().anyMatch(task -> "RUNNING".equals(task.status()));
        } catch (SqsException e) {
            // Whether a second one may begin is decided by SQS.
            return false;
        }
    }

    /** A message that fails again comes back as another one, so no more are moved than there were at the beginning. */
    private int oneByOne(DeadLetterQueue queue) {
        long there = looks.count(queue).map(DeadLetterLooks.Count::waiting).orElse(0L);
        int most = (int) Math.min(MOST, there);
        int moved = 0;
        while (moved < most) {
            int page = Math.min(PAGE, most - moved);
            List<Message> messages = receive(queue, page);
            if (messages.isEmpty()) {
                break;
            }
            messages.forEach(message -> move(queue, message));
            moved += messages.size();
        }
        return moved;
    }

    private List<Message> receive(DeadLetterQueue queue, int most) {
        return sqs.receiveMessage(receive -> receive.queueUrl(urls.of(queue.name()))
                        .maxNumberOfMessages(most)
                        .waitTimeSeconds(1)
                        .visibilityTimeout(HIDDEN_SECONDS)
                        .messageAttributeNames("All")
                        .messageSystemAttributeNames(
                                MessageSystemAttributeName.SENT_TIMESTAMP,
                                MessageSystemAttributeName.DEAD_LETTER_QUEUE_SOURCE_ARN))
                .messages();
    }

    private void move(DeadLetterQueue queue, Message message) {
        Map<String, MessageAttributeValue> attributes = new HashMap<>(message.messageAttributes());
        attributes.remove(DeadLetters.REASON);
        attributes.remove(DeadLetters.MESSAGE_ID);
        sqs.sendMessage(send -> send.queueUrl(urls.of(queue.source()))
                .messageBody(message.body())
                .messageAttributes(attributes));
        sqs.deleteMessage(delete -> delete.queueUrl(urls.of(queue.name())).receiptHandle(message.receiptHandle()));
    }

    private String arn(String queue) {
        return sqs.getQueueAttributes(get -> get.queueUrl(urls.of(queue)).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
    }
}
