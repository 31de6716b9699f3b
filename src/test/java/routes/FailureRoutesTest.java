package routes;

import static org.assertj.core.api.Assertions.assertThat;

import execution.application.DeadLetters;
import execution.model.UnusableMessageException;
import execution.results.ResultsNotPublishedException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentMatchers;
import org.mockito.Mockito;

/** What becomes of a message whose stage fails. */
class FailureRoutesTest extends CamelTestSupport {

    private final DeadLetters deadLetters = Mockito.mock(DeadLetters.class);
    private final AtomicInteger tries = new AtomicInteger();
    private volatile RuntimeException failure;
    private volatile int failures;

    @Override
    protected RoutesBuilder[] createRouteBuilders() {
        context.getRegistry().bind("deadLetters", deadLetters);
        return new RoutesBuilder[] {
            new FailureRoutes(),
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
                }
            }
        };
    }

    private Exchange send(RuntimeException toThrow, int times) {
        failure = toThrow;
        failures = times;
        return template.send("direct:message", exchange -> exchange.getMessage().setBody("message"));
    }

    @Test
    void shouldHoldResultsUntilTheTopicTakesThem() {
        Exchange exchange = send(new ResultsNotPublishedException(new IllegalStateException("the topic is away")), 1);

        assertThat(exchange.isFailed()).as("given back to the queue").isFalse();
        assertThat(tries).hasValue(2);
        Mockito.verify(deadLetters, Mockito.never()).send(ArgumentMatchers.any());
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
