package execution.publication;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import execution.model.Execution;
import execution.model.StatusChange;

/**
 * One status change as it is published.
 *
 * @param eventId {@code <execution_id>:<seq>}; a consumer drops a seq that it has seen
 * @param occurredAt ISO-8601 in UTC
 * @param exitCode only with a terminal status
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
@JsonPropertyOrder({"event_id"})
record StatusEvent(
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

    static StatusEvent of(Execution execution, StatusChange change) {
        return new StatusEvent(
                execution.key().executionId() + ":" + change.seq(),
                execution.key().executionId(),
                execution.key().jitEventId(),
                execution.key().tenantId(),
                change.seq(),
                change.status().text(),
                change.previous() == null ? null : change.previous().text(),
                change.occurredAt().toString(),
                change.attempt(),
                change.status().isTerminal() ? execution.exitCode() : null,
                change.reason());
    }
}
