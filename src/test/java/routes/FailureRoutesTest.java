package routes;

import static org.assertj.core.api.Assertions.assertThat;

import execution.messaging.DeadLetters;
import execution.model.ExecutionKey;
import execution.model.ResultsKey;
import execution.model.UnusableMessageException;
import execution.results.ResultsNotPublishedException;
import execution.results.ResultsOwner;
import execution.results.ResultsProperties;
import execution.results.ResultsRetries;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentMatchers;
import org.mockito.Mockito;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** What becomes of a message whose stage fails. */
class FailureRoutesTest extends CamelTestSupport {

    private static final int TRIES = 5;
    private static final ResultsKey KEY =
            new ResultsKey(new ExecutionKey("tenant", "event", "execution"), 1, "scan.txt.tar.gz");

    private final DeadLetters deadLetters = Mockito.mock(DeadLetters.class);
    private final AtomicInteger tries = new AtomicInteger();
    private volatile RuntimeException failure;
    private volatile int failures;

    @Override
    protected RoutesBuilder[] createRouteBuilders() {
        context.getRegistry().bind("deadLetters", deadLetters);
        context.getRegistry().bind("resultsRetries", new ResultsRetries());
        return new RoutesBuilder[] {
            new FailureRoutes(results()),
            new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:message")
                            .routeId("message")
                            .routeConfigurationId(FailureRoutes.MESSAGES)
                            .process(exchange -> {
                                if (tries.incrementAndGet() <= failures) {
                                    throw failure;
                                }
                            });
                    from("direct:results-message")
                            .routeId("results-message")
                            .routeConfigurationId(FailureRoutes.RESULTS)
                            .process(exchange -> {
                                if (tries.incrementAndGet() <= failures) {
                                    throw failure;
                                }
                            });
                }
            }
        };
    }

    private static ResultsProperties results() {
        return new Binder(new MapConfigurationPropertySource(Map.of("execution.results.retry", "1ms")))
                .bind("execution.results", ResultsProperties.class)
                .get();
    }

    private Exchange send(RuntimeException toThrow, int times) {
        return send("direct:message", toThrow, times);
    }

    private Exchange send(String route, RuntimeException toThrow, int times) {
        failure = toThrow;
        failures = times;
        return template.send(route, exchange -> {
            exchange.setProperty(ResultsOwner.KEY, KEY);
            exchange.getMessage().setBody("message");
        });
    }

    @Test
    void shouldHoldResultsUntilTheTopicTakesThemWhileKafkaIsAway() {
        Exchange exchange = send(
                "direct:results-message",
                new ResultsNotPublishedException(new TimeoutException("no broker")),
                TRIES + 3);

        assertThat(exchange.isFailed()).as("given back to the queue").isFalse();
        assertThat(tries).hasValue(TRIES + 4);
    }

    @Test
    void shouldGiveResultsBackAfterSomeTriesWhenTheFailureMayBeTheirOwn() {
        Exchange exchange = send(
                "direct:results-message",
                new ResultsNotPublishedException(new IllegalStateException("a header is missing")),
                Integer.MAX_VALUE);

        assertThat(exchange.isFailed()).isTrue();
        assertThat(tries).hasValue(TRIES);
    }

    @Test
    void shouldTryResultsOnceThatTheTopicNeverTakes() {
        Exchange exchange = send(
                "direct:results-message",
                new ResultsNotPublishedException(new RecordTooLargeException("too large")),
                Integer.MAX_VALUE);

        assertThat(exchange.isFailed()).isTrue();
        assertThat(tries).hasValue(1);
    }

    @Test
    void shouldMoveAMessageThatCanNeverWorkToTheDeadLettersWithItsReason() {
        Exchange exchange = send(new UnusableMessageException("no Records"), 1);

        assertThat(exchange.isFailed()).isFalse();
        assertThat(tries).hasValue(1);
        Mockito.verify(deadLetters).send(ArgumentMatchers.argThat(sent -> "no Records"
                .equals(sent.getMessage().getHeader("reason"))));
    }

    @Test
    void shouldGiveAMessageBackToItsQueueWhenItFailsOtherwise() {
        Exchange exchange = send(new IllegalStateException("the table is away"), 1);

        assertThat(exchange.isFailed()).isTrue();
        assertThat(tries).hasValue(1);
        Mockito.verify(deadLetters, Mockito.never()).send(ArgumentMatchers.any());
    }
}
