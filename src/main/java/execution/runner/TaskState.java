package execution.runner;

import java.time.Instant;
import java.util.List;

/**
 * The state of a task at one moment, as its platform reports it.
 *
 * @param reference the name that the platform has for the task, such as an ARN
 * @param startedBy the id of the attempt, or whatever else started the task
 * @param version the number of this state among the states of the task, from 1; 0 if the platform does not count them
 * @param occurredAt when the platform said so; null for an answer to a question, which is taken as known everywhere
 * @param lastStatus PENDING, RUNNING, STOPPED, …
 */
public record TaskState(
        String reference,
        String startedBy,
        long version,
        Instant occurredAt,
        String lastStatus,
        String stopCode,
        String stoppedReason,
        List<Container> containers) {

    /**
     * A container of the task.
     *
     * @param exitCode null if the container never ran to an end
     */
    public record Container(String name, Integer exitCode, String reason) {}

    /**
     * Tells whether this state is older than the state with the given version; never true if the platform does not
     * count states.
     */
    public boolean isOlderThan(long otherVersion) {
        return version > 0 && version <= otherVersion;
    }

    public boolean isStopped() {
        return "STOPPED".equals(lastStatus);
    }

    public boolean isRunning() {
        return "RUNNING".equals(lastStatus);
    }
}
