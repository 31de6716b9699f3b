package execution.runner.lambda;

import execution.model.Execution;
import execution.model.ReasonClass;
import execution.model.Timestamps;
import execution.runner.EndCause;
import execution.runner.ReportedEnd;
import execution.runner.RowTasks;
import execution.runner.TaskEnd;
import execution.runner.TaskPhase;
import execution.runner.TaskState;
import execution.store.Executions;
import execution.store.WorkIndex;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Says what is known of the tasks of the runner lambda. Lambda has no list of invocations and stops none, so the row of
 * the execution is asked. What cannot run any more by the time that has passed has stopped.
 */
@Component
public class LambdaTasks extends RowTasks {

    /** Of a state that holds only as long as no invocation has started. */
    private static final String NOT_STARTED = "";

    private final LambdaProperties lambda;
    private final Clock clock;

    LambdaTasks(Executions executions, WorkIndex index, LambdaProperties lambda, Clock clock) {
        super(executions, index, LambdaSettings.RUNNER);
        this.lambda = lambda;
        this.clock = clock;
    }

    @Override
    protected TaskState state(Execution row) {
        if (row.report() != null) {
            return ReportedEnd.of(row);
        }
        return row.task().invocation() == null ? notStarted(row) : started(row);
    }

    private TaskState notStarted(Execution row) {
        if (row.stop() != null) {
            return stopped(row, new TaskEnd(null, EndCause.REQUESTED, null), NOT_STARTED);
        }
        Instant launched = row.dispatchedAt() == null ? row.lastAttempt().startedAt() : row.dispatchedAt();
        return Timestamps.now(clock).isBefore(launched.plus(lambda.startWithin()))
                ? inPhase(row, TaskPhase.KNOWN)
                : stopped(row, notInTime(), NOT_STARTED);
    }

    private TaskState started(Execution row) {
        Instant started = row.task().registeredAt();
        return started == null || Timestamps.now(clock).isBefore(started.plus(lambda.longestRun()))
                ? inPhase(row, TaskPhase.STARTED)
                : stopped(row, silent(row), row.task().invocation());
    }

    private TaskEnd notInTime() {
        return new TaskEnd(
                null,
                null,
                "the function has not started within " + lambda.startWithin(),
                ReasonClass.START_FAILURE,
                "Look whether the function's concurrency is used up, and whether the function reports that it runs.",
                null);
    }

    private TaskEnd silent(Execution row) {
        return new TaskEnd(
                null,
                row.stop() == null ? EndCause.JOB : EndCause.REQUESTED,
                "the function has not said how it ended, and cannot run any more after " + lambda.longestRun(),
                row.stop() == null ? ReasonClass.UNKNOWN : null,
                "Look into the function's log, and give the function a destination.",
                null);
    }

    private static TaskState stopped(Execution row, TaskEnd end, String invocation) {
        return new TaskState(
                row.attemptId(), row.attemptId(), 0, null, TaskPhase.STOPPED, end, Map.of(), null, invocation);
    }
}
