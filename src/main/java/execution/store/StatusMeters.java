package execution.store;

import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.ReasonClass;
import execution.model.StatusChange;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Counts the status changes that this instance wrote: executions that were accepted and that ended, attempts that
 * follow another one, and how long executions waited to which it gave a slot. All meters exist from the start,
 * because a counter that appears with its first event hides that event from whoever asks for its rate.
 */
@Component
public class StatusMeters {

    /** Counts executions that ended, by their status. */
    public static final String ENDED = "execution.ended";

    /** Measures the time from the creation of an execution to its first slot. */
    public static final String WAITED = "execution.waited";

    private final MetricsProperties properties;
    private final Map<String, ClassMeters> classes;
    private final Map<ReasonClass, Counter> failures;
    private final Map<ReasonClass, Counter> retries;

    /** The meters of the tenants of a class. */
    private record ClassMeters(Counter accepted, Map<ExecutionStatus, Counter> ended, Timer waited) {}

    StatusMeters(MetricsProperties properties, MeterRegistry metrics) {
        this.properties = properties;
        classes = properties.classes().collect(Collectors.toMap(name -> name, name -> classMeters(name, metrics)));
        failures = counters(ReasonClass.class, ReasonClass.values(), reason -> Counter.builder("execution.failures")
                .description("Executions that ended without success")
                .tag("reason", reason.text())
                .register(metrics));
        retries = counters(ReasonClass.class, ReasonClass.values(), reason -> Counter.builder("execution.retries")
                .description("Attempts that follow another one of their execution, by why that one ended")
                .tag("reason", reason.text())
                .register(metrics));
    }

    private static ClassMeters classMeters(String name, MeterRegistry metrics) {
        return new ClassMeters(
                Counter.builder("execution.accepted")
                        .description("Executions that were accepted")
                        .tag(MetricsProperties.TENANT_CLASS, name)
                        .register(metrics),
                counters(ExecutionStatus.class, ExecutionStatus.values(), status -> Counter.builder(ENDED)
                        .description("Executions that ended")
                        .tag("status", status.text())
                        .tag(MetricsProperties.TENANT_CLASS, name)
                        .register(metrics)),
                Timer.builder(WAITED)
                        .description("From the creation of an execution to its first slot")
                        .tag(MetricsProperties.TENANT_CLASS, name)
                        .serviceLevelObjectives(
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(10),
                                Duration.ofMinutes(1),
                                Duration.ofMinutes(10),
                                Duration.ofHours(1))
                        .register(metrics));
    }

    private static <K extends Enum<K>> Map<K, Counter> counters(Class<K> type, K[] keys, Function<K, Counter> counter) {
        return Arrays.stream(keys)
                .filter(key -> !(key instanceof ExecutionStatus status) || status.isTerminal())
                .collect(Collectors.toMap(key -> key, counter, (a, b) -> a, () -> new EnumMap<>(type)));
    }

    /**
     * Notes what was written.
     *
     * @param seq up to which the history was noted before; 0 for an execution that was created
     * @param after as it was written
     */
    void written(int seq, Execution after) {
        ClassMeters meters = classes.get(properties.classOf(after.key().tenantId()));
        after.history().changes().stream()
                .filter(change -> change.seq() > seq)
                .forEach(change -> note(meters, after, change));
    }

    private void note(ClassMeters meters, Execution execution, StatusChange change) {
        if (change.previous() == null) {
            meters.accepted().increment();
        }
        if (change.status().isTerminal()) {
            meters.ended().get(change.status()).increment();
            if (change.status() != ExecutionStatus.COMPLETED) {
                failures.get(reason(change)).increment();
            }
        }
        if (change.status() != ExecutionStatus.ALLOCATED) {
            return;
        }
        if (change.previous() != ExecutionStatus.PENDING) {
            retries.get(reason(change)).increment();
        } else if (change.attempt() == null || change.attempt() == 1) {
            // Another instance may have created it by a clock that is ahead; a timer leaves out what is negative.
            meters.waited().record(Duration.between(execution.createdAt(), change.occurredAt()));
        }
    }

    private static ReasonClass reason(StatusChange change) {
        ReasonClass reason = change.end() == null ? null : change.end().reasonClass();
        return reason == null ? ReasonClass.UNKNOWN : reason;
    }
}
