package execution.partition;

import execution.model.ExecutionKey;
import execution.model.Lane;
import execution.model.Launch;
import execution.model.PartitionPlan;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What never changes of a job and is needed in each turn, as the execution's row and its launch say it.
 *
 * @param attemptId the attempt of the execution that the job runs for
 * @param task the name of the task
 * @param environment the variables of each part's process, without the token
 * @param command the words of the command in place of those of the task's file; null for these
 * @param launch what the tasks of parts are launched with that run as tasks of their own; null if the attempt has ended
 * @param callbackUrl where workers claim and report
 * @param token the callback token of the attempt, a secret
 * @param isWanted whether the execution's attempt has not ended; without it nothing may be sent any more
 * @param readAt when the row was read
 */
record JobFacts(
        ExecutionKey key,
        int attempt,
        String attemptId,
        PartitionPlan plan,
        String task,
        Map<String, String> environment,
        List<String> command,
        Launch launch,
        String callbackUrl,
        String token,
        boolean isWanted,
        Instant readAt) {

    /** The lane of the parts, whose slots they use. */
    Lane lane() {
        return new Lane(key.tenantId(), plan.runner());
    }

    /** Leaves out what may be secret. */
    @Override
    public String toString() {
        return "JobFacts[" + key + ", attempt=" + attempt + "]";
    }
}
