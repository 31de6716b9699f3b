package execution.store;

import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.Lane;
import execution.model.PartitionPlan;
import execution.model.Timestamps;
import execution.sweep.SweepProperties;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Says when the sweep has to look at an execution if nothing else happens to the execution, and makes the keys for the
 * sparse index of unfinished work. A write moves the time only if the time is past or would be too late, because moving
 * the time costs a write to the index, while a look that comes too early costs only a read.
 *
 * <p>Pending executions are in the index by their lane and not by a time. There may be very many of them, they wait
 * for a slot and not for a moment, and the sweep needs each lane only once. Ended executions whose changes are not
 * all published have a partition of their own. While the topic is away there may be very many of them, and they must
 * not hide what else is due. Those whose webhook has not got all changes have another one, because a receiver may be
 * away for a day, and so do those that are to be archived before their rows may expire.
 */
@Component
public class DueTimes {

    private static final String DUE = "DUE#";
    private static final String PENDING = "PENDING#";
    private static final String UNPUBLISHED = "UNPUBLISHED#";
    private static final String UNDELIVERED = "UNDELIVERED#";
    private static final String UNARCHIVED = "UNARCHIVED#";

    private final SweepProperties sweep;
    private final Expiry expiry;

    DueTimes(SweepProperties sweep, Expiry expiry) {
        this.sweep = sweep;
        this.expiry = expiry;
    }

    record IndexKeys(String partition, String sort) {}

    /**
     * Gives the execution with the time at which it is due and the time at which its row expires. Every write calls
     * this method.
     */
    Execution scheduled(Execution execution, Instant now) {
        if (isDone(execution)) {
            Execution done = expiry.applied(execution);
            return done.dueAt(wanted(done, now));
        }
        Instant wanted = wanted(execution, now);
        Instant current = execution.dueAt();
        // While a receiver is away, the pauses grow beyond what a look that comes too early would be worth.
        boolean isPutOff =
                execution.status().isTerminal() && execution.delivery().nextTryAt() != null;
        boolean keep =
                !isPutOff && wanted != null && current != null && current.isAfter(now) && !wanted.isBefore(current);
        return keep ? execution : execution.dueAt(wanted);
    }

    /** Gives the time at which the sweep has to look at the execution, or null if the sweep need not look. */
    public Instant wanted(Execution execution, Instant now) {
        if (execution.status() == ExecutionStatus.PENDING) {
            return null;
        }
        if (isDone(execution)) {
            return expiry.archivedAt(execution, now);
        }
        if (execution.status().isTerminal()) {
            return micros(told(execution, now));
        }
        return micros(at(execution, now));
    }

    private static boolean isDone(Execution execution) {
        return execution.status().isTerminal() && execution.isFullyPublished() && execution.isDelivered();
    }

    /** Gives the time by which changes should be published and delivered that are not known to be. */
    private Instant told(Execution execution, Instant now) {
        Instant nextTry = execution.delivery().nextTryAt();
        boolean waits = execution.isFullyPublished() && nextTry != null;
        return (waits ? later(now, nextTry) : now).plus(sweep.publication());
    }

    /** Cuts a time to the microsecond, because a row holds no more digits. */
    private static Instant micros(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS);
    }

    /** Gives the keys of the execution in the index; empty if nothing is left to be done. */
    Optional<IndexKeys> indexKeys(Execution execution) {
        String id = execution.key().executionId();
        if (execution.status() == ExecutionStatus.PENDING) {
            Lane lane = execution.lane();
            return Optional.of(new IndexKeys(
                    pendingPartition(Math.floorMod(lane.indexKey().hashCode(), sweep.shards())),
                    WorkIndex.PendingLane.key(lane, execution.job().waitingSeconds()) + "#CREATED#"
                            + Timestamps.format(execution.createdAt()) + "#" + id));
        }
        int shard = Math.floorMod(id.hashCode(), sweep.shards());
        if (execution.dueAt() == null) {
            return Optional.empty();
        }
        return Optional.of(new IndexKeys(partition(execution, shard), Timestamps.format(execution.dueAt()) + "#" + id));
    }

    /** Gives the time in a sort key that {@link #indexKeys} made for an execution that is not pending. */
    static Instant time(String sort) {
        return Timestamps.parse(sort.substring(0, sort.indexOf('#')));
    }

    private static String partition(Execution execution, int shard) {
        if (isDone(execution)) {
            return unarchivedPartition(shard);
        }
        if (!execution.status().isTerminal()) {
            return duePartition(shard);
        }
        return execution.isDelivered() ? unpublishedPartition(shard) : undeliveredPartition(shard);
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

    static String undeliveredPartition(int shard) {
        return UNDELIVERED + shard;
    }

    static String unarchivedPartition(int shard) {
        return UNARCHIVED + shard;
    }

    int shards() {
        return sweep.shards();
    }

    private Instant at(Execution execution, Instant now) {
        Instant due;
        if (execution.stop() != null) {
            due = now.plus(sweep.stop());
        } else if (execution.status() == ExecutionStatus.ALLOCATED) {
            Instant from = execution.notBefore() == null ? now : later(now, execution.notBefore());
            due = from.plus(sweep.launch());
        } else {
            due = earlier(now.plus(silence(execution)), execution.deadline());
        }
        boolean isTold = execution.isFullyPublished() && execution.isDelivered();
        return isTold ? due : earlier(due, told(execution, now));
    }

    /** A partitioned job stands still while no instance has it in hand, so the sweep asks for it sooner. */
    private Duration silence(Execution execution) {
        boolean hasParts = PartitionPlan.RUNNER.equals(execution.job().jobRunner());
        return hasParts && sweep.launch().compareTo(sweep.task()) < 0 ? sweep.launch() : sweep.task();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
