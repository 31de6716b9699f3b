package execution.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.Job;
import execution.model.Launch;
import execution.model.Report;
import execution.model.StatusChange;
import execution.model.StopIntent;
import execution.model.Timestamps;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * An execution as a row of the table and back, and as the JSON that callers see. The attribute names are those of the
 * published data model; the last two indexes are ours: GSI5 finds the pending executions of a lane and the execution of an
 * attempt, GSI6 finds unfinished work.
 */
@Component
public class ExecutionItems {

    static final String VERSION = "version";
    static final String CHANGE_ID = "change_id";

    /** Kept from callers: how work is found and claimed, and what the task is launched with. */
    private static final Set<String> INTERNAL = Set.of(
            "GSI5PK",
            "GSI5SK",
            "GSI6PK",
            "GSI6SK",
            VERSION,
            CHANGE_ID,
            "request_hash",
            "launch",
            "task_version",
            "looks");

    private final DueTimes due;
    private final ObjectMapper mapper = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addModule(new SimpleModule()
                    .addSerializer(Instant.class, new JsonSerializer<>() {
                        @Override
                        public void serialize(Instant value, JsonGenerator json, SerializerProvider provider)
                                throws IOException {
                            json.writeString(Timestamps.format(value));
                        }
                    })
                    .addDeserializer(Instant.class, new JsonDeserializer<>() {
                        @Override
                        public Instant deserialize(JsonParser json, DeserializationContext context) throws IOException {
                            return Timestamps.parse(json.getText());
                        }
                    }))
            .build();

    ExecutionItems(DueTimes due) {
        this.due = due;
    }

    /** What is on a row beside the job and the keys. */
    private record State(
            ExecutionStatus status,
            Long version,
            Integer attempt,
            Integer refusals,
            Instant attemptStartedAt,
            Launch launch,
            String taskReference,
            Long taskVersion,
            Instant createdAt,
            Instant registeredAt,
            Instant completedAt,
            Integer exitCode,
            String reason,
            StopIntent stop,
            Report report,
            boolean hasFindings,
            String resultsKey,
            String resultsError,
            int publishedSeq,
            int looks,
            String requestHash,
            List<StatusChange> history) {}

    /**
     * @param now decides when the row is due again
     * @return the whole row but for the id of the change
     */
    Map<String, AttributeValue> toItem(Execution execution, Instant now) {
        Map<String, AttributeValue> item = Attributes.item(mapper.valueToTree(execution.job()));
        item.putAll(toItem(execution, execution.launch(), now));
        return item;
    }

    /**
     * What makes a row's one state the other. Only what can differ is compared: making items is a good part of what a write
     * costs, a job never changes, and a launch is the largest of the rest and seldom does.
     *
     * @param now decides when the row is due again
     */
    RowUpdate update(Execution before, Execution after, Instant now, String changeId) {
        boolean sameLaunch = Objects.equals(before.launch(), after.launch());
        return RowUpdate.between(
                toItem(before, sameLaunch ? null : before.launch(), now),
                toItem(after, sameLaunch ? null : after.launch(), now),
                before.version(),
                changeId);
    }

    private Map<String, AttributeValue> toItem(Execution execution, Launch launch, Instant now) {
        ObjectNode row = mapper.valueToTree(new State(
                execution.status(),
                execution.version(),
                execution.attempt(),
                execution.refusals(),
                execution.attemptStartedAt(),
                launch,
                execution.taskReference(),
                execution.taskVersion(),
                execution.createdAt(),
                execution.registeredAt(),
                execution.completedAt(),
                execution.exitCode(),
                execution.reason(),
                execution.stop(),
                execution.report(),
                execution.hasFindings(),
                execution.resultsKey(),
                execution.resultsError(),
                execution.publishedSeq(),
                execution.looks(),
                execution.requestHash(),
                execution.history()));
        ExecutionKey key = execution.key();
        row.put("tenant_id", key.tenantId());
        row.put("jit_event_id", key.jitEventId());
        row.put("execution_id", key.executionId());
        row.put("created_at_ts", execution.createdAt().getEpochSecond());
        putSeconds(row, "registered_at_ts", execution.registeredAt());
        putSeconds(row, "completed_at_ts", execution.completedAt());
        Map<String, AttributeValue> item = Attributes.item(row);
        putKeys(item, execution, now);
        return item;
    }

    Execution fromItem(Map<String, AttributeValue> item) {
        JsonNode row = Attributes.json(item);
        try {
            State state = mapper.treeToValue(row, State.class);
            return new Execution(
                    ExecutionKey.of(item.get("PK").s(), item.get("SK").s()),
                    mapper.treeToValue(row, Job.class),
                    state.requestHash(),
                    state.status(),
                    state.version(),
                    state.attempt(),
                    state.refusals(),
                    state.attemptStartedAt(),
                    state.launch(),
                    state.taskReference(),
                    state.taskVersion(),
                    state.createdAt(),
                    state.registeredAt(),
                    state.completedAt(),
                    state.exitCode(),
                    state.reason(),
                    state.stop(),
                    state.report(),
                    state.hasFindings(),
                    state.resultsKey(),
                    state.resultsError(),
                    state.publishedSeq(),
                    state.looks(),
                    state.history());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("unreadable row " + item.get("PK") + " " + item.get("SK"), e);
        }
    }

    /** The row as callers see it. */
    public ObjectNode toJson(Execution execution) {
        return visible(toItem(execution, execution.createdAt()));
    }

    ObjectNode visible(Map<String, AttributeValue> item) {
        ObjectNode json = Attributes.json(item);
        json.remove(INTERNAL);
        return json;
    }

    private void putKeys(Map<String, AttributeValue> item, Execution execution, Instant now) {
        ExecutionKey key = execution.key();
        String tenant = key.partitionKey();
        String status = "#STATUS#" + execution.status().text();
        String created = Timestamps.format(execution.createdAt());
        item.put("PK", Attributes.text(tenant));
        item.put("SK", Attributes.text(key.sortKey()));
        putIndex(item, 1, tenant, created);
        putIndex(item, 2, tenant + status, created);
        if (execution.job().planItemSlug() != null) {
            String planItem = tenant + "#PLAN_ITEM#" + execution.job().planItemSlug();
            putIndex(item, 3, planItem, created);
            putIndex(item, 4, planItem + status, created);
        }
        if (execution.status() == ExecutionStatus.PENDING) {
            putIndex(item, 5, execution.lane().indexKey(), created + "#" + key.executionId());
        } else if (execution.attempt() > 0) {
            putIndex(item, 5, attemptKey(execution.attemptId()), created);
        }
        due.indexKeys(execution, now).ifPresent(keys -> putIndex(item, 6, keys.partition(), keys.sort()));
    }

    /** The same for every attempt of an execution, so that a late word of an earlier one is known for what it is. */
    static String attemptKey(String attemptId) {
        return "ATTEMPT#" + attemptId.substring(0, attemptId.lastIndexOf('-'));
    }

    private static void putIndex(Map<String, AttributeValue> item, int index, String partition, String sort) {
        item.put("GSI" + index + "PK", Attributes.text(partition));
        item.put("GSI" + index + "SK", Attributes.text(sort));
    }

    private static void putSeconds(ObjectNode row, String name, Instant instant) {
        if (instant != null) {
            row.put(name, instant.getEpochSecond());
        }
    }
}
