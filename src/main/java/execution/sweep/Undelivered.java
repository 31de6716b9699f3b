package execution.sweep;

import execution.model.ExecutionKey;
import execution.publication.WebhookTurns;
import execution.store.Executions;
import execution.store.WorkIndex;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * Finds the ended executions whose webhooks have not got all changes. Those of a receiver that is away may be very many
 * and have no room, so the next sweep goes on where the last one stopped, and comes by all others as well.
 */
@Component
class Undelivered {

    private static final int PAGE = 100;

    /** The most pages of a shard in one sweep, so that the rest of it has its turn. */
    private static final int MOST_PAGES = 10;

    private final Executions executions;
    private final WorkIndex index;
    private final WebhookTurns turns;
    private final FoundWork found;

    /** Where the next sweep of a shard goes on. */
    private final Map<Integer, String> positions = new ConcurrentHashMap<>();

    Undelivered(Executions executions, WorkIndex index, WebhookTurns turns, FoundWork found) {
        this.executions = executions;
        this.index = index;
        this.turns = turns;
        this.found = found;
    }

    /** Hands the executions of a shard to their turns, which take them out of the index in the end. */
    void ofEnded(int shard, Instant now) {
        String after = positions.remove(shard);
        for (int page = 0; page < MOST_PAGES && turns.hasRoom(); page++) {
            List<WorkIndex.Entry> entries = index.undelivered(shard, after, now, PAGE);
            List<ExecutionKey> idle = entries.stream()
                    .map(WorkIndex.Entry::key)
                    .filter(key -> !turns.isUnderWay(key))
                    .toList();
            executions.findAll(idle).forEach(found::publish);
            if (entries.size() < PAGE) {
                return;
            }
            after = entries.get(entries.size() - 1).position();
            positions.put(shard, after);
        }
    }
}
