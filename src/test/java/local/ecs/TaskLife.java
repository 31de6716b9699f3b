package local.ecs;

import java.time.Instant;

/**
 * The time in which a task existed.
 *
 * @param stoppedAt null as long as any part of the task may run
 */
public record TaskLife(String taskArn, String startedBy, Instant createdAt, Instant stoppedAt) {}
