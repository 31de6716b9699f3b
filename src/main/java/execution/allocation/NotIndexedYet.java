package execution.allocation;

import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.Lane;
import execution.store.WorkIndex;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import shared.collection.BoundedMap;

/**
 * Pending executions that this instance heard of just now. An index shows a row some moments after the row was written, so who
 * asks the index at once would miss it. What is forgotten here is found by the sweep.
 */
@Component
class NotIndexedYet {

    /** Longer than an index lags behind its table in any but the worst hour. */
    private static final Duration LAG = Duration.ofSeconds(10);

    /** Some 500 bytes each. */
    private static final int MOST = 2_000;

    private record Heard(Lane lane, WorkIndex.Entry entry, Instant at) {}

    private final Map<ExecutionKey, Heard> heard = BoundedMap.forgettingOldest(MOST);

    synchronized void add(Execution pending) {
        heard.put(pending.key(), new Heard(pending.lane(), WorkIndex.readyEntry(pending), Instant.now()));
    }

    /** It has a slot, was put off, or is not pending any more. */
    synchronized void remove(ExecutionKey key) {
        heard.remove(key);
    }

    /** Those of a lane, in no order. */
    synchronized List<WorkIndex.Entry> of(Lane lane) {
        Instant indexed = Instant.now().minus(LAG);
        heard.values().removeIf(one -> one.at().isBefore(indexed));
        return heard.values().stream()
                .filter(one -> one.lane().equals(lane))
                .map(Heard::entry)
                .toList();
    }
}
