package execution.allocation;

import execution.model.Lane;
import execution.store.MetricsProperties;
import execution.store.Slots;
import execution.store.WorkIndex;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Measures for how long executions have been pending, by lane. There may be any number of lanes, so only those whose
 * oldest execution has waited for the longest time are measured one by one, {@code execution.metrics.lanes} at most;
 * the age of the oldest execution of each class of tenants, and the number of lanes, are measured always. Everything
 * comes from what the sweep and the turns of the lanes have read anyway.
 */
@Component
public class LaneMeters {

    /** A lane with pending executions, the oldest of which was created at that time. */
    private record Waiting(Lane lane, Instant oldest) {}

    /**
     * What a sweep found in a shard.
     *
     * @param longest the lanes that have waited for the longest time
     * @param oldest since when the oldest execution of each class of tenants has waited
     * @param lanes the number of all lanes
     */
    private record Found(List<Waiting> longest, Map<String, Instant> oldest, int lanes) {}

    private final MetricsProperties properties;
    private final Clock clock;
    private final MultiGauge ages;
    private final MultiGauge used;
    private final MultiGauge limits;
    private final Map<Integer, Found> shards = new HashMap<>();
    private final Map<Lane, Slots> slots = new HashMap<>();
    private List<Waiting> shown = List.of();

    LaneMeters(MetricsProperties properties, MeterRegistry metrics, Clock clock) {
        this.properties = properties;
        this.clock = clock;
        properties.classes().forEach(name -> Gauge.builder(
                        "execution.pending.oldest", this, meters -> meters.oldestSeconds(name))
                .description("For how long the oldest pending execution has waited; 0 if none is pending")
                .baseUnit("seconds")
                .tag(MetricsProperties.TENANT_CLASS, name)
                .register(metrics));
        Gauge.builder("execution.pending.lanes", this, LaneMeters::lanes)
                .description("Lanes with pending executions")
                .register(metrics);
        ages = MultiGauge.builder("execution.pending.age")
                .description("For how long the oldest pending execution of a lane has waited")
                .baseUnit("seconds")
                .register(metrics);
        used = MultiGauge.builder("execution.slots.used")
                .description("Slots of a lane that are in use")
                .register(metrics);
        limits = MultiGauge.builder("execution.slots.limit")
                .description("Slots that a lane may use at once")
                .register(metrics);
    }

    /**
     * Takes what a sweep found.
     *
     * @param pending all lanes of the shard that have pending executions
     */
    public synchronized void found(int shard, List<WorkIndex.PendingLane> pending) {
        Map<Lane, Instant> oldest = new HashMap<>();
        pending.forEach(part -> oldest.merge(part.lane(), part.oldest(), LaneMeters::earlier));
        Map<String, Instant> ofClasses = new HashMap<>();
        oldest.forEach(
                (lane, since) -> ofClasses.merge(properties.classOf(lane.tenantId()), since, LaneMeters::earlier));
        shards.put(shard, new Found(longest(oldest), ofClasses, oldest.size()));
        show();
    }

    /** Forgets the shards that other instances sweep now. */
    public synchronized void keep(Set<Integer> mine) {
        if (shards.keySet().retainAll(mine)) {
            show();
        }
    }

    /** Takes the slots of a lane as they were just read. */
    synchronized void read(Lane lane, Slots read) {
        boolean isShown = shown.stream().anyMatch(waiting -> waiting.lane().equals(lane));
        if (isShown && slots.put(lane, read) == null) {
            show();
        }
    }

    private void show() {
        Map<Lane, Instant> all = new HashMap<>();
        shards.values().stream()
                .map(Found::longest)
                .flatMap(Collection::stream)
                .forEach(waiting -> all.merge(waiting.lane(), waiting.oldest(), LaneMeters::earlier));
        shown = longest(all);
        slots.keySet().retainAll(shown.stream().map(Waiting::lane).collect(Collectors.toSet()));
        // A gauge that is there already stays and looks its lane up, so that no reader of the metrics misses it.
        ages.register(rows(shown.stream().map(Waiting::lane), this::age));
        used.register(rows(slots.keySet().stream(), lane -> value(lane, Slots::inUse)));
        limits.register(rows(slots.keySet().stream(), lane -> value(lane, Slots::limit)));
    }

    private List<MultiGauge.Row<?>> rows(Stream<Lane> lanes, ToDoubleFunction<Lane> value) {
        return lanes.<MultiGauge.Row<?>>map(lane -> MultiGauge.Row.of(tags(lane), lane, value))
                .toList();
    }

    private synchronized double age(Lane lane) {
        return shown.stream()
                .filter(waiting -> waiting.lane().equals(lane))
                .mapToDouble(waiting -> seconds(waiting.oldest()))
                .findFirst()
                .orElse(Double.NaN);
    }

    private synchronized double value(Lane lane, ToDoubleFunction<Slots> value) {
        Slots known = slots.get(lane);
        return known == null ? Double.NaN : value.applyAsDouble(known);
    }

    private Tags tags(Lane lane) {
        return Tags.of("tenant", lane.tenantId(), "runner", lane.runner())
                .and(MetricsProperties.TENANT_CLASS, properties.classOf(lane.tenantId()));
    }

    private List<Waiting> longest(Map<Lane, Instant> oldest) {
        return oldest.entrySet().stream()
                .map(lane -> new Waiting(lane.getKey(), lane.getValue()))
                .sorted(Comparator.comparing(Waiting::oldest))
                .limit(properties.lanes())
                .toList();
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private double seconds(Instant since) {
        return Math.max(0, Duration.between(since, clock.instant()).toMillis() / 1_000.0);
    }

    private synchronized double oldestSeconds(String tenantClass) {
        return shards.values().stream()
                .map(found -> found.oldest().get(tenantClass))
                .filter(Objects::nonNull)
                .mapToDouble(this::seconds)
                .max()
                .orElse(0);
    }

    private synchronized double lanes() {
        return shards.values().stream().mapToInt(Found::lanes).sum();
    }
}
