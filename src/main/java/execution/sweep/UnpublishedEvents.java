package execution.sweep;

import execution.model.ExecutionKey;
import execution.publication.PublicationTurns;
import execution.store.Executions;
import execution.store.PendingEventMarks;
import execution.store.PublishedMarks;
import execution.store.WorkIndex;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Finds the changes that were not published and that no other work on their executions leads to: of those that have
 * ended, and the first one of those that are still pending. While the publisher has no room nothing is read, so a long
 * outage costs nothing here.
 */
@Component
class UnpublishedEvents {

    private static final Logger LOG = LoggerFactory.getLogger(UnpublishedEvents.class);
    private static final int PAGE = 100;

    /** At most so many of a shard or lane in one sweep, so that the rest of it has its turn. */
    private static final int MOST_PAGES = 50;

    private final Executions executions;
    private final WorkIndex index;
    private final PendingEventMarks pendingMarks;
    private final PublishedMarks published;
    private final PublicationTurns turns;
    private final FoundWork found;
    private final SweepProperties sweep;

    UnpublishedEvents(
            Executions executions,
            WorkIndex index,
            PendingEventMarks pendingMarks,
            PublishedMarks published,
            PublicationTurns turns,
            FoundWork found,
            SweepProperties sweep) {
        this.executions = executions;
        this.index = index;
        this.pendingMarks = pendingMarks;
        this.published = published;
        this.turns = turns;
        this.found = found;
        this.sweep = sweep;
    }

    /** Hands the ended executions of a shard to the publisher, which takes them out of the index in the end. */
    void ofEnded(int shard, Instant now) {
        String after = null;
        for (int page = 0; page < MOST_PAGES && turns.hasRoom(); page++) {
            List<WorkIndex.Entry> entries = index.unpublished(shard, after, now, PAGE);
            for (WorkIndex.Entry entry : entries) {
                publish(entry.key());
                after = entry.position();
            }
            if (entries.size() < PAGE) {
                return;
            }
        }
    }

    /**
     * A pending row does not say whether its event was published: that would take a write of its own. Instead a mark
     * for the lane moves on over those whose event this instance is known to have published; the others are published,
     * perhaps again.
     */
    void ofPending(WorkIndex.PendingLane pending, Instant now) {
        Instant before = now.minus(sweep.publication());
        if (!pending.oldest().isBefore(before) || !turns.hasRoom()) {
            return;
        }
        String known = pendingMarks.find(pending).orElse(null);
        String mark = known;
        String after = known;
        boolean gap = false;
        for (int page = 0; page < MOST_PAGES && turns.hasRoom(); page++) {
            List<WorkIndex.Entry> entries = index.pending(pending, after, before, PAGE);
            for (WorkIndex.Entry entry : entries) {
                after = entry.position();
                if (published.of(entry.key()) == 0) {
                    publish(entry.key());
                    gap = true;
                } else if (!gap) {
                    mark = after;
                }
            }
            if (entries.size() < PAGE) {
                break;
            }
        }
        if (mark != null && !mark.equals(known)) {
            pendingMarks.put(pending, mark);
        }
    }

    private void publish(ExecutionKey key) {
        try {
            if (turns.hasRoom() && !turns.isUnderWay(key)) {
                executions.find(key).ifPresent(found::publish);
            }
        } catch (RuntimeException e) {
            // One row that cannot be read must not keep the others from being published.
            LOG.warn("The sweep could not publish the changes of {}: {}", key, e.toString());
        }
    }
}
