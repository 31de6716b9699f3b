package execution.store;

import execution.aws.ServiceProperties;
import execution.model.Lane;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Stores for each lane up to which of its pending executions the first event is known to be published. One item a lane
 * saves a write to each row.
 */
@Component
public class PendingEventMarks {

    private static final String POSITION = "published_up_to";

    private final DynamoDbClient dynamoDb;
    private final String table;

    PendingEventMarks(DynamoDbClient dynamoDb, ServiceProperties service) {
        this.dynamoDb = dynamoDb;
        this.table = service.table();
    }

    /** A position as {@link WorkIndex.Entry} has it; empty where nothing is known. */
    public Optional<String> find(WorkIndex.PendingLane lane) {
        return Optional.ofNullable(dynamoDb.getItem(
                                get -> get.tableName(table).key(key(lane)).consistentRead(true))
                        .item()
                        .get(POSITION))
                .map(AttributeValue::s);
    }

    public void put(WorkIndex.PendingLane lane, String position) {
        Map<String, AttributeValue> item = new HashMap<>(key(lane));
        item.put(POSITION, Attributes.text(position));
        dynamoDb.putItem(put -> put.tableName(table).item(item));
    }

    private static Map<String, AttributeValue> key(WorkIndex.PendingLane pending) {
        Lane lane = pending.lane();
        String waiting = pending.waitingSeconds() == null ? "" : "#" + pending.waitingSeconds();
        return ExecutionStore.primaryKey("TENANT#" + lane.tenantId(), "PENDING_EVENTS#" + lane.runner() + waiting);
    }
}
