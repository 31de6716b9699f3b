package execution.sweep;

import execution.model.Execution;
import execution.store.Executions;
import execution.store.Expiry;
import execution.store.WorkIndex;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Finds the ended executions that are to be archived before their rows may expire. */
@Component
class Unarchived {

    private static final int PAGE = 100;
    private static final int MOST_PAGES = 50;

    /** How many executions of a shard one sweep archives, so that the rest of the sweep has its turn. */
    private static final int MOST = 100;

    /** After so many failures the rest waits for the next sweep, because the archive is likely to be away. */
    private static final int MOST_FAILURES = 5;

    private final Executions executions;
    private final WorkIndex index;
    private final Expiry expiry;
    private final FoundWork found;

    /** Where the next sweep of a shard goes on: behind what could not be archived, which may never be possible. */
    private final Map<Integer, String> behindFailures = new ConcurrentHashMap<>();

    Unarchived(Executions executions, WorkIndex index, Expiry expiry, FoundWork found) {
        this.executions = executions;
        this.index = index;
        this.expiry = expiry;
        this.found = found;
    }

    /** Hands the executions of a shard to the archive, which takes them out of the index. */
    void ofEnded(int shard, Instant now) {
        if (!expiry.hasArchive()) {
            return;
        }
        String after = behindFailures.remove(shard);
        int archived = 0;
        int failures = 0;
        for (int page = 0; page < MOST_PAGES && archived < MOST; page++) {
            List<WorkIndex.Entry> entries = index.unarchived(shard, after, now, PAGE);
            for (Execution ended : executions.findAll(
                    entries.stream().map(WorkIndex.Entry::key).toList())) {
                if (!isDue(ended, now)) {
                    continue;
                }
                if (found.archive(ended)) {
                    archived++;
                } else if (++failures == MOST_FAILURES) {
                    behindFailures.put(shard, position(ended, entries));
                    return;
                }
            }
            if (entries.size() < PAGE) {
                return;
            }
            after = entries.get(entries.size() - 1).position();
        }
    }

    private static String position(Execution execution, List<WorkIndex.Entry> entries) {
        return entries.stream()
                .filter(entry -> entry.key().equals(execution.key()))
                .map(WorkIndex.Entry::position)
                .findFirst()
                .orElseThrow();
    }

    /** Asks the row, because the index lags behind it. */
    private static boolean isDue(Execution execution, Instant now) {
        return execution.status().isTerminal()
                && execution.isFullyPublished()
                && execution.isDelivered()
                && execution.dueAt() != null
                && !execution.dueAt().isAfter(now);
    }
}
