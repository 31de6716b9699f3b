package execution.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class DueQueueTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final DueQueue queue = new DueQueue(3, Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void shouldGiveOutWhatIsDueAndNothingElse() {
        queue.add(message("later", NOW.plusSeconds(1)));
        assertThat(queue.poll()).isNull();

        queue.add(message("now", null));

        assertThat(body(queue.poll())).isEqualTo("now");
        assertThat(queue.poll()).isNull();
        assertThat(queue).hasSize(1);
    }

    @Test
    void shouldGiveOutInTheOrderInWhichTheyWereDueAndCame() {
        queue.add(message("second", NOW.minusSeconds(1)));
        queue.add(message("third", NOW.minusSeconds(1)));
        queue.add(message("first", NOW.minusSeconds(2)));

        List<Exchange> drained = new ArrayList<>();
        assertThat(queue.drainTo(drained)).isEqualTo(3);
        assertThat(drained).extracting(DueQueueTest::body).containsExactly("first", "second", "third");
    }

    @Test
    void shouldKeepNothingButTheBodyWhileAMessageWaits() {
        Exchange message = message("waits", NOW);
        message.setProperty("row", "of some kilobytes");
        message.getMessage().setHeader("header", "of the stage before");

        queue.add(message);

        Exchange out = queue.poll();
        assertThat(body(out)).isEqualTo("waits");
        assertThat(out.getProperties()).isEmpty();
        assertThat(out.getMessage().getHeaders()).isEmpty();
    }

    @Test
    void shouldRefuseMoreThanItMayHold() {
        for (int i = 0; i < 3; i++) {
            queue.add(message("waits", NOW.plusSeconds(1)));
        }

        assertThat(queue.offer(message("too many", null))).isFalse();
        assertThatThrownBy(() -> queue.add(message("too many", null))).isInstanceOf(IllegalStateException.class);
        assertThat(queue.remainingCapacity()).isZero();
    }

    @Test
    void shouldHandMessagesOfARouteOnWhenTheyAreDue() throws Exception {
        LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
        camel.getRegistry().bind("waiting", new DueQueue(10, Clock.systemUTC()));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("seda:waiting?queue=#waiting&pollTimeout=10&purgeWhenStopping=true")
                        .process(exchange -> seen.add(exchange.getMessage().getBody(String.class)));
            }
        });
        camel.start();
        try (var producer = camel.createProducerTemplate()) {
            Instant never = Instant.now().plus(Duration.ofDays(1));
            producer.send("seda:waiting?queue=#waiting", exchange -> {
                exchange.setProperty(DueQueue.DUE, never);
                exchange.getMessage().setBody("later");
            });
            producer.sendBody("seda:waiting?queue=#waiting", "now");

            assertThat(seen.poll(1, TimeUnit.MINUTES)).isEqualTo("now");
            assertThat(seen).isEmpty();
        } finally {
            camel.stop();
        }
    }

    private Exchange message(String body, Instant due) {
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setBody(body);
        if (due != null) {
            exchange.setProperty(DueQueue.DUE, due);
        }
        return exchange;
    }

    private static String body(Exchange exchange) {
        return exchange.getMessage().getBody(String.class);
    }
}
