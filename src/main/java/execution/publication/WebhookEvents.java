package execution.publication;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.Digests;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.StatusChange;
import execution.webhook.WebhookAnswer;
import execution.webhook.WebhookClient;
import execution.webhook.WebhookMessage;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.springframework.stereotype.Component;

/**
 * Sends the next change of the execution whose turn it is to the receiver of its webhook. The exchange goes on once the
 * receiver has answered, in a thread that must not wait, and no thread waits until then.
 */
@Component
public class WebhookEvents extends AsyncProcessorSupport {

    /** The exchange property with the {@link StatusChange} that was sent; not there if nothing was left to be sent. */
    static final String CHANGE = "webhook.change";

    /** The exchange property with what the receiver has answered. */
    static final String ANSWER = "webhook.answer";

    private final WebhookClient client;
    private final DeliveredMarks marks;
    private final ObjectMapper mapper;

    WebhookEvents(WebhookClient client, DeliveredMarks marks, ObjectMapper mapper) {
        this.client = client;
        this.marks = marks;
        this.mapper = mapper;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Execution execution = exchange.getProperty(WebhookTurns.EXECUTION, Execution.class);
        int known = marks.of(execution.key());
        StatusChange next = execution.undelivered().stream()
                .filter(change -> change.seq() > known)
                .findFirst()
                .orElse(null);
        if (next == null) {
            callback.done(true);
            return true;
        }
        CompletableFuture<WebhookAnswer> answer = client.send(message(execution, next));
        answer.thenAccept(is -> {
            exchange.setProperty(CHANGE, next);
            exchange.setProperty(ANSWER, is);
            callback.done(false);
        });
        return false;
    }

    private WebhookMessage message(Execution execution, StatusChange change) {
        ExecutionKey key = execution.key();
        // Two executions of different events may have the same id, and a receiver drops what has an id that it knows.
        String id = "evt_" + Digests.id(key.tenantId(), key.jitEventId(), key.executionId()) + "_" + change.seq();
        try {
            byte[] body = mapper.writeValueAsBytes(StatusEvent.of(execution, change));
            return new WebhookMessage(execution.job().webhook().url(), id, body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
