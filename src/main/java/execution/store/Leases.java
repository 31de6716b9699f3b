package execution.store;

import execution.aws.ServiceProperties;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * Leases by name, which keep several instances from doing the same sweep at once. A lease only saves work: whatever is
 * done under it is safe without it.
 */
@Component
public class Leases {

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final String owner;
    private final Clock clock;

    Leases(DynamoDbClient dynamoDb, ServiceProperties service, Instance instance, Clock clock) {
        this.dynamoDb = dynamoDb;
        this.table = service.table();
        this.owner = instance.id();
        this.clock = clock;
    }

    /**
     * Takes or extends the lease.
     *
     * @return false while another instance holds it
     */
    public boolean hold(String name, Duration length) {
        Instant now = clock.instant();
        try {
            dynamoDb.updateItem(update -> update.tableName(table)
                    .key(ExecutionStore.primaryKey("LEASE#" + name, "LEASE"))
                    .updateExpression("SET lease_owner = :me, expires_at = :end")
                    .conditionExpression("attribute_not_exists(PK) OR lease_owner = :me OR expires_at < :now")
                    .expressionAttributeValues(Map.of(
                            ":me", Attributes.text(owner),
                            ":now", Attributes.number(now.toEpochMilli()),
                            ":end", Attributes.number(now.plus(length).toEpochMilli()))));
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        }
    }

    /** Gives the lease up; does nothing if another instance holds it by now. */
    public void release(String name) {
        try {
            dynamoDb.updateItem(update -> update.tableName(table)
                    .key(ExecutionStore.primaryKey("LEASE#" + name, "LEASE"))
                    .updateExpression("SET expires_at = :now")
                    .conditionExpression("lease_owner = :me")
                    .expressionAttributeValues(Map.of(":me", Attributes.text(owner), ":now", Attributes.number(0))));
        } catch (ConditionalCheckFailedException e) {
            // Another instance has taken the lease.
        }
    }
}
