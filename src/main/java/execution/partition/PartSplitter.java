package execution.partition;

import execution.model.PartitionPlan;
import execution.parts.PartCounts;
import execution.parts.PartitionJob;
import execution.parts.PartitionJob.Phase;
import execution.store.parts.PartitionStore;
import java.time.Clock;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Splits the input of a job into blocks, some in each turn. After each turn the job says how far that is, so whoever
 * takes the next turn goes on there; what was written beyond is written again, and is the same.
 */
@Component
class PartSplitter {

    /** Some 10,000 parts. Other jobs have their turns after these. */
    private static final int BLOCKS_OF_A_TURN = 400;

    private final List<BlockSource> sources;
    private final PartitionStore store;
    private final Clock clock;

    PartSplitter(List<BlockSource> sources, PartitionStore store, Clock clock) {
        this.sources = sources;
        this.store = store;
        this.clock = clock;
    }

    /**
     * Writes the next blocks.
     *
     * @return the job after that
     */
    PartitionJob split(PartitionJob job, PartitionPlan plan) {
        try {
            BlockSource.Split split = source(plan).next(job, plan, BLOCKS_OF_A_TURN);
            return store.change(job.key(), current -> advanced(current, job, split, plan));
        } catch (InputRefusedException e) {
            return store.change(job.key(), current -> refused(current, e.getMessage()));
        }
    }

    private BlockSource source(PartitionPlan plan) {
        return sources.stream().filter(source -> source.makes(plan)).findFirst().orElse(NOTHING);
    }

    private static final BlockSource NOTHING = new BlockSource() {
        @Override
        public boolean makes(PartitionPlan plan) {
            return true;
        }

        @Override
        public Split next(PartitionJob job, PartitionPlan plan, int most) {
            throw new InputRefusedException("the job says of none of its parts what they are");
        }
    };

    /** Another instance may be further, or somebody may have stopped the job. */
    private PartitionJob advanced(
            PartitionJob current, PartitionJob from, BlockSource.Split split, PartitionPlan plan) {
        if (current.phase() != Phase.SPLITTING || current.blocks() != from.blocks()) {
            return current;
        }
        JobDraft draft = new JobDraft(current);
        draft.blocks = split.blocks();
        draft.total = split.total();
        draft.splitOffset = split.splitOffset();
        draft.counts = new PartCounts(split.total(), 0, 0, 0, 0, 0);
        if (split.complete()) {
            draft.phase = Phase.RUNNING;
            // The blocks of a repair have parts that are done already, so all of them have to be read.
            draft.openedBlocks = plan.repairOf() == null ? 0 : split.blocks();
        }
        return draft.job(clock);
    }

    /** No part has run, so none of those that were found is one. */
    private PartitionJob refused(PartitionJob current, String reason) {
        if (current.phase() != Phase.SPLITTING) {
            return current;
        }
        JobDraft draft = new JobDraft(current);
        draft.outcome = reason;
        return draft.ended(false, Aggregate.NONE, clock);
    }
}
