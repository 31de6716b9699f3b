package execution.runner.worker;

import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.ReasonClass;
import execution.model.Report;
import execution.runner.EndCause;
import execution.runner.ReportedEnd;
import execution.runner.TaskEnd;
import execution.runner.TaskPhase;
import execution.runner.TaskState;
import java.time.Duration;
import java.util.Map;

/** How jobs on workers end. */
final class WorkerEnds {

    /** Of a state that holds only as long as no run has started. */
    private static final String NOT_STARTED = "";

    private WorkerEnds() {}

    /**
     * Gives the state of a job that has reported its end. A worker that cannot run the job at all reports that it has
     * failed and names no exit code.
     */
    static TaskState reported(Execution row) {
        Report report = row.report();
        return report.status() == ExecutionStatus.FAILED && report.exitCode() == null && row.stop() == null
                ? stopped(
                        row,
                        new TaskEnd(
                                null,
                                EndCause.UNUSABLE,
                                report.reason() == null ? "no worker can run the task" : report.reason(),
                                ReasonClass.UNUSABLE,
                                "Look whether the workers have the task's file, and what it says under worker.",
                                null),
                        row.task().invocation())
                : ReportedEnd.of(row);
    }

    /** Gives the state of a job that is to be stopped, and that no worker has begun or may begin any more. */
    static TaskState neverStarted(Execution row) {
        return stopped(row, new TaskEnd(null, EndCause.REQUESTED, null), NOT_STARTED);
    }

    /**
     * Gives the state of a job that cannot run any more although its worker has not said so.
     *
     * @param silence how long after the time at which it had to stop that is certain
     */
    static TaskState lost(Execution row, Duration silence) {
        TaskEnd end = new TaskEnd(
                null,
                row.stop() == null ? EndCause.PLATFORM : EndCause.REQUESTED,
                "the worker has not said how the job ended, and the job cannot run any more after " + silence,
                row.stop() == null ? ReasonClass.HOST : null,
                "Look into the log of the worker, and whether it was ended.",
                null);
        return stopped(row, end, row.task().invocation());
    }

    /** Gives the state of a job whose worker has stopped and given it back. */
    static TaskState returned(Execution row) {
        TaskEnd end = new TaskEnd(
                null,
                row.stop() == null ? EndCause.PLATFORM : EndCause.REQUESTED,
                "the worker was stopped and gave the job back",
                row.stop() == null ? ReasonClass.HOST : null,
                "Nothing has to be done: the job runs on another worker.",
                null);
        return stopped(row, end, row.task().invocation());
    }

    /** Gives the state of a job whose run was silent until its lease was over. */
    static TaskState silent(Execution row) {
        TaskEnd end = new TaskEnd(
                null,
                row.stop() == null ? EndCause.PLATFORM : EndCause.REQUESTED,
                "the worker was lost: the job was silent until its lease was over",
                row.stop() == null ? ReasonClass.HOST : null,
                "Look into the log of the worker, and whether it was ended.",
                null);
        return stopped(row, end, row.task().invocation());
    }

    private static TaskState stopped(Execution row, TaskEnd end, String invocation) {
        return new TaskState(
                row.attemptId(), row.attemptId(), 0, null, TaskPhase.STOPPED, end, Map.of(), null, invocation);
    }
}
