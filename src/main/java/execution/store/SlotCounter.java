package execution.store;

import execution.config.AllocationProperties;
import execution.model.Lane;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The item that counts a lane's executions under way: {@code PK=TENANT#<tenant>, SK=SLOTS#<runner>, in_use}. An operator who
 * sets {@code slot_limit} on it gives this tenant a limit of its own.
 */
final class SlotCounter {

    static final String SLOTS = "SLOTS#";

    private final String table;
    private final AllocationProperties allocation;

    SlotCounter(String table, AllocationProperties allocation) {
        this.table = table;
        this.allocation = allocation;
    }

    /** Takes a slot, under the condition that one is free at that moment. */
    TransactWriteItem take(Lane lane) {
        int limit = allocation.slotsFor(lane.runner());
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":one", Attributes.number(1));
        values.put(":zero", Attributes.number(0));
        // A counter that nobody has used yet has no in_use, and only there does the number of slots have to be above
        // zero.
        String own = "attribute_exists(slot_limit) AND slot_limit > :zero"
                + " AND (attribute_not_exists(in_use) OR in_use < slot_limit)";
        String configured = "attribute_not_exists(slot_limit)";
        if (limit > 0) {
            configured += " AND (attribute_not_exists(in_use) OR in_use < :limit)";
            values.put(":limit", Attributes.number(limit));
        } else {
            configured += " AND attribute_exists(slot_limit)";
        }
        String condition = "(" + own + ") OR (" + configured + ")";
        return TransactWriteItem.builder()
                .update(update -> update.tableName(table)
                        .key(key(lane))
                        .updateExpression("SET in_use = if_not_exists(in_use, :zero) + :one")
                        .conditionExpression(condition)
                        .expressionAttributeValues(values))
                .build();
    }

    TransactWriteItem free(Lane lane) {
        return TransactWriteItem.builder()
                .update(update -> update.tableName(table)
                        .key(key(lane))
                        .updateExpression("SET in_use = in_use - :one")
                        .conditionExpression("in_use > :zero")
                        .expressionAttributeValues(Map.of(":one", Attributes.number(1), ":zero", Attributes.number(0))))
                .build();
    }

    private static Map<String, AttributeValue> key(Lane lane) {
        return ExecutionStore.primaryKey("TENANT#" + lane.tenantId(), SLOTS + lane.runner());
    }
}
