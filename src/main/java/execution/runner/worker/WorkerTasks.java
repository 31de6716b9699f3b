package execution.runner.worker;

import execution.model.Execution;
import execution.model.Timestamps;
import execution.runner.RowTasks;
import execution.runner.TaskPhase;
import execution.runner.TaskState;
import execution.store.Executions;
import execution.store.WorkIndex;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

/**
 * Says what is known of the tasks of the runner worker. A queue has no list of what became of its messages, so the row
 * of the execution is asked. A job that runs asks the service for leave again and again, so it learns within its lease
 * that it is to stop, and it ends itself where the service does not answer. So a job that is silent for longer than its
 * lease was lost with its worker.
 */
@Component
public class WorkerTasks extends RowTasks {

    /** The longest time that a command may take to end after SIGTERM. */
    static final Duration STOP_TIMEOUT = Duration.ofMinutes(2);

    private final WorkerProperties worker;
    private final JobLeases leases;
    private final Clock clock;

    WorkerTasks(Executions executions, WorkIndex index, WorkerProperties worker, JobLeases leases, Clock clock) {
        super(executions, index, WorkerSettings.RUNNER);
        this.worker = worker;
        this.leases = leases;
        this.clock = clock;
    }

    @Override
    protected TaskState state(Execution row) {
        if (row.report() != null) {
            return WorkerEnds.reported(row);
        }
        if (row.task().invocation() == null) {
            return row.stop() == null ? inPhase(row, TaskPhase.KNOWN) : WorkerEnds.neverStarted(row);
        }
        if (leases.isOver(row)) {
            return WorkerEnds.silent(row);
        }
        Duration silence = worker.lease().plus(STOP_TIMEOUT);
        Instant toStop = row.stop() == null ? row.runDeadline() : row.stop().requestedAt();
        return toStop != null && !Timestamps.now(clock).isBefore(toStop.plus(silence))
                ? WorkerEnds.lost(row, silence)
                : inPhase(row, TaskPhase.STARTED);
    }
}
