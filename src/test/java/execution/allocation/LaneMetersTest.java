package execution.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.HandClock;
import execution.model.Lane;
import execution.store.MetricsProperties;
import execution.store.Slots;
import execution.store.WorkIndex.PendingLane;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LaneMetersTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final int SHARD = 1;
    private static final int MOST = 3;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final HandClock clock = new HandClock(NOW);
    private final LaneMeters meters =
            new LaneMeters(new MetricsProperties(MOST, Map.of("gold", Set.of("rich"))), metrics, clock);

    private static PendingLane pending(String tenant, int seconds) {
        return new PendingLane(new Lane(tenant, "ecs"), null, SHARD, NOW.minusSeconds(seconds));
    }

    private double value(String name) {
        return metrics.get(name).gauge().value();
    }

    private double oldest(String tenantClass) {
        return metrics.get("execution.pending.oldest")
                .tag("tenant_class", tenantClass)
                .gauge()
                .value();
    }

    private List<String> tenants(String name) {
        return metrics.find(name).gauges().stream()
                .map(gauge -> gauge.getId().getTag("tenant"))
                .sorted()
                .toList();
    }

    private Gauge gauge(String name, String tenant) {
        return metrics.get(name).tag("tenant", tenant).tag("runner", "ecs").gauge();
    }

    @Test
    void shouldNameTheLanesThatHaveWaitedForTheLongestTime() {
        meters.found(
                SHARD,
                IntStream.rangeClosed(1, 50)
                        .mapToObj(i -> pending("tenant-" + i, i))
                        .toList());

        assertThat(tenants("execution.pending.age")).containsExactly("tenant-48", "tenant-49", "tenant-50");
        assertThat(gauge("execution.pending.age", "tenant-50").value()).isEqualTo(50);
        assertThat(oldest("default")).isEqualTo(50);
        assertThat(value("execution.pending.lanes")).isEqualTo(50);

        clock.advance(Duration.ofSeconds(5));

        assertThat(gauge("execution.pending.age", "tenant-50").value()).isEqualTo(55);
    }

    /** A gauge that each sweep makes anew is missing for whoever reads the metrics meanwhile. */
    @Test
    void shouldKeepTheGaugesOfALaneThatGoesOnWaiting() {
        meters.found(SHARD, List.of(pending("one", 20)));
        meters.read(new Lane("one", "ecs"), new Slots(4, 5, null, 1));
        Gauge age = gauge("execution.pending.age", "one");
        Gauge used = gauge("execution.slots.used", "one");
        Gauge limit = gauge("execution.slots.limit", "one");

        meters.found(SHARD, List.of(pending("one", 10), pending("two", 5)));

        assertThat(gauge("execution.pending.age", "one")).isSameAs(age);
        assertThat(gauge("execution.slots.used", "one")).isSameAs(used);
        assertThat(gauge("execution.slots.limit", "one")).isSameAs(limit);
        assertThat(age.value()).isEqualTo(10);
    }

    @Test
    void shouldForgetLanesThatHaveNobodyPending() {
        meters.found(SHARD, List.of(pending("one", 10), pending("two", 20)));
        meters.found(2, List.of(pending("three", 30)));

        meters.found(SHARD, List.of(pending("two", 20)));
        meters.keep(Set.of(SHARD));

        assertThat(tenants("execution.pending.age")).containsExactly("two");
        assertThat(value("execution.pending.lanes")).isEqualTo(1);

        meters.found(SHARD, List.of());

        assertThat(tenants("execution.pending.age")).isEmpty();
        assertThat(oldest("default")).isZero();
    }

    @Test
    void shouldCountTheExecutionsOfALaneThatWaitDifferentlyLongAsOneLane() {
        Lane lane = new Lane("one", "ecs");
        meters.found(
                SHARD,
                List.of(
                        new PendingLane(lane, null, SHARD, NOW.minusSeconds(5)),
                        new PendingLane(lane, 60L, SHARD, NOW.minusSeconds(7))));

        assertThat(gauge("execution.pending.age", "one").value()).isEqualTo(7);
        assertThat(value("execution.pending.lanes")).isEqualTo(1);
    }

    @Test
    void shouldGiveTheSlotsOfTheLanesThatItNames() {
        meters.found(SHARD, List.of(pending("one", 10)));

        meters.read(new Lane("one", "ecs"), new Slots(4, 5, null, 1));
        meters.read(new Lane("other", "ecs"), new Slots(1, 1, null, 1));

        assertThat(tenants("execution.slots.used")).containsExactly("one");
        assertThat(gauge("execution.slots.used", "one").value()).isEqualTo(4);
        assertThat(gauge("execution.slots.limit", "one").value()).isEqualTo(5);

        meters.read(new Lane("one", "ecs"), new Slots(5, 5, null, 2));

        assertThat(gauge("execution.slots.used", "one").value()).isEqualTo(5);

        meters.found(SHARD, List.of());

        assertThat(tenants("execution.slots.used")).isEmpty();
    }

    @Test
    void shouldGiveTheOldestOfEachClassOfTenantsEvenIfItsLaneIsNotNamed() {
        assertThat(oldest("gold")).isZero();

        meters.found(SHARD, List.of(pending("one", 40), pending("two", 30), pending("three", 20)));
        meters.found(2, List.of(pending("rich", 10)));

        assertThat(tenants("execution.pending.age")).doesNotContain("rich");
        assertThat(oldest("gold")).isEqualTo(10);
        assertThat(oldest("default")).isEqualTo(40);

        meters.found(SHARD, List.of());

        assertThat(oldest("default")).isZero();
        assertThat(gauge("execution.pending.age", "rich").getId().getTag("tenant_class"))
                .isEqualTo("gold");
    }

    @Test
    void shouldNameNoTenantWhereNoneIsToBeNamed() {
        SimpleMeterRegistry none = new SimpleMeterRegistry();
        LaneMeters nameless = new LaneMeters(new MetricsProperties(0, Map.of()), none, clock);

        nameless.found(SHARD, List.of(pending("one", 10)));
        nameless.read(new Lane("one", "ecs"), new Slots(4, 5, null, 1));

        assertThat(none.getMeters()).noneMatch(meter -> meter.getId().getTag("tenant") != null);
        assertThat(none.get("execution.pending.oldest").gauge().value()).isEqualTo(10);
    }
}
