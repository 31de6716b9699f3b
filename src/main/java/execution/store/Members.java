package execution.store;

import execution.aws.ServiceProperties;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The instances of the service that are alive, by a heartbeat of each:
 * {@code PK=INSTANCES, SK=INSTANCE#<id>, expires_at}. The list only divides work; correctness does not rely on it.
 */
@Component
public class Members {

    private static final String PARTITION = "INSTANCES";
    private static final String PREFIX = "INSTANCE#";
    private static final String EXPIRES = "expires_at";

    /** After how long an instance without a heartbeat is deleted. Until then its item costs a little of each read. */
    private static final Duration FORGET = Duration.ofHours(1);

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final String me;
    private final Clock clock;

    Members(DynamoDbClient dynamoDb, ServiceProperties service, Instance instance, Clock clock) {
        this.dynamoDb = dynamoDb;
        this.table = service.table();
        this.me = instance.id();
        this.clock = clock;
    }

    /**
     * Says that this instance is alive.
     *
     * @param length how long the instance counts as alive if it says nothing more
     * @return the ids of the living instances in order, this one included
     */
    public List<String> beat(Duration length) {
        Instant now = clock.instant();
        dynamoDb.putItem(put -> put.tableName(table)
                .item(Map.of(
                        "PK",
                        Attributes.text(PARTITION),
                        "SK",
                        Attributes.text(PREFIX + me),
                        EXPIRES,
                        Attributes.number(now.plus(length).toEpochMilli()))));
        List<Map<String, AttributeValue>> members = dynamoDb
                .queryPaginator(query -> query.tableName(table)
                        .consistentRead(true)
                        .keyConditionExpression("PK = :members")
                        .expressionAttributeValues(Map.of(":members", Attributes.text(PARTITION))))
                .items()
                .stream()
                .toList();
        members.stream()
                .filter(member -> expires(member).isBefore(now.minus(FORGET)))
                .forEach(member -> delete(member.get("SK").s()));
        return members.stream()
                .filter(member -> expires(member).isAfter(now))
                .map(member -> member.get("SK").s().substring(PREFIX.length()))
                .sorted()
                .toList();
    }

    /** Says that this instance is about to stop. */
    public void leave() {
        delete(PREFIX + me);
    }

    private void delete(String sortKey) {
        dynamoDb.deleteItem(delete -> delete.tableName(table).key(ExecutionStore.primaryKey(PARTITION, sortKey)));
    }

    private static Instant expires(Map<String, AttributeValue> member) {
        return Instant.ofEpochMilli(Long.parseLong(member.get(EXPIRES).n()));
    }
}
