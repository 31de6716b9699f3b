package execution.allocation;

import execution.model.ExecutionKey;
import execution.outage.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.springframework.stereotype.Component;
import shared.collection.BoundedMap;

/**
 * Pending executions whose rows can be neither read nor written, so that not even their being put off can be stored. They are left
 * alone for longer and longer, or each wake-up of their lane would try them, and log it, again.
 */
@Component
class HeldBack {

    private static final Backoff PAUSES = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(5));

    /** Far more than there are such rows; some 300 bytes each. */
    private static final int MOST = 2_000;

    private record Failures(int times, Instant until) {}

    private final Map<ExecutionKey, Failures> failures = BoundedMap.forgettingOldest(MOST);

    /** Leaves it alone for a while, longer each time. */
    synchronized void add(ExecutionKey key) {
        Failures before = failures.remove(key);
        int times = before == null ? 1 : before.times() + 1;
        failures.put(key, new Failures(times, Instant.now().plus(PAUSES.after(times))));
    }

    synchronized boolean contains(ExecutionKey key) {
        Failures last = failures.get(key);
        return last != null && Instant.now().isBefore(last.until());
    }

    /** Its row is all right again. */
    synchronized void remove(ExecutionKey key) {
        failures.remove(key);
    }
}
