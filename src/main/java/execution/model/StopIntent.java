package execution.model;

import java.time.Instant;

/**
 * That an execution is to be stopped, stored before anything is done about it.
 *
 * @param becomes how it ends once the platform has stopped it: cancelled or timed_out
 */
public record StopIntent(ExecutionStatus becomes, String reason, Instant requestedAt) {}
