package execution.messaging;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Handler;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * Moves a message that can never work to the dead letter queue, with the reason as the message's attribute
 * {@code reason} and the message's id as {@code message_id}.
 */
@Component
public class DeadLetters {

    /** The exchange property with the name of the dead letter queue. */
    public static final String QUEUE = "dead-letter-queue";
    /** The exchange property with the message as it came. */
    public static final String ORIGINAL = "original-message";

    /** The exchange property with the id that SQS gave the message. */
    public static final String ID = "original-message-id";
    /** The attribute with the reason. */
    public static final String REASON = "reason";
    /** The attribute with the id of the message that this one was made from. */
    public static final String MESSAGE_ID = "message_id";

    /** How many characters of a reason are kept. */
    private static final int MOST = 1_000;

    private final SqsClient sqs;
    private final QueueUrls urls;
    private final MeterRegistry metrics;

    DeadLetters(SqsClient sqs, QueueUrls urls, MeterRegistry metrics) {
        this.sqs = sqs;
        this.urls = urls;
        this.metrics = metrics;
    }

    /**
     * Begins to count what is sent to a dead letter queue, so that its counter exists before the first message.
     *
     * @param queue the name of a queue that the settings or a task's file name
     * @return the name
     */
    public String counted(String queue) {
        counter(queue);
        return queue;
    }

    private Counter counter(String queue) {
        return Counter.builder("execution.dead.letters")
                .description("Messages that can never work and were moved to a dead letter queue")
                .tag("queue", queue)
                .register(metrics);
    }

    /**
     * Sends the original message to the dead letter queue.
     *
     * @param exchange has the properties {@link #QUEUE}, {@link #ORIGINAL} and {@link #ID}, and the reason in the
     *     header {@code reason}
     * @throws software.amazon.awssdk.core.exception.SdkException if the dead letter queue cannot be reached; the
     *     message then stays in its own queue
     */
    @Handler
    public void send(Exchange exchange) {
        String queue = exchange.getProperty(QUEUE, String.class);
        String reason = printable(exchange.getMessage().getHeader("reason", "unknown", String.class));
        String body = exchange.getProperty(ORIGINAL, String.class);
        String id = exchange.getProperty(ID, "unknown", String.class);
        sqs.sendMessage(send -> send.queueUrl(urls.of(queue))
                .messageBody(body)
                .messageAttributes(Map.of(REASON, text(reason), MESSAGE_ID, text(id))));
        counter(queue).increment();
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }

    private static String printable(String reason) {
        String clean = reason.replaceAll("[^\\x20-\\x7e]", "?");
        return clean.isEmpty() ? "unknown" : clean.substring(0, Math.min(MOST, clean.length()));
    }
}
