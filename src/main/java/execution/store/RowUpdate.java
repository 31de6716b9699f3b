package execution.store;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * The difference between two states of a row as an update of it. What is not known here (attributes of a newer version
 * of the service, or of an operator) is left as it is. A list that only became longer, such as the history, gets what
 * is new appended, so that its older elements keep what is not known here.
 */
public record RowUpdate(
        String expression, String condition, Map<String, String> names, Map<String, AttributeValue> values) {

    /**
     * @param version the version that the item must still have
     * @param changeId is kept on the item, so that whoever wrote knows it
     */
    public static RowUpdate between(
            Map<String, AttributeValue> before, Map<String, AttributeValue> after, long version, String changeId) {
        Map<String, String> names = new LinkedHashMap<>();
        Map<String, AttributeValue> values = new LinkedHashMap<>();
        StringJoiner set = new StringJoiner(", ", "SET ", "");
        StringJoiner remove = new StringJoiner(", ", " REMOVE ", "");
        remove.setEmptyValue("");
        Map<String, AttributeValue> wanted = new LinkedHashMap<>(after);
        wanted.put(ExecutionItems.CHANGE_ID, Attributes.text(changeId));
        wanted.forEach((name, value) -> {
            if (!value.equals(before.get(name))) {
                int index = names.size();
                names.put("#a" + index, name);
                AttributeValue added = added(before.get(name), value);
                values.put(":v" + index, added == null ? value : added);
                set.add("#a" + index + " = "
                        + (added == null ? ":v" + index : "list_append(#a" + index + ", :v" + index + ")"));
            }
        });
        before.keySet().stream().filter(name -> !wanted.containsKey(name)).forEach(name -> {
            int index = names.size();
            names.put("#a" + index, name);
            remove.add("#a" + index);
        });
        names.put("#version", ExecutionItems.VERSION);
        values.put(":from", Attributes.number(version));
        return new RowUpdate(set.toString() + remove, "#version = :from", names, values);
    }

    /** Gives the elements that a list has more than before; null if it is no list or is another in what it had. */
    private static AttributeValue added(AttributeValue before, AttributeValue after) {
        if (before == null || !before.hasL() || !after.hasL()) {
            return null;
        }
        int had = before.l().size();
        return had > 0 && had < after.l().size() && after.l().subList(0, had).equals(before.l())
                ? AttributeValue.fromL(after.l().subList(had, after.l().size()))
                : null;
    }

    public UpdateItemRequest asUpdate(String table, Map<String, AttributeValue> key) {
        return UpdateItemRequest.builder()
                .tableName(table)
                .key(key)
                .updateExpression(expression)
                .conditionExpression(condition)
                .expressionAttributeNames(names)
                .expressionAttributeValues(values)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build();
    }

    public TransactWriteItem asTransactItem(String table, Map<String, AttributeValue> key) {
        return TransactWriteItem.builder()
                .update(update -> update.tableName(table)
                        .key(key)
                        .updateExpression(expression)
                        .conditionExpression(condition)
                        .expressionAttributeNames(names)
                        .expressionAttributeValues(values)
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD))
                .build();
    }
}
