package execution.publication;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.StatusChange;
import execution.store.PublishedMarks;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.springframework.stereotype.Component;

/**
 * Makes the message of a status change that {@code direct:publish-event} takes, and notes the change once it is
 * published.
 */
@Component
public class StatusEvents {

    private static final String SEQ = "publication.seq";

    private final ObjectMapper mapper;
    private final PublishedMarks marks;

    StatusEvents(ObjectMapper mapper, PublishedMarks marks) {
        this.mapper = mapper;
        this.marks = marks;
    }

    /** Replaces the message by the change's event. */
    public void write(
            @Body StatusChange change,
            @ExchangeProperty(PublicationTurns.EXECUTION) Execution execution,
            Exchange exchange) {
        ExecutionKey key = execution.key();
        exchange.setProperty(SEQ, change.seq());
        Message message = exchange.getMessage();
        message.setBody(json(StatusEvent.of(execution, change)));
        message.removeHeaders("*");
        message.setHeader("execution_id", key.executionId());
        message.setHeader("tenant_id", key.tenantId());
        message.setHeader("status", change.status().text());
    }

    private String json(StatusEvent event) {
        try {
            return mapper.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Takes note that the topic has the change. The row learns of that with its next write. */
    public void published(
            @ExchangeProperty(PublicationTurns.EXECUTION) Execution execution, @ExchangeProperty(SEQ) int seq) {
        marks.published(execution.key(), seq);
    }
}
