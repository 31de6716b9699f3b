package execution.store;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.EndReason;
import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.NextStart;
import execution.model.ReasonClass;
import execution.model.Samples;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StatusMetersTest {

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final StatusMeters meters = new StatusMeters(metrics);

    private double ended(String status) {
        var counter = metrics.find("execution.ended").tag("status", status).counter();
        return counter == null ? 0 : counter.count();
    }

    @Test
    void shouldCountAnExecutionOnceWhenItEnds() {
        Execution ended =
                Samples.running(1).end(ExecutionStatus.FAILED, 1, "exit code 1", Samples.CREATED.plusSeconds(60));

        meters.written(0, Samples.pending());
        meters.written(ended.seq() - 1, ended);
        meters.written(ended.seq(), ended);

        assertThat(ended("failed")).isEqualTo(1);
        assertThat(ended("completed")).isZero();
    }

    @Test
    void shouldCountAcceptedExecutionsRetriesAndFailuresByTheirReason() {
        EndReason lost = EndReason.of(ReasonClass.HOST, "the platform lost the host");
        Execution again = Samples.running(1)
                .nextAttempt("again", null, lost, new NextStart(true, false, "instance", null), Samples.CREATED);
        Execution failed = again.end(ExecutionStatus.FAILED, null, "lost", lost, Samples.CREATED.plusSeconds(60));

        meters.written(0, failed);

        assertThat(metrics.get("execution.accepted").counter().count()).isEqualTo(1);
        assertThat(metrics.get("execution.retries")
                        .tag("reason", "host")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(metrics.get("execution.failures")
                        .tag("reason", "host")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(metrics.get("execution.waited").timer().count()).isEqualTo(1);
    }

    @Test
    void shouldHaveAllCountersBeforeTheFirstExecution() {
        assertThat(metrics.find("execution.ended").counters()).hasSize(4);
        assertThat(metrics.find("execution.retries").counters()).hasSize(ReasonClass.values().length);
    }

    @Test
    void shouldMeasureTheTimeToTheFirstSlot() {
        Execution running = Samples.running(1);
        Duration waited = running.history().changes().stream()
                .filter(change -> change.status() == ExecutionStatus.ALLOCATED)
                .map(change -> Duration.between(running.createdAt(), change.occurredAt()))
                .findFirst()
                .orElseThrow();

        meters.written(1, running);
        meters.written(running.seq(), running);

        Timer timer = metrics.find("execution.waited").timer();
        assertThat(timer.count()).isEqualTo(1);
        assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(waited.toMillis());
    }
}
