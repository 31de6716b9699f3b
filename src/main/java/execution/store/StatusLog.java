package execution.store;

import execution.logging.LogContext;
import execution.model.Execution;
import execution.model.StatusChange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line of log for each status change that this instance has written. */
final class StatusLog {

    private static final Logger LOG = LoggerFactory.getLogger("execution.status");

    /** Of a reason, which may come from a task; the row has all of it. */
    private static final int MOST_OF_A_REASON = 300;

    private StatusLog() {}

    /**
     * Tells of what was written.
     *
     * @param seq up to which the history was told before; 0 for an execution that was created
     * @param after as it was written
     */
    static void written(int seq, Execution after) {
        after.history().changes().stream().filter(change -> change.seq() > seq).forEach(change -> tell(after, change));
    }

    private static void tell(Execution execution, StatusChange change) {
        int attempt = change.attempt() == null ? 0 : change.attempt();
        LogContext.run(
                execution.key(),
                attempt,
                () -> LOG.info(
                        "tenant {} event {} execution {} attempt {}: {} -> {}{}",
                        execution.key().tenantId(),
                        execution.key().jitEventId(),
                        execution.key().executionId(),
                        attempt,
                        change.previous() == null ? "new" : change.previous().text(),
                        change.status().text(),
                        reason(change.reason())));
    }

    private static String reason(String reason) {
        if (reason == null) {
            return "";
        }
        return reason.length() <= MOST_OF_A_REASON ? ": " + reason : ": " + reason.substring(0, MOST_OF_A_REASON) + "…";
    }
}
