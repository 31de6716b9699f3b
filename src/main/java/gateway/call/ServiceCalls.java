package gateway.call;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import execution.model.ExecutionKey;
import execution.model.Lane;
import execution.security.ActingFor;
import gateway.access.Visitor;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/**
 * Calls operations of the HTTP interface within the process. An operation is a route whose name is its
 * {@code operationId} in {@code openapi.yaml}, so what a page does is exactly what a request of the tenant does.
 */
@Component
public class ServiceCalls {

    private final ProducerTemplate routes;
    private final ObjectMapper mapper;

    ServiceCalls(@Lazy ProducerTemplate routes, ObjectMapper mapper) {
        this.routes = routes;
        this.mapper = mapper;
    }

    /**
     * What an operation answered.
     *
     * @param status the status of HTTP
     * @param body the JSON of the answer; a missing node if it has none
     */
    public record Answer(int status, JsonNode body) {

        public boolean succeeded() {
            return status < 300;
        }

        /** Gives the words of a refusal. */
        public String detail() {
            return body.path("detail").asText("the operation answered with status " + status);
        }
    }

    /**
     * Calls an operation on an execution.
     *
     * @param visitor who calls it; whether the visitor sees the tenant must have been checked
     * @param operation the {@code operationId}
     * @param key the execution, whose tenant the operation is called for
     */
    public Answer call(Visitor visitor, String operation, ExecutionKey key) {
        return call(visitor, operation, key, Map.of(), null);
    }

    /**
     * Calls an operation on an execution.
     *
     * @param parameters the parameters of the query beside the ids of the execution
     * @param body what is sent as JSON; null for nothing
     */
    public Answer call(
            Visitor visitor, String operation, ExecutionKey key, Map<String, String> parameters, JsonNode body) {
        Map<String, Object> headers = new HashMap<>(parameters);
        headers.put("jit_event_id", key.jitEventId());
        headers.put("execution_id", key.executionId());
        return call(visitor, operation, key.tenantId(), headers, body);
    }

    /** Calls an operation of a tenant. */
    public Answer call(Visitor visitor, String operation, String tenant, Map<String, Object> headers, JsonNode body) {
        return ActingFor.call(visitor.name(), tenant, () -> answer(operation, headers, body));
    }

    /** Lets a lane go on whose limit was changed. If nobody hears of it, the sweep wakes the lane. */
    public void wake(Lane lane) {
        routes.send("direct:wake-lane?block=false&failIfNoConsumers=false", sent -> sent.getMessage()
                .setBody(lane));
    }

    private Answer answer(String operation, Map<String, Object> headers, JsonNode body) {
        Exchange exchange = routes.send("direct:" + operation, sent -> {
            sent.getMessage().setHeaders(new HashMap<>(headers));
            sent.getMessage().setBody(body == null ? null : mapper.writeValueAsBytes(body));
        });
        if (exchange.getException() != null) {
            throw new IllegalStateException("the operation " + operation + " failed", exchange.getException());
        }
        Integer status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        return new Answer(
                status == null ? 200 : status, json(exchange.getMessage().getBody(String.class)));
    }

    private JsonNode json(String text) {
        try {
            return text == null || text.isBlank() ? MissingNode.getInstance() : mapper.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an operation answered with something else than JSON", e);
        }
    }
}
