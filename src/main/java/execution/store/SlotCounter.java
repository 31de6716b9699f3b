package execution.store;

import execution.model.Lane;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The item that counts a lane's executions under way: {@code PK=TENANT#<tenant>, SK=SLOTS#<runner>, in_use}. An
 * operator who sets {@code slot_limit} on it gives this tenant a limit of its own. {@code moves} grows with each
 * change.
 */
public final class SlotCounter {

    /** What the sort key of a lane's counter begins with; the name of the runner follows. */
    public static final String SLOTS = "SLOTS#";

    private static final String IN_USE = "in_use";
    static final String LIMIT = "slot_limit";
    private static final String MOVES = "moves";

    private final String table;
    private final Lane lane;

    public SlotCounter(String table, Lane lane) {
        this.table = table;
        this.lane = lane;
    }

    /** @param item the counter's; empty where nobody has used it yet */
    static Slots slots(Map<String, AttributeValue> item, int configured) {
        Integer own = item.containsKey(LIMIT) ? Integer.valueOf(item.get(LIMIT).n()) : null;
        return new Slots(
                item.containsKey(IN_USE) ? Integer.parseInt(item.get(IN_USE).n()) : 0,
                own == null ? configured : own,
                own,
                item.containsKey(MOVES) ? Long.parseLong(item.get(MOVES).n()) : 0);
    }

    /**
     * Takes and frees slots under the condition that so many are free and in use at that moment.
     *
     * @param configured the limit where the tenant has none of its own
     * @param own the tenant's own limit as far as it is known; if it is another one by now the condition fails
     */
    public TransactWriteItem move(int takes, int frees, int configured, Integer own) {
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":delta", Attributes.number(takes - frees));
        values.put(":zero", Attributes.number(0));
        values.put(":one", Attributes.number(1));
        List<String> conditions = new ArrayList<>();
        if (takes > 0) {
            int most = (own == null ? configured : own) - takes + frees;
            values.put(":most", Attributes.number(most));
            conditions.add(most >= 0 ? "(attribute_not_exists(in_use) OR in_use <= :most)" : "in_use <= :most");
            if (own == null) {
                conditions.add("attribute_not_exists(slot_limit)");
            } else {
                values.put(":own", Attributes.number(own));
                conditions.add("slot_limit = :own");
            }
        }
        if (frees > takes) {
            values.put(":least", Attributes.number(frees - takes));
            conditions.add("in_use >= :least");
        }
        return update("SET in_use = if_not_exists(in_use, :zero) + :delta ADD moves :one", conditions, values);
    }

    /** Sets the counter to another number if it has not changed since it was seen. */
    public TransactWriteItem set(int seen, int inUse) {
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":seen", Attributes.number(seen));
        values.put(":new", Attributes.number(inUse));
        values.put(":one", Attributes.number(1));
        String condition = seen == 0 ? "(attribute_not_exists(in_use) OR in_use = :seen)" : "in_use = :seen";
        return update("SET in_use = :new ADD moves :one", List.of(condition), values);
    }

    private TransactWriteItem update(String expression, List<String> conditions, Map<String, AttributeValue> values) {
        return TransactWriteItem.builder()
                .update(update -> update.tableName(table)
                        .key(key())
                        .updateExpression(expression)
                        .conditionExpression(conditions.isEmpty() ? null : String.join(" AND ", conditions))
                        .expressionAttributeValues(values)
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD))
                .build();
    }

    Map<String, AttributeValue> key() {
        return ExecutionStore.primaryKey("TENANT#" + lane.tenantId(), SLOTS + lane.runner());
    }
}
