package execution.allocation;

import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.store.Executions;
import execution.store.WorkIndex;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Ends executions that have waited for longer than {@code execution.allocation.pending-timeout}, also those that are
 * put off.
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

    /** Ends the overdue executions of a lane. If the oldest is not overdue, nothing is read. */
    public void endAll(WorkIndex.PendingLane pending, Instant now) {
        Instant before = now.minus(allocation.pendingTimeout());
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
        return row.status() == ExecutionStatus.PENDING
                && row.createdAt().plus(allocation.pendingTimeout()).isBefore(now);
    }

    Execution timedOut(Execution pending, Instant now) {
        return pending.end(
                ExecutionStatus.TIMED_OUT, null, "no slot became free within " + allocation.pendingTimeout(), now);
    }
}
