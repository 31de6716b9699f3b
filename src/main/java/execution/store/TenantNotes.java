package execution.store;

import execution.aws.ServiceProperties;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shared.collection.BoundedMap;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.paginators.QueryIterable;

/**
 * Which tenants have executions. The indexes of the table know one tenant at a time, so pages that show all tenants ask
 * here. An instance notes a tenant with its first execution, and again once an hour at most, so this costs no write for
 * each execution. There is no such bean where nobody needs the notes.
 */
public class TenantNotes {

    private static final Logger LOG = LoggerFactory.getLogger(TenantNotes.class);

    private static final Duration AGAIN = Duration.ofHours(1);
    private static final int MOST_REMEMBERED = 10_000;
    private static final String PARTITION = "TENANTS";
    private static final String PREFIX = "TENANT#";
    private static final String SEEN_AT = "seen_at";

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final Clock clock;
    private final Map<String, Instant> noted =
            Collections.synchronizedMap(BoundedMap.forgettingLeastUsed(MOST_REMEMBERED));

    TenantNotes(DynamoDbClient dynamoDb, ServiceProperties service, Clock clock) {
        this.dynamoDb = dynamoDb;
        this.table = service.table();
        this.clock = clock;
    }

    /** Notes that the tenant has a new execution. A note that cannot be written is tried again with the next one. */
    void note(String tenant) {
        Instant now = clock.instant();
        Instant before = noted.get(tenant);
        if (before != null && now.isBefore(before.plus(AGAIN))) {
            return;
        }
        try {
            Map<String, AttributeValue> item = ExecutionStore.primaryKey(PARTITION, PREFIX + tenant);
            item = new java.util.HashMap<>(item);
            item.put(SEEN_AT, Attributes.number(now.getEpochSecond()));
            Map<String, AttributeValue> note = item;
            dynamoDb.putItem(put -> put.tableName(table).item(note));
            noted.put(tenant, now);
        } catch (SdkException e) {
            LOG.debug("The tenant {} could not be noted", tenant, e);
        }
    }

    /**
     * Gives the tenants of which anything is known, those with new executions in the last hours first.
     *
     * @param most how many tenants at most
     */
    public List<String> latest(int most) {
        QueryIterable notes = dynamoDb.queryPaginator(query -> query.tableName(table)
                .keyConditionExpression("PK = :tenants")
                .expressionAttributeValues(Map.of(":tenants", Attributes.text(PARTITION))));
        List<Map<String, AttributeValue>> items = new ArrayList<>();
        notes.items().forEach(items::add);
        items.sort(Comparator.comparing((Map<String, AttributeValue> item) ->
                        Long.parseLong(item.get(SEEN_AT).n()))
                .reversed());
        return items.stream()
                .limit(most)
                .map(item -> item.get("SK").s().substring(PREFIX.length()))
                .toList();
    }

    /**
     * Gives the tenants of which anything is known in the order of their names.
     *
     * @param after the tenant behind which the answer begins; null to begin with the first
     * @param most how many tenants at most
     */
    public List<String> after(String after, int most) {
        return dynamoDb
                .query(query -> query.tableName(table)
                        .keyConditionExpression("PK = :tenants AND SK > :after")
                        .expressionAttributeValues(Map.of(
                                ":tenants", Attributes.text(PARTITION),
                                ":after", Attributes.text(PREFIX + (after == null ? "" : after))))
                        .limit(most))
                .items()
                .stream()
                .map(item -> item.get("SK").s().substring(PREFIX.length()))
                .toList();
    }
}
