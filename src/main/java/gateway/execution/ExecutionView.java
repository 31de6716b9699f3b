package gateway.execution;

import java.util.List;
import java.util.Set;

/**
 * What the page of one execution shows.
 *
 * @param path the address of the page
 * @param status the status of the execution
 * @param isEnded whether the status is terminal
 * @param isSettled whether nothing of it is expected to change any more
 * @param facts what is known of the execution
 * @param attempts the attempts, the first one first
 * @param changes the status changes, the first one first
 * @param timeline the changes as a drawing; null while there is none
 * @param parts the parts; null for a job that is one task, or that has not begun
 * @param actions what may be done
 */
public record ExecutionView(
        String path,
        String status,
        boolean isEnded,
        boolean isSettled,
        List<Fact> facts,
        List<PastRow> attempts,
        List<ChangeRow> changes,
        Timeline timeline,
        PartsView parts,
        List<ExecutionAction> actions) {

    private static final Set<String> WAITING = Set.of("pending", "allocated", "dispatched");

    /** Tells whether the execution, or parts of it, may wait for something. */
    public boolean mayWait() {
        return WAITING.contains(status) || parts != null && !isEnded;
    }

    /** One attempt. */
    public record PastRow(
            String number,
            String launched,
            String started,
            String ended,
            String task,
            String exitCode,
            String reasonClass,
            String reason,
            String remedy,
            String platform) {}

    /** One status change, which is published as one event. */
    public record ChangeRow(
            String number, String at, String status, String attempt, String reason, boolean isPublished) {}
}
