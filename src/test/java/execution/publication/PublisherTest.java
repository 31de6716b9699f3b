package execution.publication;

import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.Execution;
import execution.model.Samples;
import execution.store.Executions;
import execution.store.PublishedMarks;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class PublisherTest extends CamelTestSupport {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Queue<String> published = new ConcurrentLinkedQueue<>();
    private Publisher publisher;

    @Override
    public boolean isUseAdviceWith() {
        // The test itself starts Camel.
        return true;
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:publish-event")
                        .process(exchange -> published.add(exchange.getMessage().getHeader("status", String.class)));
            }
        };
    }

    @AfterEach
    void stopPublisher() {
        publisher.stop();
    }

    @Test
    void shouldPublishWhatChangedBeforeCamelWasStarted() throws Exception {
        // Given
        publisher = publisher();
        Execution pending = Samples.pending();

        // When
        publisher.changed(pending);
        context.start();

        // Then
        await().atMost(PATIENCE).until(() -> published.contains("pending"));
        await().atMost(PATIENCE).until(() -> !publisher.isAtIt(pending.key()));
    }

    private Publisher publisher() {
        return new Publisher(
                mock(Executions.class),
                new PublishedMarks(),
                template,
                new ObjectMapper().findAndRegisterModules(),
                new PublicationProperties(10, DataSize.ofMegabytes(1), Duration.ofMillis(50)),
                new SimpleMeterRegistry());
    }
}
