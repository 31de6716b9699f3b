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
 * of the service, or of an operator) is left as it is.
 */
record RowUpdate(String expression, String condition, Map<String, String> names, Map<String, AttributeValue> values) {

    static RowUpdate between(
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
                values.put(":v" + index, value);
                set.add("#a" + index + " = :v" + index);
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

    UpdateItemRequest asUpdate(String table, Map<String, AttributeValue> key) {
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

    TransactWriteItem asTransactItem(String table, Map<String, AttributeValue> key) {
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
