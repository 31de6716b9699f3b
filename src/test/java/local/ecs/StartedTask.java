package local.ecs;

import java.time.Instant;

/** A task that RunTask has made. A repeated call with the same token makes none. */
public record StartedTask(String taskArn, String family, String startedBy, String clientToken, Instant createdAt) {}
