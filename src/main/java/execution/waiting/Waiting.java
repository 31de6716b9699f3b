package execution.waiting;

import execution.allocation.LaneWakeUps;
import execution.allocation.OverduePending;
import execution.model.Execution;
import execution.model.Lane;
import execution.parts.PartBlock;
import execution.parts.PartitionJob;
import execution.runner.LaunchBudget;
import execution.store.LaneOrder;
import execution.store.Lanes;
import execution.store.WorkIndex;
import execution.store.parts.PartitionStore;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/** Finds out why an execution waits. That takes some reads of the table for each question. */
@Component
public class Waiting {

    /** How many blocks of a job are looked at, from the first on that has parts in flight. */
    private static final int MOST_BLOCKS = 200;

    private final PartitionStore parts;
    private final Lanes lanes;
    private final WorkIndex index;
    private final LaneOrder order;
    private final LaneWakeUps wakeUps;
    private final OverduePending overdue;
    private final LaunchBudget budget;
    private final Clock clock;

    Waiting(
            PartitionStore parts,
            Lanes lanes,
            WorkIndex index,
            LaneOrder order,
            LaneWakeUps wakeUps,
            OverduePending overdue,
            LaunchBudget budget,
            Clock clock) {
        this.parts = parts;
        this.lanes = lanes;
        this.index = index;
        this.order = order;
        this.wakeUps = wakeUps;
        this.overdue = overdue;
        this.budget = budget;
        this.clock = clock;
    }

    /** Gives the reasons; without a sentence if the execution, or its parts, do not wait. */
    public WaitingReasons of(Execution row) {
        Instant now = clock.instant();
        return switch (row.status()) {
            case PENDING -> pending(row, now);
            case ALLOCATED -> allocated(row, now);
            case DISPATCHED ->
                hasParts(row) ? ofParts(row, now) : WaitingReasons.ofSentences(WaitingWords.dispatched(row), null);
            case RUNNING -> hasParts(row) ? ofParts(row, now) : WaitingReasons.ofSentences(List.of(), null);
            default -> WaitingReasons.ofSentences(List.of(), null);
        };
    }

    private WaitingReasons pending(Execution row, Instant now) {
        Lanes.State lane = lanes.of(row.lane());
        int before = index.countBefore(row.lane(), order.entry(row).position(), Lanes.MOST_COUNTED + 1);
        Instant until = overdue.waitsUntil(row);
        return new WaitingReasons(
                WaitingWords.pending(row, lane, before, wakeUps.failures(row.lane()), until, now),
                before,
                lane,
                row.notBefore(),
                until,
                null,
                null);
    }

    private WaitingReasons allocated(Execution row, Instant now) {
        LaunchBudget.State left = budget.runner().equals(row.lane().runner()) ? budget.now() : null;
        return new WaitingReasons(
                WaitingWords.allocated(row, left, now),
                null,
                null,
                row.notBefore(),
                null,
                row.lastAttempt().refusals(),
                left);
    }

    private WaitingReasons ofParts(Execution row, Instant now) {
        PartitionJob job = parts.job(row.key()).orElse(null);
        if (job == null) {
            return WaitingReasons.ofSentences(WaitingWords.dispatched(row), null);
        }
        Lane lane = new Lane(row.key().tenantId(), row.job().partitions().runner());
        List<PartBlock> blocks = parts.blocks(
                row.key(), job.settledBlocks(), Math.min(job.openedBlocks(), job.settledBlocks() + MOST_BLOCKS));
        Lanes.State state = lanes.of(lane);
        return WaitingReasons.ofSentences(PartsWords.of(job, state, lanes.holders(lane), blocks, now), state);
    }

    private static boolean hasParts(Execution row) {
        return row.job().partitions() != null;
    }
}
