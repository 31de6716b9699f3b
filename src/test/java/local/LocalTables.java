package local;

import java.net.URI;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * DynamoDB Local with the service's tables and nothing else of the platform, one for all tests of this JVM: it is there
 * within a second. Tests keep apart by their tenants.
 */
public final class LocalTables {

    private static LocalTables shared;

    private final LocalDynamoDb server;
    private final DynamoDbClient dynamoDb;

    private LocalTables() throws Exception {
        server = LocalDynamoDb.start(0, null);
        dynamoDb = new LocalClients().dynamoDb(server.endpoint());
        new Tables(dynamoDb).create();
    }

    public static synchronized LocalTables get() {
        if (shared == null) {
            try {
                shared = new LocalTables();
            } catch (Exception e) {
                throw new IllegalStateException("DynamoDB Local cannot be started", e);
            }
            Runtime.getRuntime().addShutdownHook(new Thread(shared::close, "local-tables-close"));
        }
        return shared;
    }

    public DynamoDbClient dynamoDb() {
        return dynamoDb;
    }

    public URI endpoint() {
        return server.endpoint();
    }

    /** How often each operation was called so far, by its name. */
    public Map<String, Long> calls() {
        return server.calls();
    }

    /** An item of the executions table as it is now; empty where there is none. */
    public Map<String, AttributeValue> item(String partitionKey, String sortKey) {
        return dynamoDb.getItem(get -> get.tableName(Names.EXECUTIONS_TABLE)
                        .consistentRead(true)
                        .key(key(partitionKey, sortKey)))
                .item();
    }

    /** What an operator or somebody else does who changes one attribute of an item by hand. */
    public void set(String partitionKey, String sortKey, String attribute, AttributeValue value) {
        dynamoDb.updateItem(update -> update.tableName(Names.EXECUTIONS_TABLE)
                .key(key(partitionKey, sortKey))
                .updateExpression("SET #attribute = :value")
                .expressionAttributeNames(Map.of("#attribute", attribute))
                .expressionAttributeValues(Map.of(":value", value)));
    }

    public void delete(String partitionKey, String sortKey) {
        dynamoDb.deleteItem(delete -> delete.tableName(Names.EXECUTIONS_TABLE).key(key(partitionKey, sortKey)));
    }

    private static Map<String, AttributeValue> key(String partitionKey, String sortKey) {
        return Map.of("PK", AttributeValue.fromS(partitionKey), "SK", AttributeValue.fromS(sortKey));
    }

    private void close() {
        try {
            server.close();
        } catch (Exception e) {
            throw new IllegalStateException("DynamoDB Local cannot be stopped", e);
        }
    }
}
