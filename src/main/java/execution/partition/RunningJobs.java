package execution.partition;

import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.PartitionPlan;
import execution.parts.PartitionJob;
import execution.parts.PartitionJob.Phase;
import execution.store.Executions;
import execution.store.parts.PartitionStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import shared.collection.BoundedMap;

/**
 * What the exchange with workers needs to know of a job as a whole. It is remembered for a second, because busy workers
 * ask many times in a second. Nothing relies on it that must be exact: what a worker may run and report is decided by
 * the block alone.
 */
@Component
class RunningJobs {

    private static final int MOST = 1_000;
    private static final Duration KEPT = Duration.ofSeconds(1);

    private final Executions executions;
    private final PartitionStore store;
    private final Clock clock;
    private final Map<ExecutionKey, RunningJob> known = BoundedMap.forgettingLeastUsed(MOST);

    RunningJobs(Executions executions, PartitionStore store, Clock clock) {
        this.executions = executions;
        this.store = store;
        this.clock = clock;
    }

    /**
     * A job as it was less than a second ago.
     *
     * @param attempt the number of the execution's current attempt
     * @param attemptId the id of that attempt
     * @param plan what the parts are; null if the execution has no parts
     * @param stopping whether no more parts may begin, because the job is being stopped or is over
     * @param seenAt when that was read
     */
    record RunningJob(int attempt, String attemptId, PartitionPlan plan, boolean stopping, Instant seenAt) {

        boolean hasParts() {
            return plan != null;
        }
    }

    /** Gives a job; empty if there is no such execution. */
    Optional<RunningJob> find(ExecutionKey key) {
        Instant now = clock.instant();
        synchronized (known) {
            RunningJob job = known.get(key);
            if (job != null
                    && !job.seenAt().isAfter(now)
                    && job.seenAt().plus(KEPT).isAfter(now)) {
                return Optional.of(job);
            }
        }
        Optional<RunningJob> read = executions.find(key).map(execution -> read(execution, now));
        synchronized (known) {
            read.ifPresent(job -> known.put(key, job));
        }
        return read;
    }

    private RunningJob read(Execution execution, Instant now) {
        PartitionPlan plan = execution.job().partitions();
        boolean over = execution.status().isTerminal();
        boolean stopping = over
                || plan != null
                        && store.job(execution.key())
                                .filter(RunningJobs::isStopping)
                                .isPresent();
        return new RunningJob(execution.attempt(), execution.attemptId(), plan, stopping, now);
    }

    private static boolean isStopping(PartitionJob job) {
        return job.phase().compareTo(Phase.STOPPING) >= 0;
    }
}
