package execution.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;

class DeadLettersTest {

    private static final String QUEUE = "executions-trigger-dlq";

    private final SqsClient sqs = mock(SqsClient.class);
    private final QueueUrls urls = mock(QueueUrls.class);
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final DeadLetters letters = new DeadLetters(sqs, urls, metrics);

    private static Exchange message() {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty(DeadLetters.QUEUE, QUEUE);
        exchange.setProperty(DeadLetters.ORIGINAL, "{}");
        return exchange;
    }

    private double counted() {
        return metrics.get("execution.dead.letters")
                .tag("queue", QUEUE)
                .counter()
                .count();
    }

    @Test
    void shouldCountTheMessagesOfAQueueFromTheFirstOn() {
        assertThat(letters.counted(QUEUE)).isEqualTo(QUEUE);
        assertThat(counted()).isZero();

        letters.send(message());

        assertThat(counted()).isEqualTo(1);
    }

    @Test
    void shouldNotCountAMessageThatStaysInItsOwnQueue() {
        letters.counted(QUEUE);
        when(sqs.sendMessage(any(Consumer.class))).thenThrow(SdkClientException.create("no answer"));

        assertThatThrownBy(() -> letters.send(message())).isInstanceOf(SdkClientException.class);

        assertThat(counted()).isZero();
    }
}
