package execution.runner.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import execution.runner.LaunchRefusedException;
import execution.runner.LaunchRequest;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** Makes the events that functions are invoked with. The same request always gives the same event. */
@Component
class LambdaEvents {

    static final String ATTEMPT_ID = "attempt_id";
    static final String CALLBACK_TOKEN = "callback_token";

    /** The most bytes of an event that every region takes for an asynchronous invocation. */
    private static final int MOST_BYTES = 262_144;

    /** The fields of an event that are taken from variables of the launch. */
    private static final Map<String, String> FIELDS = new TreeMap<>(Map.of(
            "execution_id",
            "EXECUTION_ID",
            "task",
            "EXECUTION_TASK",
            "input",
            "EXECUTION_INPUT",
            "callback_url",
            "EXECUTION_CALLBACK_URL",
            CALLBACK_TOKEN,
            "EXECUTION_CALLBACK_TOKEN",
            "results_bucket",
            "RESULTS_BUCKET",
            "results_prefix",
            "RESULTS_PREFIX"));

    private final ObjectMapper mapper;

    LambdaEvents(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * Makes the event of an attempt.
     *
     * @param request the body of {@code direct:run-lambda}
     * @param attempt the number of the attempt
     * @param asked what the job asks of the task, a map or a text; null if nothing
     * @return JSON of at most 256 KiB; the token of the attempt is in it
     * @throws LaunchRefusedException if the event would be larger
     */
    byte[] of(LaunchRequest request, int attempt, Object asked) {
        Map<String, String> environment = new TreeMap<>(request.environment());
        ObjectNode event = mapper.createObjectNode();
        event.put("attempt", attempt);
        event.put(ATTEMPT_ID, request.attemptId());
        FIELDS.forEach((field, variable) -> {
            String value = environment.get(variable);
            if (value != null) {
                event.put(field, value);
            }
        });
        // The token stands in one place of the event alone.
        environment.remove("EXECUTION_CALLBACK_TOKEN");
        event.set("environment", mapper.valueToTree(environment));
        if (asked != null) {
            event.set("request", mapper.valueToTree(asked));
        }
        byte[] bytes = bytes(event);
        if (bytes.length > MOST_BYTES) {
            throw new LaunchRefusedException("what the function is invoked with takes " + bytes.length
                    + " bytes, must take at most " + MOST_BYTES);
        }
        return bytes;
    }

    private byte[] bytes(ObjectNode event) {
        try {
            return mapper.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
