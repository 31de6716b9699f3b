package execution.store;

import execution.config.ServiceProperties;
import execution.model.ExecutionKey;
import execution.model.Lane;
import execution.model.Timestamps;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/** Finds work: a lane's pending executions in order, the execution of an attempt, and whatever is overdue. */
@Component
public class WorkIndex {

    private static final String CREATED = "#CREATED#";

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final DueTimes due;
    private final RecentRows recent;

    WorkIndex(DynamoDbClient dynamoDb, ServiceProperties service, DueTimes due, RecentRows recent) {
        this.dynamoDb = dynamoDb;
        this.table = service.table();
        this.due = due;
        this.recent = recent;
    }

    /**
     * What an index holds.
     *
     * @param position sorts it among the others of its kind
     */
    public record Entry(ExecutionKey key, String position) {}

    /**
     * A lane with pending executions.
     *
     * @param oldest when the longest pending one was created
     */
    public record PendingLane(Lane lane, Instant oldest) {}

    /** The oldest pending executions of a lane, oldest first, at most so many. An index: it may lag by moments. */
    public List<ExecutionKey> pending(Lane lane, int most) {
        return keys(dynamoDb.query(query -> query.tableName(table)
                .indexName("GSI5")
                .keyConditionExpression("GSI5PK = :lane")
                .expressionAttributeValues(Map.of(":lane", Attributes.text(lane.indexKey())))
                .limit(most)));
    }

    /**
     * Pending executions of a lane that were created before a moment, oldest first, at most so many.
     *
     * @param after position of the last one that is not wanted, or null for none
     */
    public List<Entry> pending(Lane lane, String after, Instant createdBefore, int most) {
        return between("GSI5", lane.indexKey(), after, createdBefore, most);
    }

    /** The execution whose attempt this is or was. */
    public Optional<ExecutionKey> byAttempt(String attemptId) {
        return recent.byAttempt(attemptId).or(() -> findByAttempt(attemptId));
    }

    private Optional<ExecutionKey> findByAttempt(String attemptId) {
        return keys(dynamoDb.query(query -> query.tableName(table)
                        .indexName("GSI5")
                        .keyConditionExpression("GSI5PK = :attempt")
                        .expressionAttributeValues(
                                Map.of(":attempt", Attributes.text(ExecutionItems.attemptKey(attemptId))))))
                .stream()
                .findFirst();
    }

    /** How many shards the index of unfinished work has; they are numbered from 0. */
    public int shards() {
        return due.shards();
    }

    /** Executions of a shard that were due by now, the longest overdue first, at most so many. */
    public List<ExecutionKey> overdue(int shard, Instant now, int most) {
        return keys(dynamoDb.query(query -> query.tableName(table)
                .indexName("GSI6")
                .keyConditionExpression("GSI6PK = :shard AND GSI6SK < :now")
                .expressionAttributeValues(Map.of(
                        ":shard", Attributes.text(DueTimes.duePartition(shard)),
                        ":now", Attributes.text(Timestamps.format(now))))
                .limit(most)));
    }

    /**
     * Ended executions of a shard of which changes should have been published by now, the longest overdue first, at most so
     * many.
     *
     * @param after position of the last one that is not wanted, or null for none
     */
    public List<Entry> unpublished(int shard, String after, Instant now, int most) {
        return between("GSI6", DueTimes.unpublishedPartition(shard), after, now, most);
    }

    /** A position begins with a time. The bounds of BETWEEN belong to it, so the first entry may be the one known already. */
    private List<Entry> between(String index, String partition, String after, Instant before, int most) {
        String end = Timestamps.format(before);
        if (after != null && after.compareTo(end) >= 0) {
            return List.of();
        }
        return dynamoDb
                .query(query -> query.tableName(table)
                        .indexName(index)
                        .keyConditionExpression(
                                "%1$sPK = :partition AND %1$sSK BETWEEN :after AND :end".formatted(index))
                        .expressionAttributeValues(Map.of(
                                ":partition", Attributes.text(partition),
                                ":after", Attributes.text(after == null ? "0" : after),
                                ":end", Attributes.text(end)))
                        .limit(after == null ? most : most + 1))
                .items()
                .stream()
                .map(item -> new Entry(
                        ExecutionKey.of(item.get("PK").s(), item.get("SK").s()),
                        item.get(index + "SK").s()))
                .filter(entry -> !entry.position().equals(after))
                .toList();
    }

    /** The lanes of a shard that have pending executions. One small read a lane, however long the lanes are. */
    public List<PendingLane> lanesWithPending(int shard) {
        List<PendingLane> lanes = new ArrayList<>();
        String after = "";
        while (true) {
            String from = after;
            List<Map<String, AttributeValue>> next = dynamoDb.query(query -> query.tableName(table)
                            .indexName("GSI6")
                            .keyConditionExpression(
                                    from.isEmpty() ? "GSI6PK = :shard" : "GSI6PK = :shard AND GSI6SK > :after")
                            .expressionAttributeValues(
                                    from.isEmpty()
                                            ? Map.of(":shard", Attributes.text(DueTimes.pendingPartition(shard)))
                                            : Map.of(
                                                    ":shard", Attributes.text(DueTimes.pendingPartition(shard)),
                                                    ":after", Attributes.text(from)))
                            .limit(1))
                    .items();
            if (next.isEmpty()) {
                return lanes;
            }
            String sort = next.get(0).get("GSI6SK").s();
            int created = sort.lastIndexOf(CREATED);
            String lane = sort.substring(0, created);
            int id = sort.lastIndexOf('#');
            lanes.add(new PendingLane(
                    Lane.ofIndexKey(lane), Timestamps.parse(sort.substring(created + CREATED.length(), id))));
            // Behind every key that begins with this lane's.
            after = lane + "#CREATED$";
        }
    }

    private static List<ExecutionKey> keys(QueryResponse response) {
        return response.items().stream()
                .map(item -> ExecutionKey.of(item.get("PK").s(), item.get("SK").s()))
                .toList();
    }
}
