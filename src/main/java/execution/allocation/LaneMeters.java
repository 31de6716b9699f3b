package execution.allocation;

import execution.model.Lane;
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
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Measures for how long executions have been pending, by lane. There may be any number of lanes, so only those whose
 * oldest execution has waited for the longest time are measured one by one, {@code execution.metrics.lanes} at most;
 * the age of the oldest execution of all lanes, and the number of lanes, are measured always. Everything comes from
 * what the sweep and the turns of the lanes have read anyway.
 */
@Component
public class LaneMeters {

    /** A lane with pending executions, the oldest of which was created at that time. */
    private record Waiting(Lane lane, Instant oldest) {}

    /** What a sweep found in a shard: the lanes that have waited for the longest time, and the number of all lanes. */
    private record Found(List<Waiting> longest, int lanes) {}

    private final int most;
    private final Clock clock;
    private final MultiGauge ages;
    private final MultiGauge used;
    private final MultiGauge limits;
    private final Map<Integer, Found> shards = new HashMap<>();
    private final Map<Lane, Slots> slots = new HashMap<>();
    private List<Waiting> shown = List.of();

    LaneMeters(LaneMetricsProperties properties, MeterRegistry metrics, Clock clock) {
        this.most = properties.lanes();
        this.clock = clock;
        Gauge.builder("execution.pending.oldest", this, LaneMeters::oldestSeconds)
                .description("For how long the oldest pending execution has waited; 0 if none is pending")
                .baseUnit("seconds")
                .register(metrics);
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
        // One at least, because the oldest of all counts even where no lane is shown.
        List<Waiting> longest = longest(oldest, Math.max(1, most));
        shards.put(shard, new Found(longest, oldest.size()));
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
        shown = longest(all, most);
        slots.keySet().retainAll(shown.stream().map(Waiting::lane).collect(Collectors.toSet()));
        ages.register(
                shown.stream()
                        .map(waiting -> MultiGauge.Row.of(tags(waiting.lane()), waiting, this::seconds))
                        .toList(),
                true);
        used.register(rows(Slots::inUse), true);
        limits.register(rows(Slots::limit), true);
    }

    private List<MultiGauge.Row<?>> rows(ToDoubleFunction<Slots> value) {
        return slots.keySet().stream()
                .<MultiGauge.Row<?>>map(lane -> MultiGauge.Row.of(tags(lane), lane, key -> value(key, value)))
                .toList();
    }

    private synchronized double value(Lane lane, ToDoubleFunction<Slots> value) {
        Slots known = slots.get(lane);
        return known == null ? Double.NaN : value.applyAsDouble(known);
    }

    private static Tags tags(Lane lane) {
        return Tags.of("tenant", lane.tenantId(), "runner", lane.runner());
    }

    private static List<Waiting> longest(Map<Lane, Instant> oldest, int most) {
        return oldest.entrySet().stream()
                .map(lane -> new Waiting(lane.getKey(), lane.getValue()))
                .sorted(Comparator.comparing(Waiting::oldest))
                .limit(most)
                .toList();
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private double seconds(Waiting waiting) {
        return Math.max(0, Duration.between(waiting.oldest(), clock.instant()).toMillis() / 1_000.0);
    }

    private synchronized double oldestSeconds() {
        return shards.values().stream()
                .map(Found::longest)
                .flatMap(Collection::stream)
                .mapToDouble(this::seconds)
                .max()
                .orElse(0);
    }

    private synchronized double lanes() {
        return shards.values().stream().mapToInt(Found::lanes).sum();
    }
}
