package execution.allocation;

import execution.model.ExecutionKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.springframework.stereotype.Component;
import shared.collection.BoundedMap;
import shared.failure.Backoff;

/**
 * Remembers pending executions whose rows can be neither read nor written, so that not even putting them off can be
 * stored. Such an execution is not tried again for a time that grows, because otherwise each wake-up of its lane would
 * try it, and log its failure, again.
 */
@Component
class HeldBack {

    private static final Backoff PAUSES = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(5));

    /** How many executions are remembered: far more than there are such rows. Each takes some 300 bytes. */
    private static final int MOST = 2_000;

    private record Failures(int times, Instant until) {}

    private final Clock clock;
    private final Map<ExecutionKey, Failures> failures = BoundedMap.forgettingOldest(MOST);

    HeldBack(Clock clock) {
        this.clock = clock;
    }

    /** Keeps an execution from being tried for a while, longer each time. */
    synchronized void add(ExecutionKey key) {
        Failures before = failures.remove(key);
        int times = before == null ? 1 : before.times() + 1;
        failures.put(key, new Failures(times, clock.instant().plus(PAUSES.after(times))));
    }

    synchronized boolean contains(ExecutionKey key) {
        Failures last = failures.get(key);
        return last != null && clock.instant().isBefore(last.until());
    }

    /** Forgets an execution whose row can be read and written again. */
    synchronized void remove(ExecutionKey key) {
        failures.remove(key);
    }
}
