package execution.task;

import execution.model.EndReason;
import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.StopIntent;
import execution.runner.EndCause;
import execution.runner.TaskEnd;
import execution.runner.TaskState;

/**
 * What a stopped task means for its execution. Success is one thing only: the container that runs the job ended with
 * exit code 0.
 *
 * @param reason in our words; what the platform said is for the log and for the row
 * @param why the reason with its class
 * @param cause whose doing the end is; an end that is the platform's does not count against the job's attempts
 * @param retry whether the job is to be started again instead of ending
 */
record TaskOutcome(
        ExecutionStatus status, Integer exitCode, String reason, EndReason why, EndCause cause, boolean retry) {

    /**
     * Judges a task.
     *
     * @param state the state of the task of the execution's current attempt, which has stopped
     * @param policy after which ends the execution is started again
     */
    static TaskOutcome of(Execution execution, TaskState state, AttemptPolicy policy) {
        TaskEnd end = state.endOf(execution.lastAttempt().container());
        Integer exitCode = end.exitCode();
        boolean stoppedByUs = end.cause() == EndCause.REQUESTED && execution.stop() != null;
        if (exitCode != null && exitCode == 0 && !stoppedByUs) {
            EndReason success = new EndReason(null, null, null, null, null);
            return new TaskOutcome(ExecutionStatus.COMPLETED, 0, null, success, EndCause.JOB, false);
        }
        if (execution.stop() != null) {
            return ofStop(execution, exitCode, end.why(state.detail()), policy);
        }
        EndReason why = end.why(state.detail());
        return new TaskOutcome(
                ExecutionStatus.FAILED,
                exitCode,
                reason(execution, end),
                why,
                end.cause(),
                policy.isFollowed(execution, end.cause(), why.reasonClass(), exitCode));
    }

    /** Judges a task that the service stopped. Why it stopped the task counts, and not how the task ended on that. */
    private static TaskOutcome ofStop(Execution execution, Integer exitCode, EndReason said, AttemptPolicy policy) {
        StopIntent stop = execution.stop();
        EndReason why = new EndReason(stop.reasonClass(), stop.reason(), remedy(stop), said.platform(), said.detail());
        return new TaskOutcome(
                stop.becomes(),
                exitCode,
                stop.reason(),
                why,
                EndCause.JOB,
                policy.isFollowed(execution, EndCause.JOB, stop.reasonClass(), exitCode));
    }

    private static String remedy(StopIntent stop) {
        return switch (stop.reasonClass()) {
            case TIME_OUT -> "Give the task more time, or the job less to do.";
            case START_TIME_OUT ->
                "Look whether the platform has room and reaches the image, and how large the image is; or give the task"
                        + " more time to start.";
            default -> null;
        };
    }

    private static String reason(Execution execution, TaskEnd end) {
        StringBuilder reason = new StringBuilder();
        if (end.exitCode() == null) {
            String container = execution.lastAttempt().container();
            reason.append("container '").append(container).append("' has no exit code");
        } else {
            reason.append("exit code ").append(end.exitCode());
        }
        if (end.reason() != null && !end.reason().isBlank()) {
            reason.append("; ").append(end.reason());
        }
        if (execution.report() != null
                && execution.report().reason() != null
                && !execution.report().reason().isBlank()) {
            reason.append("; ").append(execution.report().reason());
        }
        return reason.toString();
    }
}
