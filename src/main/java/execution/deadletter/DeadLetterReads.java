package execution.deadletter;

import execution.messaging.DeadLetters;
import execution.messaging.QueueUrls;
import execution.outage.Outage;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/** Reads dead letter queues, and leaves the messages where they are. */
@Component
public class DeadLetterReads {

    /** Within that time a look comes to the end of some hundred messages without finding one twice. */
    private static final int HIDDEN_SECONDS = 10;

    /** A queue with more is read further by the next look, which finds others first, as SQS gives them at random. */
    private static final int MOST_READS = 500;

    private static final int PAGE = 10;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,100}");

    private final SqsClient sqs;
    private final QueueUrls urls;
    private final Clock clock;
    private final MeterRegistry metrics;
    private final Map<String, Outage> outages = new ConcurrentHashMap<>();

    /** How many messages the last look found, by queue. */
    private final Map<String, AtomicInteger> found = new ConcurrentHashMap<>();

    DeadLetterReads(SqsClient sqs, QueueUrls urls, MeterRegistry metrics, Clock clock) {
        this.sqs = sqs;
        this.urls = urls;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Gives the messages of a queue; none if there is no such queue. */
    public Iterator<DeadLetter> messages(@Body DeadLetterQueue queue) {
        return new Pages(queue);
    }

    /** Notes that all messages of a queue were archived. */
    public void archived(@Body DeadLetterQueue queue) {
        outage(queue).succeeded();
    }

    /** Notes that a queue could not be read, or a message not be archived. The next look tries again. */
    public void failed(@Body DeadLetterQueue queue, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure) {
        outage(queue).failed(failure);
    }

    private Outage outage(DeadLetterQueue queue) {
        return outages.computeIfAbsent(queue.name(), name -> new Outage("Archiving the messages of " + name, clock));
    }

    private AtomicInteger found(DeadLetterQueue queue) {
        return found.computeIfAbsent(queue.name(), name -> {
            AtomicInteger number = new AtomicInteger();
            Gauge.builder("execution.dead.letters.waiting", number, AtomicInteger::get)
                    .description("Messages that the last look found in a dead letter queue")
                    .tag("queue", name)
                    .register(metrics);
            return number;
        });
    }

    private List<Message> receive(DeadLetterQueue queue) {
        try {
            return sqs.receiveMessage(receive -> receive.queueUrl(urls.of(queue.name()))
                            .maxNumberOfMessages(PAGE)
                            .waitTimeSeconds(1)
                            .visibilityTimeout(HIDDEN_SECONDS)
                            .messageAttributeNames("All")
                            .messageSystemAttributeNames(
                                    MessageSystemAttributeName.SENT_TIMESTAMP,
                                    MessageSystemAttributeName.DEAD_LETTER_QUEUE_SOURCE_ARN))
                    .messages();
        } catch (QueueDoesNotExistException e) {
            return List.of();
        }
    }

    static DeadLetter letter(DeadLetterQueue queue, Message message) {
        String id = attribute(message, DeadLetters.MESSAGE_ID);
        String sent = message.attributes().getOrDefault(MessageSystemAttributeName.SENT_TIMESTAMP, "0");
        String reason = attribute(message, DeadLetters.REASON);
        return new DeadLetter(
                queue,
                id != null && ID.matcher(id).matches() ? id : message.messageId(),
                message.body(),
                reason == null ? "it was delivered as often as its queue allows" : reason,
                Instant.ofEpochMilli(Long.parseLong(sent)));
    }

    /**
     * Reads what the service wrote beside a message that it set aside. A message that SQS moved by itself has what its
     * sender wrote, who could name the object of another message.
     */
    private static String attribute(Message message, String name) {
        if (message.attributes().containsKey(MessageSystemAttributeName.DEAD_LETTER_QUEUE_SOURCE_ARN)) {
            return null;
        }
        MessageAttributeValue value = message.messageAttributes().get(name);
        return value == null ? null : value.stringValue();
    }

    private final class Pages implements Iterator<DeadLetter> {

        private final DeadLetterQueue queue;
        private final Deque<DeadLetter> page = new ArrayDeque<>();
        private int reads;
        private int given;

        private Pages(DeadLetterQueue queue) {
            this.queue = queue;
        }

        @Override
        public boolean hasNext() {
            if (page.isEmpty() && reads < MOST_READS) {
                receive(queue).forEach(message -> page.add(letter(queue, message)));
                reads = page.isEmpty() ? MOST_READS : reads + 1;
                given += page.size();
                if (reads == MOST_READS) {
                    found(queue).set(given);
                }
            }
            return !page.isEmpty();
        }

        @Override
        public DeadLetter next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return page.remove();
        }
    }
}
