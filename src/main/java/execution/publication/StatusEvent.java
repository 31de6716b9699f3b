package execution.publication;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import execution.model.Execution;
import execution.model.StatusChange;

/**
 * One status change as it is published; schemas/status-event.v1.json is what consumers are promised.
 *
 * @param schemaVersion 1
 * @param eventId {@code <execution_id>:<seq>}; the same whenever the change is published again. Callers may give two
 *     executions of different events the same id, so it is unique together with tenant and jit_event_id
 * @param occurredAt ISO-8601 in UTC
 * @param exitCode only with a terminal status
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
@JsonPropertyOrder({"schema_version", "event_id"})
record StatusEvent(
        int schemaVersion,
        String eventId,
        String executionId,
        String jitEventId,
        String tenantId,
        int seq,
        String status,
        String previousStatus,
        String occurredAt,
        Integer attempt,
        Integer exitCode,
        String reason) {

    private static final int SCHEMA_VERSION = 1;

    static StatusEvent of(Execution execution, StatusChange change) {
        return new StatusEvent(
                SCHEMA_VERSION,
                execution.key().executionId() + ":" + change.seq(),
                execution.key().executionId(),
                execution.key().jitEventId(),
                execution.key().tenantId(),
                change.seq(),
                change.status().text(),
                change.previous() == null ? null : change.previous().text(),
                change.occurredAt().toString(),
                change.attempt(),
                change.status().isTerminal() ? execution.outcome().exitCode() : null,
                change.reason());
    }
}
