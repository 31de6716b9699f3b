package execution.sweep;

import execution.allocation.LaneMeters;
import execution.allocation.OverduePending;
import execution.model.Lane;
import execution.store.SlotRecounts;
import execution.store.WorkIndex;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sweep of one shard. What has become due since the last one is looked at first. A look that finds all well writes
 * nothing, so the row stays where it is in the index; a round over all that was ever due, each time that
 * {@code execution.sweep.task} has passed, comes by it again. Both go on by position where they stopped, so nothing
 * starves behind rows that nobody can do anything about.
 */
final class ShardSweep {

    private static final Logger LOG = LoggerFactory.getLogger(ShardSweep.class);

    /** The most overdue executions on a page, so the most tasks that a runner is asked for at once. */
    private static final int PAGE = 100;

    /** The most pages of one kind in a sweep, so that the rest of it has its turn. */
    private static final int MOST_PAGES = 50;

    private final int shard;
    private final WorkIndex index;
    private final FoundWork found;
    private final OverduePending overduePending;
    private final UnpublishedEvents unpublished;
    private final Undelivered undelivered;
    private final Unarchived unarchived;
    private final Looks looks;
    private final SlotRecounts slots;
    private final LaneMeters lanes;
    private final SweepProperties sweep;

    /** Up to here everything was looked at when it became due; null before the first sweep. */
    private String seen;

    /** Up to here the present round came; null between two rounds. */
    private String round;

    private boolean inRound;
    private Instant nextRound;

    /** When lanes that were seen are to be recounted. */
    private final Map<Lane, Instant> recounts = new HashMap<>();

    ShardSweep(int shard, SweepParts parts) {
        this.shard = shard;
        this.index = parts.index();
        this.found = parts.found();
        this.overduePending = parts.overduePending();
        this.unpublished = parts.unpublished();
        this.undelivered = parts.undelivered();
        this.unarchived = parts.unarchived();
        this.looks = parts.looks();
        this.slots = parts.slots();
        this.lanes = parts.lanes();
        this.sweep = parts.sweep();
    }

    void run(Instant now) {
        if (nextRound == null) {
            // The first sweep begins at the beginning, which is a round.
            nextRound = now.plus(sweep.task());
        }
        List<WorkIndex.PendingLane> pending = index.lanesWithPending(shard);
        lanes.found(shard, pending);
        pending.forEach(lane -> overduePending.endAll(lane, now));
        pending.stream().map(WorkIndex.PendingLane::lane).distinct().forEach(lane -> {
            found.wake(lane);
            saw(lane, now);
        });
        due(now);
        round(now);
        recount(now);
        pending.forEach(lane -> unpublished.ofPending(lane, now));
        unpublished.ofEnded(shard, now);
        undelivered.ofEnded(shard, now);
        unarchived.ofEnded(shard, now);
    }

    /** What has become due since the last sweep. */
    private void due(Instant now) {
        for (int page = 0; page < MOST_PAGES; page++) {
            List<WorkIndex.Entry> entries = index.overdue(shard, seen, now, PAGE);
            if (entries.isEmpty()) {
                return;
            }
            look(entries, now);
            seen = entries.get(entries.size() - 1).position();
            if (entries.size() < PAGE) {
                return;
            }
        }
    }

    /** What was due before: it was well when it was looked at last, or the index was late. */
    private void round(Instant now) {
        if (!inRound) {
            if (now.isBefore(nextRound)) {
                return;
            }
            inRound = true;
            round = null;
            nextRound = now.plus(sweep.task());
        }
        for (int page = 0; page < MOST_PAGES; page++) {
            List<WorkIndex.Entry> entries = index.overdue(shard, round, now, PAGE);
            look(entries, now);
            if (entries.size() < PAGE) {
                inRound = false;
                return;
            }
            round = entries.get(entries.size() - 1).position();
        }
    }

    private void look(List<WorkIndex.Entry> entries, Instant now) {
        if (!entries.isEmpty()) {
            looks.at(entries.stream().map(WorkIndex.Entry::key).toList(), now).forEach(lane -> saw(lane, now));
        }
    }

    private void saw(Lane lane, Instant now) {
        recounts.putIfAbsent(lane, now.plus(sweep.recount()));
    }

    /** Lanes that have executions pending or under way, each from time to time. */
    private void recount(Instant now) {
        List<Lane> due = recounts.entrySet().stream()
                .filter(entry -> !entry.getValue().isAfter(now))
                .map(Map.Entry::getKey)
                .toList();
        due.forEach(this::recount);
    }

    private void recount(Lane lane) {
        try {
            SlotRecounts.Result result = slots.recount(lane);
            if (result == SlotRecounts.Result.CORRECTED) {
                found.wake(lane);
            }
            if (result != SlotRecounts.Result.MOVED) {
                // It is due again some time after it is seen again.
                recounts.remove(lane);
            }
        } catch (RuntimeException e) {
            LOG.warn("The slots of {} could not be counted: {}", lane, e.toString());
        }
    }
}
