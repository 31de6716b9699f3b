package execution.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import execution.model.AcceptedJob;
import execution.model.Digests;
import execution.model.ExecutionKey;
import execution.operations.OptionalStages;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * Reads job events, which come from outside and are not trusted. Keys and names can safely be built from an event that
 * was read.
 */
@Component
class JobEvents {

    /**
     * The most that a job may take of its row, in bytes as DynamoDB counts them. An item has 400 KB at most. A row with
     * such a job stays below half of that, even with the longest possible history ({@link execution.model.Execution}).
     */
    static final int MOST_STORED_BYTES = 32_768;

    /**
     * The most tokens of an event. Each brace, bracket, name and value is a token. A token takes about 100 bytes of
     * memory, which is more than it takes in JSON.
     */
    private static final int MOST_TOKENS = 5_000;

    private static final int MOST_NAME = 255;
    private static final int MOST_NUMBER = 200;

    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final Pattern HEX_32 = Pattern.compile("[0-9a-f]{32}");
    private static final InputSchema FORM =
            InputSchema.of("JobEvent", "; further attributes belong into additional_attributes");

    private static final String DEFAULT_RUNNER = "ecs";
    private static final long DEFAULT_TIMEOUT = 3_600;

    private final ObjectMapper mapper = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(32)
                            .maxStringLength(RequestProperties.MOST_EVENT_BYTES)
                            .maxNameLength(MOST_NAME)
                            .maxNumberLength(MOST_NUMBER)
                            .maxTokenCount(MOST_TOKENS)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();
    private final OptionalStages stages;
    private final RequestProperties requests;

    JobEvents(OptionalStages stages, RequestProperties requests) {
        this.stages = stages;
        this.requests = requests;
    }

    /**
     * An event that was read.
     *
     * @param job the job, without what the asset table says of its asset
     * @param hash is the same for two events that say the same
     */
    record JobEvent(ExecutionKey key, AcceptedJob job, String hash) {}

    /**
     * Reads an event.
     *
     * @param body the event's JSON
     * @param tenant the tenant in the caller's token; null for an event from the queue, which names its tenant itself
     * @throws ProblemException which names the fields that are wrong
     */
    JobEvent read(byte[] body, String tenant) {
        JsonNode event = parse(body);
        FieldErrors errors = FORM.check(event);
        String tenantId = tenant(errors, event, tenant);
        checkJob(errors, event);
        checkRunner(errors, event);
        long stored = StorableJson.bytes(event);
        if (stored > MOST_STORED_BYTES) {
            errors.add(
                    "body",
                    "takes " + stored + " bytes as it is stored, must take at most " + MOST_STORED_BYTES
                            + "; what is larger belongs into an input object");
        }
        errors.refuse();
        AcceptedJob job = job(event);
        String jitEventId = text(event, "jit_event_id");
        String executionId = text(event, "execution_id");
        String id = executionId != null
                ? executionId
                : Digests.id(tenantId, jitEventId, job.workflowSlug(), job.jobName(), job.assetId());
        return new JobEvent(new ExecutionKey(tenantId, jitEventId, id), job, hash(job));
    }

    /** Tells whether an execution can have these ids. */
    static boolean areIds(String jitEventId, String executionId) {
        return UUID.matcher(jitEventId).matches() && HEX_32.matcher(executionId).matches();
    }

    private JsonNode parse(byte[] body) {
        if (body == null || body.length == 0) {
            throw ProblemException.invalid("body", "is required");
        }
        if (body.length > RequestProperties.MOST_EVENT_BYTES) {
            throw ProblemException.invalid(
                    "body", "has " + body.length + " bytes, must have at most " + RequestProperties.MOST_EVENT_BYTES);
        }
        try {
            JsonNode event = mapper.readTree(body);
            if (event == null || !event.isObject()) {
                throw ProblemException.invalid("body", "must be a JSON object");
            }
            return event;
        } catch (StreamConstraintsException e) {
            throw ProblemException.invalid("body", "is JSON of more levels, tokens or digits than are read");
        } catch (JsonProcessingException e) {
            // The parser's message is not used, because it names classes.
            throw ProblemException.invalid(
                    "body",
                    "is not valid JSON, or has a name twice, at line "
                            + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr());
        } catch (java.io.IOException e) {
            throw ProblemException.invalid("body", "cannot be read");
        }
    }

    private static String tenant(FieldErrors errors, JsonNode event, String tenant) {
        String given = text(event, "tenant_id");
        if (tenant == null) {
            if (given == null) {
                errors.add("tenant_id", "is required");
            }
            return given;
        }
        if (given != null && !given.equals(tenant)) {
            errors.add("tenant_id", "is not the tenant of the token");
        }
        return tenant;
    }

    private void checkJob(FieldErrors errors, JsonNode event) {
        String job = text(event, "job_name");
        if (errors.isFine("job_name") && !requests.offers(job) && !stages.isThere("environment-" + job)) {
            errors.add("job_name", "there is no job '" + job + "' that may be asked for here");
        }
    }

    private void checkRunner(FieldErrors errors, JsonNode event) {
        String runner = text(event, "job_runner", DEFAULT_RUNNER);
        if (errors.isFine("job_runner") && !stages.isThere("run-" + runner)) {
            errors.add("job_runner", "there is no runner '" + runner + "' here");
        }
    }

    /** Makes the job from an event that was checked. */
    private AcceptedJob job(JsonNode event) {
        return new AcceptedJob(
                text(event, "jit_event_name"),
                text(event, "vendor"),
                text(event, "entity_type", "job"),
                text(event, "asset_id"),
                null,
                null,
                text(event, "plan_slug"),
                text(event, "plan_item_slug"),
                text(event, "workflow_slug"),
                text(event, "job_name"),
                text(event, "job_runner", DEFAULT_RUNNER),
                text(event, "control_name"),
                text(event, "control_image"),
                steps(event),
                event.hasNonNull("additional_attributes") ? map(event.get("additional_attributes")) : Map.of(),
                text(event, "input"),
                event.path("timeout_seconds").asLong(DEFAULT_TIMEOUT),
                event.path("max_attempts").asInt(1));
    }

    private List<Map<String, Object>> steps(JsonNode event) {
        List<Map<String, Object>> steps = new ArrayList<>();
        event.path("steps").forEach(step -> steps.add(map(step)));
        return steps;
    }

    private Map<String, Object> map(JsonNode object) {
        return mapper.convertValue(object, new TypeReference<>() {});
    }

    private String hash(AcceptedJob job) {
        try {
            return Digests.sha256(mapper.writeValueAsString(job));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gives the text of a field, or null if the event does not have the field. */
    private static String text(JsonNode event, String field) {
        return event.path(field).textValue();
    }

    private static String text(JsonNode event, String field, String otherwise) {
        String text = text(event, field);
        return text == null ? otherwise : text;
    }
}
