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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Reads job events, which come from outside and are not trusted: whatever passes here is safe to build keys and names of. */
@Component
class JobEvents {

    /**
     * The most that a job may take of its row, in bytes as DynamoDB counts them. An item has 400 KB at most, and with a history
     * as long as it can get ({@link execution.model.Execution}) a row with such a job stays below half of that.
     */
    static final int MOST_STORED_BYTES = 32_768;

    /** Each brace, bracket, name and value is a token. In memory one takes about 100 bytes, which is more than in JSON. */
    private static final int MOST_TOKENS = 5_000;

    private static final int MOST_NAME = 255;
    private static final int MOST_NUMBER = 200;

    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final Pattern HEX_32 = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern TENANT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern SLUG = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");
    private static final Pattern LINE = Pattern.compile("[^\\p{Cntrl}]{1,512}");
    private static final Pattern OBJECT = Pattern.compile("(?!.*\\.\\.)[A-Za-z0-9][A-Za-z0-9._/-]{0,511}");

    private static final String SLUG_TEXT = "1 to 64 lower-case letters, digits, - or _";
    private static final String ID_TEXT = "1 to 128 letters, digits, . _ : or -";
    private static final String LINE_TEXT = "a text of 1 to 512 characters without control characters";

    private static final long DEFAULT_TIMEOUT = 3_600;
    private static final long MOST_TIMEOUT = 7 * 24 * 3_600;

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
    private final CamelContext context;
    private final RequestProperties requests;

    JobEvents(@Lazy CamelContext context, RequestProperties requests) {
        this.context = context;
        this.requests = requests;
    }

    /**
     * An event that was read.
     *
     * @param job without what the asset table knows
     * @param hash tells whether another event says the same
     */
    record JobEvent(ExecutionKey key, AcceptedJob job, String hash) {}

    /**
     * @param body JSON
     * @param tenant from the caller's token; null if the event came by a queue that says for itself whose it is
     * @throws ProblemException naming every field that is wrong
     */
    JobEvent read(byte[] body, String tenant) {
        JsonNode event = parse(body);
        FieldReader fields = FieldReader.of(event);
        String tenantId = tenant(fields, event, tenant);
        String jitEventId = fields.required("jit_event_id", UUID, "a UUID");
        String executionId = fields.optional("execution_id", HEX_32, "32 lower-case hex digits");
        AcceptedJob job = new AcceptedJob(
                fields.required("jit_event_name", LINE, LINE_TEXT),
                fields.optional("vendor", ID, ID_TEXT),
                orElse(fields.optional("entity_type", SLUG, SLUG_TEXT), "job"),
                fields.required("asset_id", ID, ID_TEXT),
                null,
                null,
                fields.optional("plan_slug", SLUG, SLUG_TEXT),
                fields.optional("plan_item_slug", SLUG, SLUG_TEXT),
                fields.required("workflow_slug", SLUG, SLUG_TEXT),
                jobName(fields),
                runner(fields),
                fields.optional("control_name", LINE, LINE_TEXT),
                fields.optional("control_image", LINE, LINE_TEXT),
                steps(fields),
                attributes(fields),
                fields.optional("input", OBJECT, "the name of an object: letters, digits, . _ - and /, without .."),
                fields.number("timeout_seconds", 1, MOST_TIMEOUT, DEFAULT_TIMEOUT),
                (int) fields.number("max_attempts", 1, 10, 1));
        fields.refuseUnknown("; further attributes belong into additional_attributes");
        long stored = StorableJson.bytes(event);
        if (stored > MOST_STORED_BYTES) {
            fields.error(
                    "body",
                    "takes " + stored + " bytes as it is stored, must take at most " + MOST_STORED_BYTES
                            + "; what is larger belongs into an input object");
        }
        if (!fields.errors().isEmpty()) {
            throw ProblemException.invalid(fields.errors());
        }
        String id = executionId != null
                ? executionId
                : Digests.id(tenantId, jitEventId, job.workflowSlug(), job.jobName(), job.assetId());
        return new JobEvent(new ExecutionKey(tenantId, jitEventId, id), job, hash(job));
    }

    /** Whether an execution can have these ids. */
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
            // The parser's own words name classes.
            throw ProblemException.invalid(
                    "body",
                    "is not valid JSON, or has a name twice, at line "
                            + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr());
        } catch (java.io.IOException e) {
            throw ProblemException.invalid("body", "cannot be read");
        }
    }

    private static String tenant(FieldReader fields, JsonNode event, String tenant) {
        String given = fields.optional("tenant_id", TENANT, "1 to 64 letters, digits, . _ or -");
        if (tenant == null) {
            if (!event.hasNonNull("tenant_id")) {
                fields.error("tenant_id", "is required");
            }
            return given;
        }
        if (given != null && !given.equals(tenant)) {
            fields.error("tenant_id", "is not the tenant of the token");
        }
        return tenant;
    }

    private String jobName(FieldReader fields) {
        String job = fields.required("job_name", SLUG, SLUG_TEXT);
        if (job != null && !requests.offers(job) && context.hasEndpoint("direct:environment-" + job) == null) {
            fields.error("job_name", "there is no job '" + job + "' that may be asked for here");
        }
        return job;
    }

    private String runner(FieldReader fields) {
        String runner = orElse(fields.optional("job_runner", SLUG, SLUG_TEXT), "ecs");
        if (context.hasEndpoint("direct:run-" + runner) == null) {
            fields.error("job_runner", "there is no runner '" + runner + "' here");
        }
        return runner;
    }

    private List<Map<String, Object>> steps(FieldReader fields) {
        JsonNode steps = fields.node("steps", true);
        if (steps == null) {
            return List.of();
        }
        if (steps.size() > 100) {
            fields.error("steps", "has " + steps.size() + " elements, must have at most 100");
        }
        List<Map<String, Object>> list = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            if (!steps.get(i).isObject()) {
                fields.error("steps[" + i + "]", "must be an object");
                continue;
            }
            FieldReader step = new FieldReader(steps.get(i), "steps[" + i + "].", fields.errors());
            step.required("name", LINE, LINE_TEXT);
            step.optional("uses", LINE, LINE_TEXT);
            step.storable("params", false);
            step.refuseUnknown("");
            list.add(map(steps.get(i)));
        }
        return list;
    }

    private Map<String, Object> attributes(FieldReader fields) {
        JsonNode attributes = fields.storable("additional_attributes", false);
        return attributes == null ? Map.of() : map(attributes);
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

    private static String orElse(String value, String otherwise) {
        return value == null ? otherwise : value;
    }
}
