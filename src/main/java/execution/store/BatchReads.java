package execution.store;

import execution.aws.ServiceProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/** Reads many rows of the executions table by their keys. */
@Component
class BatchReads {

    /** The most keys that BatchGetItem takes with one call. */
    private static final int MOST = 100;

    private final DynamoDbClient dynamoDb;
    private final String table;

    BatchReads(DynamoDbClient dynamoDb, ServiceProperties service) {
        this.dynamoDb = dynamoDb;
        this.table = service.table();
    }

    /**
     * Reads the rows of these keys, in no particular order. The first read is not consistent, which costs half. A row
     * that it does not find is read again with a consistent read, because an index may know a row before every copy of
     * the table does.
     *
     * @param keys items with at least PK and SK, none of them twice
     */
    List<Map<String, AttributeValue>> rows(List<Map<String, AttributeValue>> keys) {
        List<Map<String, AttributeValue>> wanted =
                keys.stream().map(BatchReads::key).toList();
        List<Map<String, AttributeValue>> rows = read(wanted, false);
        if (rows.size() < wanted.size()) {
            List<Map<String, AttributeValue>> missing = new ArrayList<>(wanted);
            missing.removeAll(rows.stream().map(BatchReads::key).toList());
            rows.addAll(read(missing, true));
        }
        return rows;
    }

    /** Reads the rows of these keys as they are now, in no particular order. */
    List<Map<String, AttributeValue>> current(List<Map<String, AttributeValue>> keys) {
        return read(keys.stream().map(BatchReads::key).toList(), true);
    }

    private List<Map<String, AttributeValue>> read(List<Map<String, AttributeValue>> keys, boolean consistent) {
        List<Map<String, AttributeValue>> rows = new ArrayList<>(keys.size());
        for (int from = 0; from < keys.size(); from += MOST) {
            List<Map<String, AttributeValue>> some = keys.subList(from, Math.min(from + MOST, keys.size()));
            // Keys come back as unprocessed if their rows do not fit into one answer of 16 MB, or if the table was
            // asked for too much at once.
            for (int attempt = 1; !some.isEmpty(); attempt++) {
                if (attempt > Pauses.MOST_TRIES) {
                    throw new IllegalStateException("rows cannot be read: DynamoDB leaves them unprocessed");
                }
                KeysAndAttributes left = KeysAndAttributes.builder()
                        .keys(some)
                        .consistentRead(consistent)
                        .build();
                BatchGetItemResponse response = dynamoDb.batchGetItem(get -> get.requestItems(Map.of(table, left)));
                List<Map<String, AttributeValue>> found = response.responses().getOrDefault(table, List.of());
                rows.addAll(found);
                KeysAndAttributes unprocessed = response.unprocessedKeys().get(table);
                some = unprocessed == null ? List.of() : unprocessed.keys();
                if (!some.isEmpty() && found.isEmpty()) {
                    Pauses.pause(attempt);
                }
            }
        }
        return rows;
    }

    private static Map<String, AttributeValue> key(Map<String, AttributeValue> item) {
        return ExecutionStore.primaryKey(item.get("PK").s(), item.get("SK").s());
    }
}
