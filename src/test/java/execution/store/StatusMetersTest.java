package execution.store;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.EndReason;
import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.NextStart;
import execution.model.ReasonClass;
import execution.model.Samples;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StatusMetersTest {

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final StatusMeters meters = new StatusMeters(new MetricsProperties(0, Map.of()), metrics);

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
    void shouldCountEachExecutionForTheClassOfItsTenantAlone() {
        SimpleMeterRegistry ofClasses = new SimpleMeterRegistry();
        String tenant = Samples.pending().key().tenantId();
        StatusMeters meters = new StatusMeters(
                new MetricsProperties(0, Map.of("gold", Set.of("other", tenant), "silver", Set.of("third"))),
                ofClasses);

        meters.written(
                0, Samples.running(1).end(ExecutionStatus.FAILED, 1, "exit code 1", Samples.CREATED.plusSeconds(60)));

        assertThat(counts(ofClasses, "gold")).containsExactly(1, 1, 1);
        assertThat(counts(ofClasses, "silver")).containsExactly(0, 0, 0);
        assertThat(counts(ofClasses, "default")).containsExactly(0, 0, 0);
        assertThat(ofClasses.get("execution.waited").timers()).hasSize(3);
        assertThat(ofClasses.getMeters())
                .noneMatch(meter -> meter.getId().toString().contains(tenant));
    }

    /** docs/metrics.md has queries of these series. */
    @Test
    void shouldHaveBucketsOfTheWaitingTimeOfEachClassInPrometheus() {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

        new StatusMeters(new MetricsProperties(0, Map.of("gold", Set.of("a"))), prometheus);

        assertThat(prometheus.scrape().lines())
                .contains(
                        "execution_waited_seconds_bucket{tenant_class=\"gold\",le=\"60.0\"} 0",
                        "execution_waited_seconds_bucket{tenant_class=\"default\",le=\"600.0\"} 0")
                .filteredOn(line -> line.startsWith("execution_waited_seconds_bucket"))
                .hasSize(2 * 6);
    }

    /** How many executions of a class were accepted, failed and got a slot. */
    private static double[] counts(SimpleMeterRegistry metrics, String tenantClass) {
        var ofClass = Tags.of("tenant_class", tenantClass);
        return new double[] {
            metrics.get("execution.accepted").tags(ofClass).counter().count(),
            metrics.get("execution.ended")
                    .tags(ofClass.and("status", "failed"))
                    .counter()
                    .count(),
            metrics.get("execution.waited").tags(ofClass).timer().count()
        };
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
