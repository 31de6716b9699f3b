package execution.store;

import execution.config.SweepProperties;
import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.Lane;
import execution.model.Timestamps;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * When an execution is to be looked at again if nothing else happens to it, as keys of the sparse index of unfinished work.
 * Each write moves the time on, so keeping the index costs no write of its own.
 *
 * <p>Pending executions stand under their lane instead of a time: there may be very many, they wait for a slot and not for a
 * moment, and a sweep needs each lane only once. Ended ones of which only the publication is left stand apart, too: while the
 * topic is away there may be very many of them, which must not hide what else is due.
 */
@Component
public class DueTimes {

    private static final String DUE = "DUE#";
    private static final String PENDING = "PENDING#";
    private static final String UNPUBLISHED = "UNPUBLISHED#";

    private final SweepProperties sweep;

    DueTimes(SweepProperties sweep) {
        this.sweep = sweep;
    }

    record IndexKeys(String partition, String sort) {}

    /** Empty once nothing is left to be done. */
    Optional<IndexKeys> indexKeys(Execution execution, Instant now) {
        String id = execution.key().executionId();
        if (execution.status() == ExecutionStatus.PENDING) {
            Lane lane = execution.lane();
            return Optional.of(new IndexKeys(
                    pendingPartition(Math.floorMod(lane.indexKey().hashCode(), sweep.shards())),
                    lane.indexKey() + "#CREATED#" + Timestamps.format(execution.createdAt()) + "#" + id));
        }
        int shard = Math.floorMod(id.hashCode(), sweep.shards());
        if (execution.status().isTerminal()) {
            return execution.isFullyPublished()
                    ? Optional.empty()
                    : Optional.of(keys(unpublishedPartition(shard), now.plus(sweep.publication()), id));
        }
        return Optional.of(keys(duePartition(shard), at(execution, now), id));
    }

    private static IndexKeys keys(String partition, Instant due, String id) {
        return new IndexKeys(partition, Timestamps.format(due) + "#" + id);
    }

    static String duePartition(int shard) {
        return DUE + shard;
    }

    static String pendingPartition(int shard) {
        return PENDING + shard;
    }

    static String unpublishedPartition(int shard) {
        return UNPUBLISHED + shard;
    }

    int shards() {
        return sweep.shards();
    }

    private Instant at(Execution execution, Instant now) {
        Instant due;
        if (execution.stop() != null) {
            due = now.plus(sweep.stop());
        } else if (execution.status() == ExecutionStatus.ALLOCATED) {
            due = now.plus(sweep.launch());
        } else {
            due = earlier(now.plus(sweep.task()), execution.deadline());
        }
        return execution.isFullyPublished() ? due : earlier(due, now.plus(sweep.publication()));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
