package execution.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;

/** What of an operator's route reaches the stage that calls it. */
class OperatorsRouteTest extends CamelTestSupport {

    private static final int TRIES = 3;

    private final AtomicInteger calls = new AtomicInteger();
    private final Queue<Object> parts = new ConcurrentLinkedQueue<>();

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:stage")
                        .errorHandler(noErrorHandler())
                        .policy(new OperatorsRoute())
                        .toD("direct:${exchangeProperty.route}")
                        .end()
                        .setHeader("next", constant(true));
                from("direct:stage-with-tries")
                        .errorHandler(defaultErrorHandler()
                                .maximumRedeliveries(TRIES - 1)
                                .redeliveryDelay(0))
                        .to("direct:once");
                from("direct:once")
                        .errorHandler(noErrorHandler())
                        .policy(new OperatorsRoute(
                                (exchange, cause) -> new IllegalArgumentException("in our words", cause)))
                        .to("direct:fails")
                        .end();
                from("direct:stage-in-a-try")
                        .errorHandler(noErrorHandler())
                        .doTry()
                        .policy(new OperatorsRoute())
                        .to("direct:splits")
                        .end()
                        .endDoTry()
                        .doCatch(Exception.class)
                        .setBody(constant("caught"))
                        .end();

                from("direct:answers").setBody(constant("answer"));
                from("direct:stops").setBody(constant("answer")).stop();
                from("direct:rolls-back").setBody(constant("answer")).markRollbackOnly();
                from("direct:handles")
                        .onException(IllegalStateException.class)
                        .handled(true)
                        .setBody(constant("answer"))
                        .end()
                        .throwException(new IllegalStateException("broken"));
                from("direct:fails")
                        .process(exchange -> calls.incrementAndGet())
                        .throwException(new IllegalStateException("broken"));
                from("direct:splits")
                        .onException(IllegalStateException.class)
                        .handled(true)
                        .end()
                        .split(body())
                        .process(exchange -> parts.add(exchange.getMessage().getBody()))
                        .throwException(new IllegalStateException("broken"));
            }
        };
    }

    private Exchange call(String route) {
        return template.send("direct:stage", exchange -> exchange.setProperty("route", route));
    }

    @Test
    void shouldGoOnWithTheAnswerHoweverTheRouteEnded() {
        for (String route : List.of("answers", "stops", "rolls-back", "handles")) {
            Exchange exchange = call(route);

            assertThat(exchange.getException()).as(route).isNull();
            assertThat(exchange.getMessage().getBody()).as(route).isEqualTo("answer");
            assertThat(exchange.getMessage().getHeader("next")).as(route).isEqualTo(true);
        }
    }

    @Test
    void shouldLeaveItToTheStageHowOftenAFailingRouteIsTried() {
        Exchange exchange = template.send("direct:stage-with-tries", any -> {});

        assertThat(exchange.getException())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("in our words")
                .hasRootCauseMessage("broken");
        assertThat(calls).hasValue(TRIES);
    }

    @Test
    void shouldLetARouteHandleItsOwnFailuresWithinATryOfTheStage() {
        Exchange exchange =
                template.send("direct:stage-in-a-try", one -> one.getMessage().setBody(List.of("first", "second")));

        assertThat(parts).containsExactly("first", "second");
        assertThat(exchange.getMessage().getBody()).isNotEqualTo("caught");
    }
}
