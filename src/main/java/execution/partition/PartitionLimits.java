package execution.partition;

import execution.model.ExecutionKey;
import execution.model.Timestamps;
import execution.parts.PartitionJob;
import execution.parts.PartitionJob.Phase;
import execution.store.parts.PartitionStore;
import java.time.Clock;
import org.springframework.stereotype.Component;

/** Changes the limits of a job while it runs. */
@Component
public class PartitionLimits {

    private final PartitionStore store;
    private final PartitionWakeUps wakeUps;
    private final Clock clock;

    PartitionLimits(PartitionStore store, PartitionWakeUps wakeUps, Clock clock) {
        this.store = store;
        this.wakeUps = wakeUps;
        this.clock = clock;
    }

    /**
     * Changes limits; this instance takes a turn of the job within a second. Of a job that is over, or whose parts have
     * all ended, nothing is changed.
     *
     * @param maxInFlight how many parts may be in flight, from 1; null leaves it. Parts that are in flight go on
     * @param toleratedFailures how many parts may fail, from 0; null leaves it
     * @param toleratedPercent how many parts of a hundred may fail, 0 to 100; null leaves it
     * @return the job as it is now
     * @throws IllegalStateException if there is no such job
     */
    public PartitionJob change(
            ExecutionKey key, Integer maxInFlight, Integer toleratedFailures, Integer toleratedPercent) {
        PartitionJob after = store.change(key, job -> {
            if (job.phase().compareTo(Phase.AGGREGATING) >= 0) {
                return job;
            }
            PartitionJob changed = with(
                    job,
                    maxInFlight == null ? job.maxInFlight() : maxInFlight,
                    toleratedFailures == null ? job.toleratedFailures() : toleratedFailures,
                    toleratedPercent == null ? job.toleratedPercent() : toleratedPercent);
            return changed;
        });
        wakeUps.take(key);
        return after;
    }

    private PartitionJob with(PartitionJob job, int maxInFlight, int failures, int percent) {
        if (maxInFlight == job.maxInFlight()
                && failures == job.toleratedFailures()
                && percent == job.toleratedPercent()) {
            return job;
        }
        return new PartitionJob(
                job.key(),
                job.version(),
                job.attempt(),
                job.phase(),
                job.total(),
                job.blocks(),
                job.splitOffset(),
                job.inputTag(),
                job.settledBlocks(),
                job.settled(),
                job.openedBlocks(),
                job.counts(),
                maxInFlight,
                failures,
                percent,
                job.slots(),
                job.meanSeconds(),
                job.outcome(),
                job.succeeded(),
                job.resultKey(),
                job.result(),
                Timestamps.now(clock));
    }
}
