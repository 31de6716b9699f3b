package local.ecs;

import java.time.Instant;

/**
 * From when to when a task was there.
 *
 * @param stoppedAt null as long as anything of it may run
 */
public record TaskLife(String taskArn, String startedBy, Instant createdAt, Instant stoppedAt) {}
