package execution.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import shared.failure.Backoff;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ListQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListQueuesResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

@ExtendWith(OutputCaptureExtension.class)
class PollOutagesTest {

    private static final int REFUSALS = 40;

    private final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));
    private final AtomicInteger refusals = new AtomicInteger();
    private final AtomicInteger messages = new AtomicInteger();
    private final DefaultCamelContext camel = new DefaultCamelContext();

    private volatile PollOutages outages;

    @BeforeEach
    void bind() {
        camel.getRegistry().bind("sqs", SqsClient.class, new RefusingQueue());
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    private void start(PollOutages strategy) throws Exception {
        outages = strategy;
        camel.getRegistry().bind("pollOutages", strategy);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("aws2-sqs:queue?initialDelay=0&delay=1&greedy=true&deleteAfterRead=false"
                                + "&pollStrategy=#pollOutages")
                        .routeId("queue")
                        .process(exchange -> received.add(exchange.getMessage().getBody(String.class)));
            }
        });
        camel.start();
    }

    @Test
    void shouldWaitLongerAfterEachPollThatFailedAndSayTheOutageOnce(CapturedOutput output) throws Exception {
        refusals.set(REFUSALS);
        messages.set(1);

        start(new PollOutages(backoff, Clock.systemUTC(), pauses::add));

        await().until(() -> received.size() == 1 && outages.current().isEmpty());
        assertThat(pauses).as("one for each poll").hasSize(REFUSALS);
        for (int i = 0; i < REFUSALS; i++) {
            long most = Math.min(30_000, 500L << Math.min(i, 20));
            assertThat(pauses.get(i).toMillis()).isBetween(most / 2, most);
        }
        assertThat(output.getOut().lines().filter(line -> line.contains("Polling by route queue")))
                .hasSize(2)
                .anyMatch(line -> line.contains("WARN") && line.contains("connection refused"))
                .anyMatch(line -> line.contains("INFO") && line.contains("works again"));
    }

    @Test
    void shouldBeginWithTheShortestPauseInTheNextOutage() throws Exception {
        refusals.set(10);
        messages.set(1);
        start(new PollOutages(backoff, Clock.systemUTC(), pauses::add));
        await().until(() -> received.size() == 1 && outages.current().isEmpty());

        refusals.set(1);

        await().until(() -> pauses.size() == 11);
        assertThat(pauses.get(10).toMillis()).isBetween(250L, 500L);
    }

    @Test
    void shouldTellOfTheOutageAndCountAsReadyAllTheSame() throws Exception {
        refusals.set(Integer.MAX_VALUE);

        start(new PollOutages(new Backoff(Duration.ofMillis(1), Duration.ofMillis(1)), Clock.systemUTC()));

        await().until(() -> outages.current().containsKey("queue"));
        assertThat(outages.current().get("queue").reason()).isEqualTo("connection refused");
        assertThat(HealthCheckHelper.invokeReadiness(camel))
                .allMatch(result -> result.getState() == HealthCheck.State.UP);
    }

    @Test
    void shouldStopWhileItWaits() throws Exception {
        refusals.set(Integer.MAX_VALUE);
        start(new PollOutages(new Backoff(Duration.ofHours(1), Duration.ofHours(1)), Clock.systemUTC()));
        await().until(() -> outages.current().containsKey("queue"));

        camel.stop();

        assertThat(camel.isStopped()).isTrue();
    }

    private final class RefusingQueue implements SqsClient {

        @Override
        public ListQueuesResponse listQueues(ListQueuesRequest request) {
            return ListQueuesResponse.builder().queueUrls("http://sqs/queue").build();
        }

        @Override
        public ReceiveMessageResponse receiveMessage(ReceiveMessageRequest request) {
            if (refusals.get() > 0) {
                refusals.decrementAndGet();
                throw SdkClientException.create("connection\r\nrefused");
            }
            return messages.getAndDecrement() > 0
                    ? ReceiveMessageResponse.builder()
                            .messages(Message.builder()
                                    .messageId("1")
                                    .body("message")
                                    .receiptHandle("receipt")
                                    .build())
                            .build()
                    : ReceiveMessageResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return "sqs";
        }

        @Override
        public void close() {}
    }
}
