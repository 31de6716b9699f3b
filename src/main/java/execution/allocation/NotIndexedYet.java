package execution.allocation;

import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.Lane;
import execution.store.LaneOrder;
import execution.store.WorkIndex;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import shared.collection.BoundedMap;

/**
 * Remembers pending executions of which this instance heard just now. An index shows a row some moments after the row
 * was written, so a query right after the write would not find it. The sweep finds executions that are forgotten here.
 */
@Component
class NotIndexedYet {

    /** How long an execution is remembered: longer than an index usually lags behind its table. */
    private static final Duration LAG = Duration.ofSeconds(10);

    /** How many executions are remembered. Each takes some 500 bytes. */
    private static final int MOST = 2_000;

    private record Heard(Lane lane, WorkIndex.Entry entry, Instant at) {}

    private final LaneOrder order;
    private final Clock clock;
    private final Map<ExecutionKey, Heard> heard = BoundedMap.forgettingOldest(MOST);

    NotIndexedYet(LaneOrder order, Clock clock) {
        this.order = order;
        this.clock = clock;
    }

    synchronized void add(Execution pending) {
        heard.put(pending.key(), new Heard(pending.lane(), order.entry(pending), clock.instant()));
    }

    /** Forgets an execution that has a slot, was put off, or is not pending any more. */
    synchronized void remove(ExecutionKey key) {
        heard.remove(key);
    }

    /** Gives the executions of a lane in no particular order. */
    synchronized List<WorkIndex.Entry> of(Lane lane) {
        Instant indexed = clock.instant().minus(LAG);
        heard.values().removeIf(one -> one.at().isBefore(indexed));
        return heard.values().stream()
                .filter(one -> one.lane().equals(lane))
                .map(Heard::entry)
                .toList();
    }
}
