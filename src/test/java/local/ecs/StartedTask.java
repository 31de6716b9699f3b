package local.ecs;

import java.time.Instant;

/** A task that RunTask started. A call that is repeated with the same token starts none. */
public record StartedTask(String taskArn, String family, String startedBy, String clientToken, Instant createdAt) {}
