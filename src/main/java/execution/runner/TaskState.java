package execution.runner;

import java.util.List;

/**
 * What the platform says of a task at some point.
 *
 * @param reference the task's ARN
 * @param startedBy the attempt's id, or whatever else started the task
 * @param version counts the states of one task from 1; 0 where the platform does not count them
 * @param lastStatus PENDING, RUNNING, STOPPED, …
 */
public record TaskState(
        String reference,
        String startedBy,
        long version,
        String lastStatus,
        String stopCode,
        String stoppedReason,
        List<Container> containers) {

    /**
     * @param exitCode null where the container never ran to an end
     */
    public record Container(String name, Integer exitCode, String reason) {}

    /** Whether a state of the task that has the given version came later; never where the platform does not count. */
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
