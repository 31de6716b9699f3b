package execution.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import execution.catalogue.Catalogue;
import execution.catalogue.ExpressionsHangException;
import execution.catalogue.TaskExpressions;
import execution.catalogue.TaskFile;
import execution.model.UnusableMessageException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/**
 * Makes a job event of a message from a task's own queue, as the task's file says. The message is data to the
 * expressions of the file, and the event then passes every check of {@code direct:trigger}, as if it had come from
 * anywhere else.
 */
@Component
public class TaskRequests {

    /** The property of an exchange that has the name of the task whose queue the message is from. */
    public static final String TASK = "taskOfQueue";

    /** The property of an exchange that has the id that SQS gave the message. */
    public static final String MESSAGE_ID = "messageId";

    /** The most bytes that SQS takes of a message. */
    private static final int MOST_BYTES = 262_144;

    private static final int MOST_TOKENS = 5_000;

    /** Fields of an event that are numbers, which a constant or a text of the request may give as well. */
    private static final Set<String> NUMBERS = Set.of("timeout_seconds", "max_attempts", "priority");

    private final Catalogue catalogue;
    private final TaskExpressions expressions;
    private final ObjectMapper mapper = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(32)
                            .maxTokenCount(MOST_TOKENS)
                            .maxStringLength(RequestProperties.MOST_EVENT_BYTES)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    TaskRequests(Catalogue catalogue, TaskExpressions expressions) {
        this.catalogue = catalogue;
        this.expressions = expressions;
    }

    /**
     * Gives the JSON of the event. The same message always makes the same event, because its ids follow from the id of
     * the message, so a message that is delivered twice starts nothing twice.
     *
     * @throws UnusableMessageException if no event can be made of the message
     */
    public byte[] event(
            @Body String body, @ExchangeProperty(TASK) String name, @ExchangeProperty(MESSAGE_ID) String messageId) {
        TaskFile task = catalogue.find(name).orElseThrow();
        Object request = request(body == null ? "" : body);
        ObjectNode event = mapper.createObjectNode();
        if (task.request() != null) {
            event.set("request", mapper.valueToTree(request));
        }
        event.put("jit_event_id", eventId(task.queue().name(), messageId));
        event.put("jit_event_name", "task_request");
        event.put("workflow_slug", name);
        task.queue().event().forEach((field, expression) -> {
            JsonNode value = value(field, expression, Map.of("request", request, "message_id", messageId));
            if (value.isNull()) {
                event.remove(field);
            } else {
                event.set(field, value);
            }
        });
        event.put("job_name", name);
        try {
            return mapper.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new UnusableMessageException("no event can be made of the message");
        }
    }

    private static String eventId(String queue, String messageId) {
        return UUID.nameUUIDFromBytes((queue + "#" + messageId).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /**
     * Reads the message: an object of JSON is an object, a text of JSON is its value, and anything else is the text
     * itself.
     */
    private Object request(String body) {
        if (body.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw new UnusableMessageException("the message has more than " + MOST_BYTES + " bytes");
        }
        String text = body.strip();
        if (text.startsWith("\"") && text.endsWith("\"")) {
            return json(text).textValue();
        }
        if (!text.startsWith("{")) {
            return text;
        }
        JsonNode json = json(text);
        if (json.path("TopicArn").isTextual() && json.path("Message").isTextual()) {
            throw new UnusableMessageException(
                    "the message is in an envelope of SNS: switch raw message delivery on at the subscription");
        }
        return mapper.convertValue(json, new TypeReference<Map<String, Object>>() {});
    }

    private JsonNode json(String text) {
        try {
            return mapper.readTree(text);
        } catch (StreamConstraintsException e) {
            throw new UnusableMessageException(
                    "the message is JSON of more levels, tokens or characters than are read");
        } catch (JsonProcessingException e) {
            throw new UnusableMessageException(
                    "the message begins like JSON and is not, or has a name twice, at column "
                            + e.getLocation().getColumnNr() + " of line "
                            + e.getLocation().getLineNr());
        }
    }

    private JsonNode value(String field, TaskFile.Expression expression, Map<String, Object> message) {
        JsonNode value;
        try {
            value = mapper.valueToTree(expressions.value(expression, message));
        } catch (ExpressionsHangException e) {
            // The message is delivered again.
            throw e;
        } catch (Exception | StackOverflowError e) {
            // What failed may repeat the message, so its text is left out.
            throw new UnusableMessageException("queue.event." + field + " of the task's file fails for this message");
        }
        boolean isNumber = NUMBERS.contains(field)
                && value.isTextual()
                && value.textValue().matches("[0-9]{1,9}");
        return isNumber ? mapper.getNodeFactory().numberNode(Integer.parseInt(value.textValue())) : value;
    }
}
