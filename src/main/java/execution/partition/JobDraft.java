package execution.partition;

import execution.model.Timestamps;
import execution.parts.PartCounts;
import execution.parts.PartitionJob;
import java.time.Clock;

/** A version of a job that is being changed. */
final class JobDraft {

    private final PartitionJob from;
    PartitionJob.Phase phase;
    long total;
    int blocks;
    long splitOffset;
    int settledBlocks;
    PartCounts settled;
    int openedBlocks;
    PartCounts counts;
    int slots;
    double meanSeconds;
    String outcome;

    JobDraft(PartitionJob from) {
        this.from = from;
        this.phase = from.phase();
        this.total = from.total();
        this.blocks = from.blocks();
        this.splitOffset = from.splitOffset();
        this.settledBlocks = from.settledBlocks();
        this.settled = from.settled();
        this.openedBlocks = from.openedBlocks();
        this.counts = from.counts();
        this.slots = from.slots();
        this.meanSeconds = from.meanSeconds();
        this.outcome = from.outcome();
    }

    /** Gives the changed job. If nothing was changed, it equals the job that it was made of. */
    PartitionJob job(Clock clock) {
        PartitionJob same = job(from.updatedAt(), from.succeeded(), from.resultKey(), from.result());
        return same.equals(from) ? from : job(Timestamps.now(clock), from.succeeded(), from.resultKey(), from.result());
    }

    /** Gives the changed job, which is over. */
    PartitionJob ended(boolean succeeded, Aggregate aggregate, Clock clock) {
        phase = PartitionJob.Phase.ENDED;
        return job(Timestamps.now(clock), succeeded, aggregate.resultKey(), aggregate.result());
    }

    private PartitionJob job(java.time.Instant now, boolean succeeded, String resultKey, String result) {
        return new PartitionJob(
                from.key(),
                from.version(),
                from.attempt(),
                phase,
                total,
                blocks,
                splitOffset,
                from.inputTag(),
                settledBlocks,
                settled,
                openedBlocks,
                counts,
                from.maxInFlight(),
                from.toleratedFailures(),
                from.toleratedPercent(),
                slots,
                meanSeconds,
                outcome,
                succeeded,
                resultKey,
                result,
                now);
    }
}
