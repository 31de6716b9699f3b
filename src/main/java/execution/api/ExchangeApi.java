package execution.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import execution.logging.LogContext;
import execution.model.ExecutionKey;
import execution.partition.PartExchange;
import execution.partition.PartExchange.Exchanged;
import execution.security.Caller;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;
import shared.part.ExchangeAnswer;
import shared.part.ExchangeRequest;
import shared.part.FleetJson;

/** Answers workers: with the token of a partitioned job's attempt they claim, report and keep the job's parts. */
@Component
public class ExchangeApi {

    private static final InputSchema EXCHANGE = InputSchema.of("Exchange");

    /** The most levels of a value. What values are put together in must be readable as well. */
    private static final int MOST_LEVELS = 64;

    /**
     * The most tokens of a body. Each brace, bracket, name and value is a token, which takes about 100 bytes of memory:
     * more than it takes in JSON.
     */
    private static final int MOST_TOKENS = 100_000;

    private static final String NO_JSON = "must be a JSON object";

    /** The property of an exchange that has the answer for the worker. */
    private static final String ANSWER = "exchangeAnswer";

    private final AttemptRequests attempts;
    private final PartExchange parts;

    /** Numbers keep all their digits, as they do where the worker writes them. */
    private final ObjectMapper mapper = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(2 * MOST_LEVELS)
                            .maxTokenCount(MOST_TOKENS)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    ExchangeApi(AttemptRequests attempts, PartExchange parts) {
        this.attempts = attempts;
        this.parts = parts;
    }

    /**
     * Takes a worker's request.
     *
     * @return the key of the job if more of its parts may be sent now; else null
     */
    public ExecutionKey exchange(
            Exchange exchange, @Header("jit_event_id") String jitEventId, @Header("execution_id") String executionId) {
        Caller.Attempt attempt = attempts.authorized(jitEventId, executionId);
        try (LogContext context = LogContext.of(attempt.execution(), attempt.attempt())) {
            ExchangeRequest request = read(AttemptRequests.bytes(exchange, ExchangeRequest.MOST_BYTES));
            Exchanged exchanged = parts.exchange(attempt.execution(), attempt.attempt(), request)
                    .orElseThrow(() -> ProblemException.notFound("there is no such execution with parts"));
            exchange.setProperty(ANSWER, exchanged.answer());
            return exchanged.mayGoOn() ? attempt.execution() : null;
        }
    }

    private ExchangeRequest read(byte[] body) {
        JsonNode json = json(body);
        FieldErrors errors = EXCHANGE.check(json);
        for (int i = 0; i < json.path("reports").size(); i++) {
            JsonNode ends = json.path("reports").path(i).path("parts");
            for (int j = 0; j < ends.size(); j++) {
                check(
                        errors,
                        "reports[" + i + "].parts[" + j + "].value",
                        ends.path(j).path("value"));
            }
        }
        check(errors, json.path("claims"));
        errors.refuse();
        try {
            return mapper.treeToValue(json, ExchangeRequest.class);
        } catch (JsonProcessingException e) {
            throw ProblemException.invalid("body", NO_JSON);
        }
    }

    private JsonNode json(byte[] body) {
        try {
            JsonNode json = mapper.readTree(body);
            if (json.isObject()) {
                return json;
            }
        } catch (StreamConstraintsException e) {
            throw ProblemException.invalid("body", "is JSON of more levels, tokens or digits than are read");
        } catch (IOException e) {
            // What is no JSON gets the same answer as JSON that is no object.
        }
        throw ProblemException.invalid("body", NO_JSON);
    }

    /** A claim by a launch looks at several blocks, so a request may have one. */
    private static void check(FieldErrors errors, JsonNode claims) {
        int launches = 0;
        for (int i = 0; i < claims.size(); i++) {
            JsonNode claim = claims.path(i);
            launches += claim.has("launch") ? 1 : 0;
            if (claim.isObject() && claim.has("launch") == claim.has("bundle")) {
                errors.add("claims[" + i + "].bundle", "is required, unless there is a launch");
            }
        }
        if (launches > 1) {
            errors.add("claims", "must have at most one launch");
        }
    }

    private static void check(FieldErrors errors, String field, JsonNode value) {
        if (hasMoreLevels(value, MOST_LEVELS)) {
            errors.add(field, "must have at most " + MOST_LEVELS + " levels");
        } else if (value.toString().getBytes(StandardCharsets.UTF_8).length > ExchangeRequest.End.MOST_VALUE_BYTES) {
            errors.add(field, "must have at most " + ExchangeRequest.End.MOST_VALUE_BYTES + " bytes");
        }
    }

    private static boolean hasMoreLevels(JsonNode value, int levels) {
        if (!value.isContainerNode()) {
            return false;
        }
        if (levels == 0) {
            return true;
        }
        for (JsonNode element : value) {
            if (hasMoreLevels(element, levels - 1)) {
                return true;
            }
        }
        return false;
    }

    /** Answers the worker. */
    public void exchanged(Exchange exchange, @ExchangeProperty(ANSWER) ExchangeAnswer answer) {
        Responses.json(exchange, 200, FleetJson.treeOf(answer));
    }
}
