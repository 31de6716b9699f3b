package execution.publication;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.StatusChange;
import execution.store.PublishedMarks;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.springframework.stereotype.Component;
import shared.trace.TraceParent;

/**
 * Makes the message of a status change that {@code direct:publish-event} takes, and notes the change once it is
 * published.
 */
@Component
public class StatusEvents {

    private static final String CHANGE = "publication.change";

    private final ObjectMapper mapper;
    private final PublishedMarks marks;
    private final Timer lag;
    private final Clock clock;

    StatusEvents(ObjectMapper mapper, PublishedMarks marks, MeterRegistry metrics, Clock clock) {
        this.mapper = mapper;
        this.marks = marks;
        this.lag = Timer.builder("execution.publication.lag")
                .description("From a status change to its publication")
                .serviceLevelObjectives(
                        Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofMinutes(10))
                .register(metrics);
        this.clock = clock;
    }

    /** Replaces the message by the change's event. */
    public void write(
            @Body StatusChange change,
            @ExchangeProperty(PublicationTurns.EXECUTION) Execution execution,
            Exchange exchange) {
        ExecutionKey key = execution.key();
        exchange.setProperty(CHANGE, change);
        Message message = exchange.getMessage();
        message.setBody(json(StatusEvent.of(execution, change)));
        message.removeHeaders("*");
        message.setHeader("execution_id", key.executionId());
        message.setHeader("tenant_id", key.tenantId());
        message.setHeader("status", change.status().text());
        if (execution.job().traceparent() != null) {
            message.setHeader(TraceParent.HEADER, execution.job().traceparent());
        }
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
            @ExchangeProperty(PublicationTurns.EXECUTION) Execution execution,
            @ExchangeProperty(CHANGE) StatusChange change) {
        marks.published(execution.key(), change.seq());
        // The change may be another instance's, whose clock is ahead; a timer leaves out what is negative.
        lag.record(Duration.between(change.occurredAt(), clock.instant()));
    }
}
