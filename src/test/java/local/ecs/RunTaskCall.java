package local.ecs;

import java.time.Instant;

/** A RunTask call as it came in, whatever the answer was. */
public record RunTaskCall(Instant at, String taskDefinition, String startedBy, String clientToken) {}
