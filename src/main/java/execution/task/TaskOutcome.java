package execution.task;

import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.runner.TaskState;
import java.util.Objects;

/**
 * What a stopped task means for its execution. Success is one thing only: the container that runs the job ended with
 * exit code 0.
 *
 * @param reason in our words; what the platform said is for the log
 * @param retry whether the job is to be started again instead of ending
 * @param platformsDoing whether the platform is to blame, which does not count against the job's attempts
 */
record TaskOutcome(ExecutionStatus status, Integer exitCode, String reason, boolean retry, boolean platformsDoing) {

    static TaskOutcome of(Execution execution, TaskState state, int maxRefusals) {
        TaskState.Container container = state.containers().stream()
                .filter(candidate ->
                        Objects.equals(candidate.name(), execution.lastAttempt().container()))
                .findFirst()
                .orElse(new TaskState.Container(execution.lastAttempt().container(), null, null));
        Integer exitCode = container.exitCode();
        boolean stoppedByUs = "UserInitiated".equals(state.stopCode()) && execution.stop() != null;
        if (exitCode != null && exitCode == 0 && !stoppedByUs) {
            return new TaskOutcome(ExecutionStatus.COMPLETED, 0, null, false, false);
        }
        if (execution.stop() != null) {
            return new TaskOutcome(
                    execution.stop().becomes(), exitCode, execution.stop().reason(), false, false);
        }
        StopReason why = StopReason.of(state, container);
        boolean retry =
                switch (why.blame()) {
                    case JOB ->
                        execution.attempt() - execution.lastAttempt().refusals()
                                < execution.job().maxAttempts();
                    case PLATFORM -> execution.lastAttempt().refusals() < maxRefusals;
                    case DEFINITION -> false;
                };
        return new TaskOutcome(
                ExecutionStatus.FAILED,
                exitCode,
                reason(execution, container, why),
                retry,
                why.blame() == StopReason.Blame.PLATFORM);
    }

    private static String reason(Execution execution, TaskState.Container container, StopReason why) {
        StringBuilder reason = new StringBuilder();
        if (container.exitCode() == null) {
            reason.append("container '").append(container.name()).append("' has no exit code");
        } else {
            reason.append("exit code ").append(container.exitCode());
        }
        if (why != StopReason.EXITED) {
            reason.append("; ").append(why.words());
        }
        if (execution.report() != null
                && execution.report().reason() != null
                && !execution.report().reason().isBlank()) {
            reason.append("; ").append(execution.report().reason());
        }
        return reason.toString();
    }
}
