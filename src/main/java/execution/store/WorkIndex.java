package execution.store;

import execution.aws.ServiceProperties;
import execution.model.Execution;
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
import software.amazon.awssdk.services.dynamodb.model.Select;

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
     * @param shard of the index of unfinished work in which they were found
     * @param oldest when the longest pending one was created
     */
    public record PendingLane(Lane lane, int shard, Instant oldest) {}

    /**
     * Pending executions of a lane that may go on, at most so many. Those that were never put off come in order of
     * creation, the others where the time stands at which they may go on. An index: it may lag by moments, and what it
     * gives may have gone on.
     *
     * @param after position of the last one that is not wanted, or null for none
     */
    public List<Entry> ready(Lane lane, String after, Instant now, int most) {
        return between("GSI5", lane.indexKey(), "", after, now, most);
    }

    /**
     * Where a pending execution stands among those that {@link #ready} gives, or is going to stand once the index has
     * it.
     */
    public static Entry readyEntry(Execution pending) {
        return new Entry(pending.key(), ExecutionItems.readyPosition(pending));
    }

    /**
     * Pending executions of a lane that were created before a moment, whether or not they are put off, oldest first, at
     * most so many.
     *
     * @param after position of the last one that is not wanted, or null for none
     */
    public List<Entry> pending(PendingLane pending, String after, Instant createdBefore, int most) {
        return between(
                "GSI6",
                DueTimes.pendingPartition(pending.shard()),
                pending.lane().indexKey() + CREATED,
                after,
                createdBefore,
                most);
    }

    /** How many pending executions a lane has, counted up to so many. An index: it may lag by moments. */
    public int countPending(Lane lane, int most) {
        int count = 0;
        Map<String, AttributeValue> after = null;
        do {
            Map<String, AttributeValue> from = after;
            int left = most - count;
            QueryResponse page = dynamoDb.query(query -> query.tableName(table)
                    .indexName("GSI5")
                    .select(Select.COUNT)
                    .keyConditionExpression("GSI5PK = :lane")
                    .expressionAttributeValues(Map.of(":lane", Attributes.text(lane.indexKey())))
                    .exclusiveStartKey(from)
                    .limit(left));
            count += page.count();
            after = page.lastEvaluatedKey();
        } while (count < most && after != null && !after.isEmpty());
        return count;
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

    /**
     * Executions of a shard that were due by now, the longest overdue first, at most so many.
     *
     * @param after position of the last one that is not wanted, or null for none
     */
    public List<Entry> overdue(int shard, String after, Instant now, int most) {
        return between("GSI6", DueTimes.duePartition(shard), "", after, now, most);
    }

    /**
     * Ended executions of a shard of which changes should have been published by now, the longest overdue first, at
     * most so many.
     *
     * @param after position of the last one that is not wanted, or null for none
     */
    public List<Entry> unpublished(int shard, String after, Instant now, int most) {
        return between("GSI6", DueTimes.unpublishedPartition(shard), "", after, now, most);
    }

    /**
     * A position begins with a time; in the index's key it may stand behind a prefix. The bounds of BETWEEN belong to
     * it, so the first entry may be the one known already.
     */
    private List<Entry> between(String index, String partition, String prefix, String after, Instant before, int most) {
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
                                ":after", Attributes.text(prefix + (after == null ? "0" : after)),
                                ":end", Attributes.text(prefix + end)))
                        .limit(after == null ? most : most + 1))
                .items()
                .stream()
                .map(item -> new Entry(
                        ExecutionKey.of(item.get("PK").s(), item.get("SK").s()),
                        item.get(index + "SK").s().substring(prefix.length())))
                .filter(entry -> !entry.position().equals(after))
                .limit(most)
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
                    Lane.ofIndexKey(lane), shard, Timestamps.parse(sort.substring(created + CREATED.length(), id))));
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
