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
     * An entry of an index.
     *
     * @param position the place of the entry in its partition; positions sort as text
     */
    public record Entry(ExecutionKey key, String position) {}

    /**
     * A lane with pending executions.
     *
     * @param shard the shard of the index of unfinished work in which the executions were found
     * @param oldest the time at which the oldest of them was created
     */
    public record PendingLane(Lane lane, int shard, Instant oldest) {}

    /**
     * Gives the oldest pending executions of a lane that may go on. An execution that was put off is sorted by the time
     * from which it may go on, any other execution by the time of its creation. The index may lag by moments, so an
     * execution of the answer may have gone on already.
     *
     * @param after the position behind which the answer begins, or null to begin with the oldest
     * @param now executions that may go on only after this time are left out
     * @param most the most executions to give
     */
    public List<Entry> ready(Lane lane, String after, Instant now, int most) {
        return between("GSI5", lane.indexKey(), "", after, now, most);
    }

    /**
     * Gives the entry that {@link #ready} has for a pending execution, or will have once the index knows the execution.
     */
    public static Entry readyEntry(Execution pending) {
        return new Entry(pending.key(), ExecutionItems.readyPosition(pending));
    }

    /**
     * Gives the oldest pending executions of a lane, whether or not they are put off.
     *
     * @param after the position behind which the answer begins, or null to begin with the oldest
     * @param createdBefore executions that were created later are left out
     * @param most the most executions to give
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

    /**
     * Counts the pending executions of a lane. The index may lag by moments.
     *
     * @param most the number at which counting ends
     */
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

    /** Finds the execution that has or had an attempt of this id. */
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

    /** Gives the number of shards of the index of unfinished work. Shards are numbered from 0. */
    public int shards() {
        return due.shards();
    }

    /**
     * Gives the executions of a shard that are due, the longest overdue first.
     *
     * @param after the position behind which the answer begins, or null to begin with the longest overdue
     * @param most the most executions to give
     */
    public List<Entry> overdue(int shard, String after, Instant now, int most) {
        return between("GSI6", DueTimes.duePartition(shard), "", after, now, most);
    }

    /**
     * Gives the ended executions of a shard whose changes should have been published by now, the longest overdue first.
     *
     * @param after the position behind which the answer begins, or null to begin with the longest overdue
     * @param most the most executions to give
     */
    public List<Entry> unpublished(int shard, String after, Instant now, int most) {
        return between("GSI6", DueTimes.unpublishedPartition(shard), "", after, now, most);
    }

    /**
     * Reads entries between two positions. A position begins with a time, and in the key of an index the position may
     * stand behind a prefix. BETWEEN includes its bounds, so the first entry may be the one at {@code after}, which is
     * left out.
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

    /** Gives the lanes of a shard that have pending executions. A lane of any length costs one small read. */
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
            // This text sorts behind every key of the lane.
            after = lane + "#CREATED$";
        }
    }

    private static List<ExecutionKey> keys(QueryResponse response) {
        return response.items().stream()
                .map(item -> ExecutionKey.of(item.get("PK").s(), item.get("SK").s()))
                .toList();
    }
}
