package execution.allocation;

import execution.model.EndReason;
import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.ReasonClass;
import execution.store.Executions;
import execution.store.WorkIndex;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Ends executions that have waited for longer than they may, also those that are put off. How long an execution may
 * wait is stored with it where its task's file says so; {@code execution.allocation.pending-timeout} decides for the
 * others.
 */
@Component
public class OverduePending {

    private static final Logger LOG = LoggerFactory.getLogger(OverduePending.class);
    private static final int PAGE = 100;

    /** How many executions of a lane one sweep ends at most, so that the other lanes have their turn. */
    private static final int MOST_PAGES = 50;

    private final Executions executions;
    private final WorkIndex index;
    private final AllocationProperties allocation;

    OverduePending(Executions executions, WorkIndex index, AllocationProperties allocation) {
        this.executions = executions;
        this.index = index;
        this.allocation = allocation;
    }

    /**
     * Ends the overdue executions of a lane that may wait equally long. If the oldest is not overdue, nothing is read.
     */
    public void endAll(WorkIndex.PendingLane pending, Instant now) {
        Instant before = now.minus(limit(pending.waitingSeconds()));
        if (!pending.oldest().isBefore(before)) {
            return;
        }
        String after = null;
        for (int page = 0; page < MOST_PAGES; page++) {
            List<WorkIndex.Entry> entries = index.pending(pending, after, before, PAGE);
            for (WorkIndex.Entry entry : entries) {
                try {
                    executions.update(entry.key(), row -> isOverdue(row, now) ? timedOut(row, now) : row);
                } catch (RuntimeException e) {
                    // A row that cannot be read or written must not keep the other executions from ending.
                    LOG.warn("{} is overdue but could not be ended: {}", entry.key(), e.toString());
                }
                after = entry.position();
            }
            if (entries.size() < PAGE) {
                return;
            }
        }
    }

    boolean isOverdue(Execution row, Instant now) {
        return row.status() == ExecutionStatus.PENDING && waitsUntil(row).isBefore(now);
    }

    /** Gives the time until which an execution may be pending. */
    public Instant waitsUntil(Execution row) {
        return row.createdAt().plus(limit(row.job().waitingSeconds()));
    }

    Execution timedOut(Execution pending, Instant now) {
        String words = "no slot became free within " + limit(pending.job().waitingSeconds());
        EndReason why = new EndReason(
                ReasonClass.WAIT_TIME_OUT, words, "Give more slots, or the execution more time to wait.", null, null);
        return pending.end(ExecutionStatus.TIMED_OUT, null, words, why, now);
    }

    private Duration limit(Long waitingSeconds) {
        return waitingSeconds == null ? allocation.pendingTimeout() : Duration.ofSeconds(waitingSeconds);
    }
}
