package execution.task;

import static org.assertj.core.api.Assertions.assertThat;

import execution.messaging.DueQueue;
import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.HandClock;
import execution.model.Samples;
import execution.model.StopIntent;
import java.time.Instant;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class TaskStopsTest {

    private static final Exception FAILURE = new IllegalStateException("slow down");

    private final HandClock clock = new HandClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final TaskStops stops = new TaskStops(clock);
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    private final Execution running = Samples.running(1)
            .requestStop(new StopIntent(ExecutionStatus.CANCELLED, "cancelled by request", Samples.CREATED));
    private final TaskStop stop = TaskStop.of(running).orElseThrow();
    private final TaskStop orphan = TaskStop.ofOrphan(running, "arn of nobody");

    @Test
    void shouldStopATaskOnlyOnceItIsKnownAndToBeStopped() {
        Execution unknown = Samples.pending()
                .allocate(Samples.launch(), "instance", Samples.CREATED)
                .requestStop(running.stop());

        assertThat(TaskStop.of(unknown)).isEmpty();
        assertThat(TaskStop.of(Samples.running(1))).isEmpty();
        assertThat(TaskStop.of(running.end(ExecutionStatus.CANCELLED, 143, "cancelled", Samples.CREATED)))
                .isEmpty();
        assertThat(stop.reference()).isEqualTo("arn");
        assertThat(stop.runner()).isEqualTo("ecs");
    }

    @Test
    void shouldAskOnceAtATime() {
        assertThat(stops.begin(stop)).isTrue();
        assertThat(stops.begin(stop)).isFalse();

        stops.asked(stop, exchange);

        assertThat(stops.begin(stop)).isTrue();
    }

    @Test
    void shouldSayWhichTaskAndWhy() {
        exchange.getMessage().setHeader("of_before", "x");

        stops.request(stop, exchange);

        assertThat(exchange.getMessage().getBody()).isEqualTo("arn");
        assertThat(exchange.getMessage().getHeaders()).containsOnlyKeys("reason");
        assertThat(exchange.getMessage().getHeader("reason")).isEqualTo("cancelled by request");
        stops.asked(stop, exchange);
        assertThat(exchange.getMessage().getBody()).isNull();
    }

    @Test
    void shouldLeaveToTheSweepATaskThatARowLeadsTo() {
        stops.begin(stop);

        assertThat(stops.failed(FAILURE, stop, exchange)).isNull();

        assertThat(stops.begin(stop)).isTrue();
    }

    @Test
    void shouldAskAgainForATaskThatNoRowLeadsTo() {
        stops.begin(orphan);

        TaskStop again = stops.failed(FAILURE, orphan, exchange);

        assertThat(again.tries()).isEqualTo(1);
        assertThat(again.reference()).isEqualTo(orphan.reference());
        assertThat(exchange.getProperty(DueQueue.DUE, Instant.class)).isAfter(clock.instant());
        assertThat(stops.begin(orphan)).as("it waits for its time").isFalse();
    }

    @Test
    void shouldGiveUpOnATaskThatCannotBeStopped() {
        stops.begin(orphan);
        TaskStop next = orphan;
        int tries = 0;
        while (next != null) {
            next = stops.failed(FAILURE, next, exchange);
            tries++;
        }

        assertThat(tries).isEqualTo(12);
        assertThat(stops.begin(orphan)).as("where it is heard of again").isTrue();
    }

    @Test
    void shouldKeepABoundedNumberOfStopsAndEachOfAnOrphan() {
        long begun = IntStream.range(0, 5_001)
                .filter(number -> stops.begin(
                        new TaskStop(running.key(), 1, "ecs", "arn" + number, "cancelled by request", false, 0)))
                .count();

        assertThat(begun).isEqualTo(5_000);
        assertThat(stops.begin(orphan)).isTrue();
    }
}
