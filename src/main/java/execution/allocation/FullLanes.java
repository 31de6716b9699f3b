package execution.allocation;

import execution.model.Lane;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * Lanes that had no free slot a moment ago, so that each new execution of a busy tenant does not try the counter in vain.
 * Only a hint: it is forgotten when a slot is freed, and after a few seconds in any case.
 */
@Component
class FullLanes {

    private static final Duration HINT = Duration.ofSeconds(3);

    private final Map<Lane, Instant> until = new ConcurrentHashMap<>();

    boolean isFull(Lane lane) {
        Instant end = until.get(lane);
        if (end == null) {
            return false;
        }
        if (Instant.now().isAfter(end)) {
            until.remove(lane, end);
            return false;
        }
        return true;
    }

    void full(Lane lane) {
        until.put(lane, Instant.now().plus(HINT));
    }

    void slotFreed(Lane lane) {
        until.remove(lane);
    }
}
