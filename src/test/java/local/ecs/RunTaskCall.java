package local.ecs;

import java.time.Instant;

/** A RunTask call as it came in, whatever became of it. */
public record RunTaskCall(Instant at, String taskDefinition, String startedBy, String clientToken) {}
