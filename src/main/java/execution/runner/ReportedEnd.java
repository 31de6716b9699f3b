package execution.runner;

import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.Report;
import java.util.Map;

/** Makes the state of a task of what the task itself reported, for runners whose tasks' own report is their word. */
public final class ReportedEnd {

    private static final int FAILURE = 1;

    private ReportedEnd() {}

    /**
     * Gives the state of the task of the current attempt.
     *
     * @param row has a report of the end of its task
     * @return the state, which counts for the run that the row names
     */
    public static TaskState of(Execution row) {
        String reference = row.taskReference() == null ? row.attemptId() : row.taskReference();
        int exitCode = exitCode(row.report());
        // A task that was asked to stop and has failed since has stopped because of that.
        EndCause cause = row.stop() != null && exitCode != 0 ? EndCause.REQUESTED : EndCause.JOB;
        TaskEnd end = new TaskEnd(exitCode, cause, null);
        return new TaskState(
                reference,
                row.attemptId(),
                0,
                null,
                TaskPhase.STOPPED,
                end,
                Map.of(),
                "reported by the task",
                row.task().invocation());
    }

    /** A task that reports a failure has failed, whatever its exit code. */
    private static int exitCode(Report report) {
        int code = report.exitCode() == null ? 0 : report.exitCode();
        return report.status() == ExecutionStatus.FAILED && code == 0 ? FAILURE : code;
    }
}
