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
import com.fasterxml.jackson.databind.node.ObjectNode;
import execution.catalogue.Catalogue;
import execution.model.AcceptedJob;
import execution.model.Digests;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.PartitionPlan;
import execution.model.Webhook;
import execution.operations.OptionalStages;
import execution.webhook.WebhookTargets;
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
    private static final String WEBHOOK = "webhook";

    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final Pattern HEX_32 = Pattern.compile("[0-9a-f]{32}");
    private static final InputSchema FORM =
            InputSchema.of("JobEvent", "; further attributes belong into additional_attributes");

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
    private final TaskRules tasks;
    private final WebhookTargets webhooks;

    JobEvents(OptionalStages stages, RequestProperties requests, Catalogue catalogue, WebhookTargets webhooks) {
        this.stages = stages;
        this.requests = requests;
        this.tasks = new TaskRules(catalogue);
        this.webhooks = webhooks;
    }

    /**
     * An event that was read.
     *
     * @param job the job, without what the asset table says of its asset
     * @param hash is the same for two events that say the same
     * @param parts the arguments of the parts as JSON lines; null unless the event has them as a list
     */
    record JobEvent(ExecutionKey key, AcceptedJob job, String hash, String parts) {}

    /** Reads an event that comes from outside; see {@link #read(byte[], String, PartitionRequest.Again)}. */
    JobEvent read(byte[] body, String tenant) {
        return read(body, tenant, null);
    }

    /**
     * Reads an event.
     *
     * @param body the event's JSON
     * @param tenant the tenant in the caller's token; null for an event from the queue, which names its tenant itself
     *     and may leave out its id
     * @param again what a job that is run again knows of its parts; null for an event that comes from outside
     * @throws ProblemException which names the fields that are wrong
     */
    JobEvent read(byte[] body, String tenant, PartitionRequest.Again again) {
        ObjectNode event = parse(body);
        if (tenant == null && !event.hasNonNull("jit_event_id")) {
            event.put("jit_event_id", idOf(body));
        }
        FieldErrors errors = FORM.check(event);
        String tenantId = tenant(errors, event, tenant);
        PartitionRequest partitions = PartitionRequest.of(event, again);
        checkJob(errors, event);
        checkRunner(errors, event, partitions);
        tasks.check(errors, event);
        checkWebhook(errors, event.path(WEBHOOK));
        long stored = StorableJson.bytes(event) - partitions.bytesBesideTheRow();
        if (stored > MOST_STORED_BYTES) {
            errors.add(
                    "body",
                    "takes " + stored + " bytes as it is stored, must take at most " + MOST_STORED_BYTES
                            + "; what is larger belongs into an input object");
        }
        errors.refuse();
        tasks.refuseUnusable(text(event, "job_name"));
        String parts = partitions.lines(mapper);
        AcceptedJob asked = job(event, JobDefaults.ASKED, tenantId, partitions, parts);
        String jitEventId = text(event, "jit_event_id");
        String executionId = text(event, "execution_id");
        String id = executionId != null
                ? executionId
                : Digests.id(tenantId, jitEventId, asked.workflowSlug(), asked.jobName(), asked.assetId());
        AcceptedJob accepted = job(event, tasks.defaults(asked.jobName()), tenantId, partitions, parts);
        return new JobEvent(new ExecutionKey(tenantId, jitEventId, id), accepted, hash(asked), parts);
    }

    /** Tells whether an execution can have these ids. */
    static boolean areIds(String jitEventId, String executionId) {
        return UUID.matcher(jitEventId).matches() && HEX_32.matcher(executionId).matches();
    }

    /**
     * Gives the id of an event of the queue that has none. A schedule cannot make ids, and an event whose id is always
     * the same would run once. The same bytes have the same id, so an event that is sent twice still runs once.
     */
    private static String idOf(byte[] body) {
        return java.util.UUID.nameUUIDFromBytes(body).toString();
    }

    private ObjectNode parse(byte[] body) {
        if (body == null || body.length == 0) {
            throw ProblemException.invalid("body", "is required");
        }
        if (body.length > RequestProperties.MOST_EVENT_BYTES) {
            throw ProblemException.invalid(
                    "body", "has " + body.length + " bytes, must have at most " + RequestProperties.MOST_EVENT_BYTES);
        }
        try {
            JsonNode event = mapper.readTree(body);
            if (event instanceof ObjectNode object) {
                return object;
            }
            throw ProblemException.invalid("body", "must be a JSON object");
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
        if (errors.isFine("job_name")
                && !requests.offers(job)
                && !tasks.isTask(job)
                && !stages.isThere("environment-" + job)) {
            errors.add("job_name", "there is no job '" + job + "' that may be asked for here");
        }
    }

    private void checkRunner(FieldErrors errors, JsonNode event, PartitionRequest partitions) {
        String job = text(event, "job_name");
        String standard =
                job == null ? JobDefaults.ASKED.runner() : tasks.defaults(job).runner();
        String runner = text(event, "job_runner", standard);
        if (errors.isFine("job_runner") && !stages.isThere("run-" + runner)) {
            errors.add("job_runner", "there is no runner '" + runner + "' here");
        }
        partitions.check(errors, runner, stages);
    }

    private void checkWebhook(FieldErrors errors, JsonNode webhook) {
        String url = WEBHOOK + ".url";
        if (!webhook.isObject()) {
            return;
        }
        if (webhooks.areOff()) {
            errors.add(WEBHOOK, "must be left out, because no webhooks are sent here");
        } else if (errors.isFine(WEBHOOK) && errors.isFine(url)) {
            webhooks.problem(webhook.path("url").asText()).ifPresent(problem -> errors.add(url, problem));
        }
    }

    private static Webhook webhook(JsonNode webhook, Webhook standard) {
        if (!webhook.isObject()) {
            return standard;
        }
        List<ExecutionStatus> statuses = new ArrayList<>();
        webhook.path("statuses").forEach(status -> statuses.add(ExecutionStatus.of(status.asText())));
        return new Webhook(text(webhook, "url"), statuses.isEmpty() ? null : statuses);
    }

    /** Makes the job from an event that was checked. */
    private AcceptedJob job(
            JsonNode event, JobDefaults standard, String tenant, PartitionRequest partitions, String parts) {
        JobDefaults defaults = partitions.isThere() ? standard.ofPartitionedJob() : standard;
        PartitionPlan plan = partitions.isThere()
                ? partitions.plan(
                        tenant,
                        text(event, "job_runner", standard.runner()),
                        parts,
                        standard.timeoutSeconds(),
                        standard.partAttempts())
                : null;
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
                plan == null ? text(event, "job_runner", defaults.runner()) : PartitionPlan.RUNNER,
                text(event, "control_name"),
                text(event, "control_image"),
                steps(event),
                event.hasNonNull("additional_attributes") ? map(event.get("additional_attributes")) : Map.of(),
                text(event, "input"),
                event.path("timeout_seconds").asLong(defaults.timeoutSeconds()),
                event.path("max_attempts").asInt(defaults.maxAttempts()),
                event.hasNonNull("request") ? mapper.convertValue(event.get("request"), Object.class) : null,
                event.hasNonNull("priority")
                        ? Integer.valueOf(event.get("priority").asInt())
                        : defaults.priority(),
                defaults.waitingSeconds(),
                defaults.startingSeconds(),
                null,
                plan,
                null,
                webhook(event.path(WEBHOOK), defaults.webhook()));
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
