package execution.partition;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.AggregateKey;
import execution.model.PartitionPlan;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.ValidationException;
import org.apache.camel.util.ObjectHelper;
import org.springframework.stereotype.Component;

/**
 * What happens around a route {@code direct:aggregate-<name>} of the operators. The body that the route gets is a
 * stream with a line of JSON for each part; the body that the route leaves becomes the aggregate.
 */
@Component
public class RouteAggregation {

    /** The property of an exchange that has the name of the route. */
    public static final String NAME = "aggregatorName";

    private static final String CALL = "aggregationCall";

    private final AggregateObjects objects;
    private final ObjectMapper mapper;

    RouteAggregation(AggregateObjects objects, ObjectMapper mapper) {
        this.objects = objects;
        this.mapper = mapper;
    }

    /**
     * Gives the values to the route, and tells it in headers whose they are: {@code tenant_id}, {@code jit_event_id},
     * {@code execution_id}, {@code parts} and {@code parts_done}.
     */
    public void begin(@Body AggregationCall call, Exchange exchange) {
        exchange.setProperty(CALL, call);
        exchange.setProperty(NAME, call.plan().aggregator().substring(PartitionPlan.ROUTE.length()));
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader("tenant_id", call.job().key().tenantId());
        exchange.getMessage().setHeader("jit_event_id", call.job().key().jitEventId());
        exchange.getMessage().setHeader("execution_id", call.job().key().executionId());
        exchange.getMessage().setHeader("parts", call.job().total());
        exchange.getMessage().setHeader("parts_done", call.job().counts().done());
        exchange.getMessage().setBody(new ValueStream(call));
    }

    /**
     * Gives the exception that the job's turn gets for one of the route's.
     *
     * @return an {@link AggregationRefusedException} where the route's own check of a value refused the values
     */
    public static Exception failure(Exchange exchange, Exception cause) {
        return ObjectHelper.getException(ValidationException.class, cause) == null
                ? cause
                : new AggregationRefusedException(
                        "the aggregator " + exchange.getProperty(NAME) + " refused the values: invalid value");
    }

    /**
     * Stores what the route left.
     *
     * @throws AggregationRefusedException if the route set the header {@code refuse}
     */
    public Aggregate finish(Exchange exchange, @ExchangeProperty(CALL) AggregationCall call) {
        Object refusal = exchange.getMessage().getHeader("refuse");
        if (refusal != null) {
            throw new AggregationRefusedException(refusal.toString());
        }
        if (exchange.getMessage().getBody() == null) {
            return Aggregate.NONE;
        }
        AggregateKey key = Aggregators.key(call, "json");
        ByteArrayOutputStream beginning = new ByteArrayOutputStream();
        try (InputStream body = body(exchange);
                AggregateUpload object = objects.open(key, "application/json")) {
            byte[] buffer = new byte[8_192];
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                object.write(buffer, 0, read);
                if (beginning.size() <= Aggregate.MOST_BYTES) {
                    beginning.write(buffer, 0, read);
                }
            }
            object.complete();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Aggregate(key.text(), small(beginning));
    }

    /** Gives the bytes of what the route left. A tree of maps and lists, and a bean, are written as JSON. */
    private InputStream body(Exchange exchange) throws JsonProcessingException {
        Object body = exchange.getMessage().getBody();
        if (body instanceof InputStream stream) {
            return stream;
        }
        if (body instanceof byte[] bytes) {
            return new ByteArrayInputStream(bytes);
        }
        if (body instanceof String text) {
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }
        if (body instanceof java.util.Map
                || body instanceof java.util.Collection
                || body instanceof JsonNode
                || body instanceof Number
                || body instanceof Boolean) {
            return new ByteArrayInputStream(mapper.writeValueAsBytes(body));
        }
        InputStream stream = exchange.getMessage().getBody(InputStream.class);
        if (stream == null) {
            throw new IllegalStateException("the aggregator " + exchange.getProperty(NAME) + " leaves a body that is"
                    + " neither text, bytes nor JSON: " + body.getClass().getName());
        }
        return stream;
    }

    /** Gives the aggregate as JSON: what is no JSON becomes a text of JSON. */
    private String small(ByteArrayOutputStream beginning) {
        if (beginning.size() > Aggregate.MOST_BYTES) {
            return null;
        }
        String text = beginning.toString(StandardCharsets.UTF_8);
        try {
            JsonNode json = mapper.reader()
                    .with(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(text);
            if (!json.isMissingNode()) {
                return text;
            }
        } catch (JsonProcessingException e) {
            // The route may leave lines of JSON, or any text.
        }
        try {
            String json = mapper.writeValueAsString(text);
            return json.getBytes(StandardCharsets.UTF_8).length > Aggregate.MOST_BYTES ? null : json;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
