package execution.store;

import execution.model.Execution;
import execution.model.ExecutionKey;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import shared.collection.BoundedMap;

/**
 * Remembers the rows that this instance wrote last. Another instance may have changed a row since. So a conditional
 * write may start from such a row, because the write fails if the row has changed; a decision to write nothing may not.
 */
@Component
class RecentRows {

    /** How many executions a busy instance has under way. */
    private static final int MOST = 2_000;

    /**
     * The most bytes of memory that the rows take together. A usual row takes 6 KB; the bound keeps large jobs from
     * filling the heap.
     */
    private static final long MOST_WEIGHT = 12L << 20;

    private final long mostWeight;
    private final Map<ExecutionKey, Execution> rows = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, ExecutionKey> keysByAttempt = BoundedMap.forgettingLeastUsed(MOST);

    private long weight;

    @Autowired
    RecentRows() {
        this(MOST_WEIGHT);
    }

    /**
     * @param mostWeight in bytes, as {@link Execution#weight} counts them
     */
    RecentRows(long mostWeight) {
        this.mostWeight = mostWeight;
    }

    synchronized void wrote(Execution execution) {
        Execution known = rows.get(execution.key());
        if (known == null || known.version() < execution.version()) {
            weight += execution.weight() - (known == null ? 0 : known.weight());
            rows.put(execution.key(), execution);
            removeOldest();
        }
        if (execution.attempt() > 0) {
            keysByAttempt.put(execution.attemptId(), execution.key());
        }
    }

    private void removeOldest() {
        Iterator<Execution> oldest = rows.values().iterator();
        while (weight > mostWeight || rows.size() > MOST) {
            weight -= oldest.next().weight();
            oldest.remove();
        }
    }

    /** Forgets a row that another instance has changed. */
    synchronized void forget(ExecutionKey key) {
        Execution known = rows.remove(key);
        if (known != null) {
            weight -= known.weight();
        }
    }

    synchronized Optional<Execution> find(ExecutionKey key) {
        return Optional.ofNullable(rows.get(key));
    }

    /**
     * Finds the execution of an attempt. An attempt belongs to the same execution for ever, so the answer cannot be out
     * of date.
     */
    synchronized Optional<ExecutionKey> byAttempt(String attemptId) {
        return Optional.ofNullable(keysByAttempt.get(attemptId));
    }
}
