package execution.allocation;

import execution.model.Lane;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * Lanes that had no free slot a moment ago, and how many slots were freed since, so that a tenant's backlog does not try the
 * counter in vain for each execution that ends or comes. Only a hint: it is forgotten after a few seconds, and the counter
 * decides.
 */
@Component
class FullLanes {

    private static final Duration HINT = Duration.ofSeconds(3);

    private record Hint(Instant until, int freed) {}

    private final Map<Lane, Hint> hints = new ConcurrentHashMap<>();

    /** Whether nothing is known to be free. */
    boolean isFull(Lane lane) {
        Hint hint = current(lane);
        return hint != null && hint.freed() == 0;
    }

    /** Whether a slot is worth trying for; if so, one less is thought to be free. */
    boolean mayTry(Lane lane) {
        if (current(lane) == null) {
            return true;
        }
        boolean[] taken = new boolean[1];
        hints.computeIfPresent(lane, (key, hint) -> {
            taken[0] = hint.freed() > 0;
            return taken[0] ? new Hint(hint.until(), hint.freed() - 1) : hint;
        });
        return taken[0];
    }

    void full(Lane lane) {
        hints.put(lane, new Hint(Instant.now().plus(HINT), 0));
    }

    void slotFreed(Lane lane) {
        hints.computeIfPresent(lane, (key, hint) -> new Hint(hint.until(), hint.freed() + 1));
    }

    private Hint current(Lane lane) {
        Hint hint = hints.get(lane);
        if (hint != null && Instant.now().isAfter(hint.until())) {
            hints.remove(lane, hint);
            return null;
        }
        return hint;
    }
}
