package execution.task;

import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.runner.EndCause;
import execution.runner.TaskEnd;
import execution.runner.TaskState;

/**
 * What a stopped task means for its execution. Success is one thing only: the container that runs the job ended with
 * exit code 0.
 *
 * @param reason in our words; what the platform said is for the log
 * @param retry whether the job is to be started again instead of ending
 * @param platformsDoing whether the platform is to blame, which does not count against the job's attempts
 */
record TaskOutcome(ExecutionStatus status, Integer exitCode, String reason, boolean retry, boolean platformsDoing) {

    /**
     * Judges a task.
     *
     * @param state the state of the task of the execution's current attempt, which has stopped
     * @param maxRefusals how many attempts may follow for which the platform is responsible
     */
    static TaskOutcome of(Execution execution, TaskState state, int maxRefusals) {
        TaskEnd end = state.endOf(execution.lastAttempt().container());
        Integer exitCode = end.exitCode();
        boolean stoppedByUs = end.cause() == EndCause.REQUESTED && execution.stop() != null;
        if (exitCode != null && exitCode == 0 && !stoppedByUs) {
            return new TaskOutcome(ExecutionStatus.COMPLETED, 0, null, false, false);
        }
        if (execution.stop() != null) {
            return new TaskOutcome(
                    execution.stop().becomes(), exitCode, execution.stop().reason(), false, false);
        }
        boolean retry =
                switch (end.cause()) {
                    case JOB, REQUESTED ->
                        execution.attempt() - execution.lastAttempt().refusals()
                                < execution.job().maxAttempts();
                    case PLATFORM -> execution.lastAttempt().refusals() < maxRefusals;
                    case UNUSABLE -> false;
                };
        return new TaskOutcome(
                ExecutionStatus.FAILED, exitCode, reason(execution, end), retry, end.cause() == EndCause.PLATFORM);
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
