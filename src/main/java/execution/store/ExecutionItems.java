package execution.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import execution.logging.LoggedTraces;
import execution.model.AcceptedJob;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.Lane;
import execution.model.Launch;
import execution.model.PastAttempt;
import execution.model.Timestamps;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * An execution as a row of the table and back, and as the JSON that callers see. The attribute names are those of the
 * published data model; {@link RowAttributes} says which component of an execution has which name. The last two indexes
 * are ours: GSI5 finds the pending executions of a lane and the execution of an attempt, GSI6 finds unfinished work.
 */
@Component
public class ExecutionItems {

    public static final String VERSION = "version";
    public static final String CHANGE_ID = "change_id";

    /** How many slots an item beside a row stands for; one where it does not say. */
    public static final String SLOTS = "slots";

    private static final String LAUNCH = "launch";

    /** Kept from callers: how work is found and claimed, and what the task is launched with. */
    private static final Set<String> INTERNAL = Set.of(
            "GSI5PK",
            "GSI5SK",
            "GSI6PK",
            "GSI6SK",
            VERSION,
            CHANGE_ID,
            "request_hash",
            "launcher",
            "not_before",
            "container",
            "task_version",
            "traceparent");

    private static final List<String> TIMES =
            List.of("created_at", "registered_at", "completed_at", "attempt_started_at");

    private final DueTimes due;
    private final LaneOrder lanes;
    private final ObjectMapper mapper = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    ExecutionItems(DueTimes due, LaneOrder lanes) {
        this.due = due;
        this.lanes = lanes;
    }

    /** The whole row but for the id of the change. */
    Map<String, AttributeValue> toItem(Execution execution) {
        Map<String, AttributeValue> item = Attributes.item(mapper.valueToTree(execution.job()));
        item.putAll(changing(execution));
        return item;
    }

    /** What makes a row's one state the other. Only what can differ is compared: a job never changes. */
    RowUpdate update(Execution before, Execution after, String changeId) {
        return RowUpdate.between(changing(before), changing(after), before.version(), changeId);
    }

    /**
     * The item beside the row that holds what an execution's tasks are launched with. It is there exactly as long as
     * the execution holds a slot, so the lane's items count its slots in use; and it is written once, while the row is
     * written several times.
     */
    Map<String, AttributeValue> launchItem(Execution execution, Launch launch) {
        Map<String, AttributeValue> item = new HashMap<>(launchKey(execution.lane(), execution.key()));
        item.put(LAUNCH, AttributeValue.fromM(Attributes.item(mapper.valueToTree(launch))));
        return item;
    }

