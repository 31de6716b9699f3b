package execution.model;

import java.util.List;

/**
 * Where status changes of an execution are sent to, and which.
 *
 * @param url an address that was allowed when the execution was accepted
 * @param statuses the statuses of which the receiver is told; one at least
 */
public record Webhook(String url, List<ExecutionStatus> statuses) {

    /** The statuses that a webhook has where nothing else is said: those that end an execution. */
    private static final List<ExecutionStatus> ENDS = List.of(
            ExecutionStatus.COMPLETED, ExecutionStatus.FAILED, ExecutionStatus.CANCELLED, ExecutionStatus.TIMED_OUT);

    public Webhook {
        statuses = statuses == null ? ENDS : List.copyOf(statuses);
    }

    boolean wants(StatusChange change) {
        return statuses.contains(change.status());
    }
}
