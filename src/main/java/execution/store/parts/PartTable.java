package execution.store.parts;

import execution.store.ExecutionItems;
import execution.store.ExecutionStore;
import execution.store.Pauses;
import execution.store.RowUpdate;
import execution.store.WriteCounts;
import java.util.Map;
import java.util.Optional;
import shared.aws.AwsFailures;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;

/** Reads and writes single items, and says of each write whether it took place. */
final class PartTable {

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final WriteCounts writes;

    PartTable(DynamoDbClient dynamoDb, String table, WriteCounts writes) {
        this.dynamoDb = dynamoDb;
        this.table = table;
        this.writes = writes;
    }

    /** Reads an item consistently; the map is empty if there is none. */
    Map<String, AttributeValue> read(Map<String, AttributeValue> key) {
        return dynamoDb.getItem(get -> get.tableName(table).key(key).consistentRead(true))
                .item();
    }

    /**
     * Puts an item that is not there yet.
     *
     * @return empty if it was put, or else the item that is there
     */
    Optional<Map<String, AttributeValue>> create(Map<String, AttributeValue> item) {
        try {
            writes.single();
            dynamoDb.putItem(put -> put.tableName(table)
                    .item(item)
                    .conditionExpression("attribute_not_exists(PK)")
                    .returnValuesOnConditionCheckFailure("ALL_OLD"));
            return Optional.empty();
        } catch (ConditionalCheckFailedException e) {
            return Optional.of(e.item());
        }
    }

    /** Puts an item whose key is new. */
    void put(Map<String, AttributeValue> item) {
        writes.single();
        dynamoDb.putItem(put -> put.tableName(table).item(item));
    }

    /**
     * Changes an item once.
     *
     * @param changeId the id of this change, which the update writes along
     * @return empty if the item is now as wanted, or else the item as another change left it
     * @throws SdkException if the table cannot be reached; it is then unknown whether the change took place
     */
    Optional<Map<String, AttributeValue>> update(Map<String, AttributeValue> key, RowUpdate update, String changeId) {
        try {
            writes.single();
            dynamoDb.updateItem(update.asUpdate(table, key));
            return Optional.empty();
        } catch (ConditionalCheckFailedException e) {
            return ExecutionItems.isChange(e.item(), changeId) ? Optional.empty() : Optional.of(e.item());
        } catch (TransactionConflictException | TransactionInProgressException e) {
            Pauses.pause(1);
            return Optional.of(read(key));
        } catch (SdkException e) {
            if (!AwsFailures.isRefusedInput(e) && isWritten(key, changeId, e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Tells after an unclear answer whether the item is as the change with this id left it. */
    boolean isWritten(Map<String, AttributeValue> key, String changeId, SdkException unclear) {
        try {
            return ExecutionItems.isChange(read(key), changeId);
        } catch (SdkException e) {
            unclear.addSuppressed(e);
            return false;
        }
    }

    void countWrite() {
        writes.single();
    }

    static String newChangeId() {
        return ExecutionStore.newChangeId();
    }
}
