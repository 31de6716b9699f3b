package execution.store;

import execution.aws.AwsResources;
import execution.aws.ServiceProperties;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * When a run of an attempt was last heard of. It is an item of its own, because the row of an execution is much larger
 * and would be written in full each time. The table deletes the item a day later.
 */
@Component
public class Heartbeats {

    private static final String HEARD = "HEARD";
    private static final String AT = "heard_at";
    private static final Duration KEPT = Duration.ofDays(1);

    private final DynamoDbClient dynamoDb;
    private final String table;

    Heartbeats(DynamoDbClient dynamoDb, ServiceProperties service) {
        this.dynamoDb = dynamoDb;
        this.table = service.table();
    }

    /** Keeps that a run of the attempt was heard of. */
    public void keep(String attemptId, Instant at) {
        dynamoDb.updateItem(update -> update.tableName(table)
                .key(ExecutionStore.primaryKey(HEARD + "#" + attemptId, HEARD))
                .updateExpression("SET #at = :at, #expires = :expires")
                .expressionAttributeNames(Map.of("#at", AT, "#expires", AwsResources.EXPIRES_AT))
                .expressionAttributeValues(Map.of(
                        ":at", Attributes.number(at.toEpochMilli()),
                        ":expires", Attributes.number(at.plus(KEPT).getEpochSecond()))));
    }

    /** Gives when a run of the attempt was heard of last; empty if that is not known. */
    public Optional<Instant> last(String attemptId) {
        AttributeValue at = dynamoDb.getItem(get -> get.tableName(table)
                        .key(ExecutionStore.primaryKey(HEARD + "#" + attemptId, HEARD))
                        .consistentRead(true))
                .item()
                .get(AT);
        return Optional.ofNullable(at).map(found -> Instant.ofEpochMilli(Long.parseLong(found.n())));
    }
}
