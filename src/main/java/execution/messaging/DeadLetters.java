package execution.messaging;

import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Handler;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** Moves a message that can never work to its queue's dead letter queue, with the reason as attribute {@code reason}. */
@Component
public class DeadLetters {

    /** The exchange property with the name of the dead letter queue. */
    public static final String QUEUE = "dead-letter-queue";
    /** The exchange property with the message as it came. */
    public static final String ORIGINAL = "original-message";

    /** The most that is kept of a reason. */
    private static final int MOST = 1_000;

    private final SqsClient sqs;
    private final QueueUrls urls;

    DeadLetters(SqsClient sqs, QueueUrls urls) {
        this.sqs = sqs;
        this.urls = urls;
    }

    /** If the queue cannot be reached this fails, and the message stays where it was. */
    @Handler
    public void send(Exchange exchange) {
        String queue = exchange.getProperty(QUEUE, String.class);
        String reason = printable(exchange.getMessage().getHeader("reason", "unknown", String.class));
        String body = exchange.getProperty(ORIGINAL, String.class);
        sqs.sendMessage(send -> send.queueUrl(urls.of(queue))
                .messageBody(body)
                .messageAttributes(Map.of(
                        "reason",
                        MessageAttributeValue.builder()
                                .dataType("String")
                                .stringValue(reason)
                                .build())));
    }

    private static String printable(String reason) {
        String clean = reason.replaceAll("[^\\x20-\\x7e]", "?");
        return clean.isEmpty() ? "unknown" : clean.substring(0, Math.min(MOST, clean.length()));
    }
}
