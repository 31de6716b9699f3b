package execution.dispatch;

import execution.model.Execution;
import execution.model.ExecutionStatus;
import java.util.Objects;
import java.util.Set;

/**
 * What a stopped task means for its execution. Success is one thing only: the container that runs the job ended with exit
 * code 0.
 *
 * @param retry whether the job is to be started again instead of ending
 * @param platformsDoing whether the platform took the task away, which does not count against the job's attempts
 */
record TaskOutcome(ExecutionStatus status, Integer exitCode, String reason, boolean retry, boolean platformsDoing) {

    /** Stop codes with which Fargate takes a healthy task away. */
    private static final Set<String> TAKEN_AWAY = Set.of("SpotInterruption", "TerminationNotice");

    static TaskOutcome of(Execution execution, TaskState state, int maxRefusals) {
        TaskState.Container container = state.containers().stream()
                .filter(candidate -> Objects.equals(candidate.name(), execution.container()))
                .findFirst()
                .orElse(new TaskState.Container(execution.container(), null, null));
        Integer exitCode = container.exitCode();
        boolean stoppedByUs = "UserInitiated".equals(state.stopCode()) && execution.stop() != null;
        if (exitCode != null && exitCode == 0 && !stoppedByUs) {
            return new TaskOutcome(ExecutionStatus.COMPLETED, 0, null, false, false);
        }
        if (execution.stop() != null) {
            return new TaskOutcome(
                    execution.stop().becomes(), exitCode, execution.stop().reason(), false, false);
        }
        boolean takenAway = TAKEN_AWAY.contains(String.valueOf(state.stopCode()));
        int ownStarts = execution.attempt() - execution.refusals();
        boolean retry = takenAway
                ? execution.refusals() < maxRefusals
                : ownStarts < execution.job().maxAttempts();
        return new TaskOutcome(ExecutionStatus.FAILED, exitCode, reason(execution, state, container), retry, takenAway);
    }

    private static String reason(Execution execution, TaskState state, TaskState.Container container) {
        StringBuilder reason = new StringBuilder();
        if (container.exitCode() == null) {
            reason.append("container '").append(container.name()).append("' has no exit code");
        } else {
            reason.append("exit code ").append(container.exitCode());
        }
        append(reason, container.reason());
        if (container.exitCode() == null || "UserInitiated".equals(state.stopCode())) {
            append(reason, state.stoppedReason());
        }
        if (execution.report() != null) {
            append(reason, execution.report().reason());
        }
        return reason.toString();
    }

    private static void append(StringBuilder reason, String more) {
        if (more != null && !more.isBlank() && reason.indexOf(more) < 0) {
            reason.append("; ").append(more);
        }
    }
}
