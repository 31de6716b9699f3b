package bench;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import local.Names;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Fills a tenant with executions that are copies of a real one. */
final class Rows {

    private static final int BATCH = 25;
    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

    private final DynamoDbClient dynamoDb;
    private final Map<String, AttributeValue> pattern;

    /** @param pattern the row of an execution that has completed */
    Rows(DynamoDbClient dynamoDb, Map<String, AttributeValue> pattern) {
        this.dynamoDb = dynamoDb;
        this.pattern = pattern;
    }

    static Map<String, AttributeValue> read(DynamoDbClient dynamoDb, Event event) {
        return dynamoDb.getItem(get -> get.tableName(Names.EXECUTIONS_TABLE)
                        .key(Map.of(
                                "PK", AttributeValue.fromS(event.key().partitionKey()),
                                "SK", AttributeValue.fromS(event.key().sortKey()))))
                .item();
    }

    void fill(String tenant, int count, int concurrency) throws Exception {
        var oldest = Instant.now().minusSeconds(count);
        ParallelSteps.run((count + BATCH - 1) / BATCH, concurrency, batch -> {
            var writes = new ArrayList<WriteRequest>();
            for (var row = batch * BATCH; row < Math.min(count, (batch + 1) * BATCH); row++) {
                var item = copy(tenant, oldest.plusSeconds(row));
                writes.add(
                        WriteRequest.builder().putRequest(put -> put.item(item)).build());
            }
            var left = Map.<String, List<WriteRequest>>of(Names.EXECUTIONS_TABLE, writes);
            while (!left.isEmpty()) {
                var now = left;
                left = dynamoDb.batchWriteItem(write -> write.requestItems(now)).unprocessedItems();
            }
        });
    }

    private Map<String, AttributeValue> copy(String tenant, Instant createdAt) {
        var jitEventId = UUID.randomUUID().toString();
        var replaced = Map.of(
                text("tenant_id"),
                tenant,
                text("jit_event_id"),
                jitEventId,
                text("execution_id"),
                jitEventId.replace("-", ""),
                text("created_at"),
                MICROSECONDS.format(createdAt));
        var item = new HashMap<String, AttributeValue>();
        pattern.forEach((name, value) -> item.put(name, value.s() == null ? value : replace(value.s(), replaced)));
        item.put("created_at_ts", AttributeValue.fromN(Long.toString(createdAt.getEpochSecond())));
        return item;
    }

    private static AttributeValue replace(String text, Map<String, String> replaced) {
        var result = text;
        for (var entry : replaced.entrySet()) {
            result = result.replace(entry.getKey(), entry.getValue());
        }
        return AttributeValue.fromS(result);
    }

    private String text(String name) {
        return pattern.get(name).s();
    }
}
