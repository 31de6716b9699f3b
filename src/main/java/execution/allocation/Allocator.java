package execution.allocation;

import execution.application.Executions;
import execution.config.AllocationProperties;
import execution.dispatch.Dispatcher;
import execution.dispatch.LaunchPreparation;
import execution.dispatch.LaunchRefusedException;
import execution.dispatch.PreparationFailedException;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.Lane;
import execution.model.Launch;
import execution.model.Timestamps;
import execution.store.SlotsExhaustedException;
import execution.store.WorkIndex;
import java.time.Instant;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Handler;
import org.springframework.stereotype.Component;

/**
 * Allocates a lane's pending executions in order of creation until no slot is free. What the launch needs is prepared first,
 * so that it is stored in the same transaction that takes the slot.
 */
@Component
public class Allocator {

    private static final int PAGE = 25;

    private final Executions executions;
    private final WorkIndex index;
    private final LaunchPreparation preparation;
    private final Dispatcher dispatcher;
    private final AllocationProperties allocation;
    private final FullLanes fullLanes;

    Allocator(
            Executions executions,
            WorkIndex index,
            LaunchPreparation preparation,
            Dispatcher dispatcher,
            AllocationProperties allocation,
            FullLanes fullLanes) {
        this.executions = executions;
        this.index = index;
        this.preparation = preparation;
        this.dispatcher = dispatcher;
        this.allocation = allocation;
        this.fullLanes = fullLanes;
    }

    /**
     * @throws PreparationFailedException once all others were looked at, if one could not be prepared for now
     */
    @Handler
    public void allocate(@Body Lane lane) {
        List<ExecutionKey> oldest;
        PreparationFailedException failed = null;
        do {
            oldest = index.pending(lane, PAGE);
            boolean progress = false;
            for (ExecutionKey key : oldest) {
                Execution execution = executions.findForClaim(key).orElse(null);
                if (execution == null || execution.status() != ExecutionStatus.PENDING) {
                    // The index lags behind the row.
                    continue;
                }
                try {
                    startOrEnd(execution);
                    progress = true;
                } catch (PreparationFailedException e) {
                    // The fault of one job; those behind it need not wait.
                    failed = e;
                } catch (SlotsExhaustedException e) {
                    return;
                }
            }
            if (!progress) {
                break;
            }
        } while (oldest.size() == PAGE);
        if (failed != null) {
            throw failed;
        }
    }

    private void startOrEnd(Execution pending) {
        Instant now = Timestamps.now();
        if (pending.createdAt().plus(allocation.pendingTimeout()).isBefore(now)) {
            endPending(pending, ExecutionStatus.TIMED_OUT, "no slot became free within " + allocation.pendingTimeout());
            return;
        }
        if (fullLanes.isFull(pending.lane())) {
            throw new SlotsExhaustedException(pending.lane());
        }
        Launch launch;
        try {
            launch = preparation.prepare(pending);
        } catch (LaunchRefusedException e) {
            endPending(pending, ExecutionStatus.FAILED, e.getMessage());
            return;
        }
        if (!fullLanes.mayTry(pending.lane())) {
            throw new SlotsExhaustedException(pending.lane());
        }
        try {
            Execution after = executions.allocate(pending, launch);
            if (after.status() == ExecutionStatus.ALLOCATED) {
                dispatcher.dispatch(after, launch);
            }
        } catch (SlotsExhaustedException e) {
            fullLanes.full(pending.lane());
            throw e;
        }
    }

    private void endPending(Execution pending, ExecutionStatus end, String reason) {
        executions.update(
                pending,
                row -> row.status() == ExecutionStatus.PENDING ? row.end(end, null, reason, Timestamps.now()) : row);
    }
}