    Launch launch(Map<String, AttributeValue> item) {
        try {
            return mapper.treeToValue(Attributes.json(item.get(LAUNCH).m()), Launch.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("unreadable launch " + item.get("PK") + " " + item.get("SK"), e);
        }
    }

    /** Gives the key of the item beside the row of an execution that uses slots of a lane. */
    public static Map<String, AttributeValue> launchKey(Lane lane, ExecutionKey key) {
        return ExecutionStore.primaryKey(key.partitionKey(), launchPrefix(lane) + key.sortKey());
    }

    /** Gives how many slots of its lane an item beside a row stands for; none if the item is not there. */
    public static int slots(Map<String, AttributeValue> item) {
        if (item == null || item.isEmpty()) {
            return 0;
        }
        AttributeValue slots = item.get(SLOTS);
        return slots == null ? 1 : Integer.parseInt(slots.n());
    }

    /** What the sort keys of a lane's launches begin with. */
    public static String launchPrefix(Lane lane) {
        return "LAUNCH#" + lane.runner() + "#";
    }

    private Map<String, AttributeValue> changing(Execution execution) {
        Map<String, AttributeValue> item = new LinkedHashMap<>();
        RowAttributes.write(execution, item);
        ExecutionKey key = execution.key();
        item.put("tenant_id", Attributes.text(key.tenantId()));
        item.put("jit_event_id", Attributes.text(key.jitEventId()));
        item.put("execution_id", Attributes.text(key.executionId()));
        putSeconds(item, "created_at_ts", execution.createdAt());
        putSeconds(item, "registered_at_ts", execution.task().registeredAt());
        putSeconds(item, "completed_at_ts", execution.outcome().completedAt());
        putKeys(item, execution);
        return item;
    }

    /**
     * The execution that a row holds.
     *
     * @throws IllegalStateException if an attribute is missing or of another kind than the service writes; the message
     *     names the row's keys
     */
    Execution fromItem(Map<String, AttributeValue> item) {
        try {
            Execution execution = RowAttributes.read(
                    item,
                    ExecutionKey.of(item.get("PK").s(), item.get("SK").s()),
                    mapper.treeToValue(Attributes.json(item), AcceptedJob.class),
                    dueAt(item));
            LoggedTraces.note(execution);
            return execution;
        } catch (JsonProcessingException | RuntimeException e) {
            throw new IllegalStateException("unreadable row " + item.get("PK") + " " + item.get("SK"), e);
        }
    }

    /** Tells whether an item is as the write with this id left it. */
    public static boolean isChange(Map<String, AttributeValue> item, String changeId) {
        AttributeValue last = item.get(CHANGE_ID);
        return last != null && changeId.equals(last.s());
    }

    /**
     * What came of a write whose condition failed. The SDK repeats a write whose answer was lost; then the row that
     * stands in the way is the one that was wanted.
     *
     * @param found the row that the write found
     */
    WriteOutcome outcome(ExecutionKey key, Map<String, AttributeValue> found, String changeId) {
        if (found == null || found.isEmpty()) {
            throw new IllegalStateException("execution " + key + " is gone");
        }
        return isChange(found, changeId) ? WriteOutcome.WRITTEN : new WriteOutcome(false, fromItem(found));
    }

    /** The row as callers see it, with the tale of its attempts. */
    public ObjectNode toJson(Execution execution) {
        ObjectNode json = visible(toItem(execution));
        if (execution.attempt() > 0) {
            ArrayNode attempts = json.putArray("attempts");
            PastAttempt.of(execution).forEach(attempt -> attempts.add(attempt(attempt)));
        }
        return json;
    }

    private ObjectNode attempt(PastAttempt attempt) {
        ObjectNode json = mapper.createObjectNode();
        json.put("number", attempt.number());
        putTime(json, "opened_at", attempt.openedAt());
        putTime(json, "launched_at", attempt.launchedAt());
        putTime(json, "started_at", attempt.startedAt());
        putTime(json, "ended_at", attempt.endedAt());
        json.put("task", attempt.task());
        json.put("exit_code", attempt.exitCode());
        json.put(
                "reason_class",
                attempt.reasonClass() == null ? null : attempt.reasonClass().text());
        json.put("reason", attempt.reason());
        json.put("remedy", attempt.remedy());
        json.put("platform", attempt.platform());
        json.properties().removeIf(field -> field.getValue().isNull());
        return json;
    }

    private static void putTime(ObjectNode json, String name, Instant time) {
        if (time != null) {
            json.put(name, Timestamps.format(time) + "Z");
        }
    }

    ObjectNode visible(Map<String, AttributeValue> item) {
        ObjectNode json = Attributes.json(item);
        json.remove(INTERNAL);
        TIMES.forEach(name -> putZone(json, name));
        putZone(json.path("stop"), "requested_at");
        putZone(json.path("report"), "reported_at");
        json.path("history").forEach(change -> putZone(change, "occurred_at"));
        putDelivery(json);
        putEnd(json);
        return json;
    }

    /** Tells with the webhook how far it has got. */
    private static void putDelivery(ObjectNode json) {
        JsonNode delivery = json.remove("webhook_delivery");
        if (delivery instanceof ObjectNode known && json.get("webhook") instanceof ObjectNode webhook) {
            putZone(known, "next_try_at");
            webhook.setAll(known);
        }
    }

    /**
     * Tells how the execution ended beside its reason. How its attempts ended is told by the list of attempts, and what
     * the platform said in its own words by nothing that callers see.
     */
    private static void putEnd(ObjectNode json) {
        JsonNode history = json.path("history");
        JsonNode end = history.path(history.size() - 1).path("end");
        if (json.hasNonNull("completed_at")) {
            for (String name : List.of("reason_class", "remedy")) {
                if (end.hasNonNull(name)) {
                    json.set(name, end.get(name));
                }
            }
        }
        history.forEach(change -> {
            // A row may have been changed by hand, and must not keep a page of others from being listed.
            if (change instanceof ObjectNode object) {
                object.remove("end");
            }
        });
    }

    /**
     * A row's times have none, so that their text sorts; somebody who reads one without would take it for the local
     * time.
     */
    private static void putZone(JsonNode object, String name) {
        if (object.hasNonNull(name)) {
            ((ObjectNode) object).put(name, object.get(name).asText() + "Z");
        }
    }

    /** The index's key says it; a pending execution has no due time. */
    private static Instant dueAt(Map<String, AttributeValue> item) {
        AttributeValue sort = item.get("GSI6SK");
        boolean pending =
                ExecutionStatus.PENDING.text().equals(item.get("status").s());
        return pending || sort == null ? null : DueTimes.time(sort.s());
    }

    private void putKeys(Map<String, AttributeValue> item, Execution execution) {
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
            putIndex(item, 5, execution.lane().indexKey(), lanes.position(execution));
        } else if (execution.attempt() > 0) {
            putIndex(item, 5, attemptKey(execution.attemptId()), created);
        }
        due.indexKeys(execution).ifPresent(keys -> putIndex(item, 6, keys.partition(), keys.sort()));
    }

    /** The same for every attempt of an execution, so that a late word of an earlier one is known for what it is. */
    static String attemptKey(String attemptId) {
        return "ATTEMPT#" + attemptId.substring(0, attemptId.lastIndexOf('-'));
    }

    private static void putIndex(Map<String, AttributeValue> item, int index, String partition, String sort) {
        item.put("GSI" + index + "PK", Attributes.text(partition));
        item.put("GSI" + index + "SK", Attributes.text(sort));
    }

    private static void putSeconds(Map<String, AttributeValue> item, String name, Instant instant) {
        if (instant != null) {
            item.put(name, Attributes.number(instant.getEpochSecond()));
        }
    }
}
