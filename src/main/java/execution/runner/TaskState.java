package execution.runner;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Instant;
import java.util.Map;

/**
 * The state of a task at one moment, as its runner reports it: the body of {@code direct:task-state}, and what {@code
 * direct:describe-<runner>} gives a list of.
 *
 * @param reference the name that the platform has for the task, the same that {@code direct:run-<runner>} gave
 * @param attemptId the attempt that the task was launched for; empty where the task is none of the service's
 * @param version the number of this state among the states of the task, from 1; 0 if the platform does not count them
 * @param occurredAt when the platform said so; null for an answer to a question, which is taken as known everywhere
 * @param phase what has happened
 * @param end how the task ended; always there where the task has stopped, and else of no meaning
 * @param parts how each part ended of a task that has several, by the part's name. The part that the launch names as
 *     its container is the job and counts in place of {@code end}. Null is the same as none
 * @param detail what the platform itself said of the end. Callers never see it, because it may name accounts and
 *     roles; or null
 * @param invocation which run of the task the state is of, where the platform may run the same task more than once: the
 *     whole name of the run or the part of it before a slash; an empty text if the state holds only as long as no run
 *     has reported its start. Null if it does not matter
 */
public record TaskState(
        String reference,
        String attemptId,
        long version,
        @JsonDeserialize(converter = TextToInstant.class) @JsonSerialize(using = ToStringSerializer.class)
                Instant occurredAt,
        TaskPhase phase,
        TaskEnd end,
        Map<String, TaskEnd> parts,
        String detail,
        String invocation) {

    /** @throws IllegalArgumentException if something is missing; the message names what */
    public TaskState {
        require(reference != null && !reference.isBlank(), "reference: must name the task");
        require(attemptId != null, "attemptId: must name the attempt that the task was launched for");
        require(version >= 0, "version: must be 0 or more");
        require(phase != null, "phase: must say what has happened to the task");
        require(phase != TaskPhase.STOPPED || end != null, "end: must say how the task ended that has stopped");
        parts = parts == null ? Map.of() : Map.copyOf(parts);
    }

    /** The state of a task that its platform runs once. */
    public TaskState(
            String reference,
            String attemptId,
            long version,
            Instant occurredAt,
            TaskPhase phase,
            TaskEnd end,
            Map<String, TaskEnd> parts,
            String detail) {
        this(reference, attemptId, version, occurredAt, phase, end, parts, detail, null);
    }

    /** The state of a task that has not stopped. */
    public static TaskState of(String reference, String attemptId, long version, Instant occurredAt, TaskPhase phase) {
        return new TaskState(reference, attemptId, version, occurredAt, phase, null, null, null);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException("a task's state is not usable: " + otherwise);
        }
    }

    /**
     * Tells whether this state is older than the state with the given version; never true if the platform does not
     * count states.
     */
    public boolean isOlderThan(long otherVersion) {
        return version > 0 && version <= otherVersion;
    }

    /**
     * Tells whether the state is of the run that does the work of the attempt.
     *
     * @param claimedBy the name of that run, or null if no run has reported its start
     */
    public boolean isOf(String claimedBy) {
        return invocation == null
                || claimedBy == null
                || !invocation.isEmpty() && (claimedBy.equals(invocation) || claimedBy.startsWith(invocation + "/"));
    }

    @JsonIgnore
    public boolean isStopped() {
        return phase == TaskPhase.STOPPED;
    }

    @JsonIgnore
    public boolean isStarted() {
        return phase == TaskPhase.STARTED;
    }

    /**
     * Gives how the job ended.
     *
     * @param part the part of the task that is the job, or null
     * @return the end of that part, or of the task where the task has no such part; null if the task has not stopped
     */
    public TaskEnd endOf(String part) {
        return part == null ? end : parts.getOrDefault(part, end);
    }
}
