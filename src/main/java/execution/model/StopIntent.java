package execution.model;

import java.time.Instant;

/**
 * The decision that an execution is to be stopped. It is stored before the task is stopped.
 *
 * @param becomes the status that the execution ends with when the platform has stopped it: cancelled or timed_out
 */
public record StopIntent(ExecutionStatus becomes, String reason, Instant requestedAt) {}
