package execution.store;

import execution.aws.ServiceProperties;
import execution.model.ExecutionKey;
import execution.model.Lane;
import execution.model.Timestamps;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
     * A lane with pending executions that may wait equally long. The executions of one lane that may wait for different
     * times stand apart in the index of unfinished work, so that in each part the oldest is the first to be overdue.
     *
     * @param waitingSeconds how long they may be pending; null if the setting of all executions decides
     * @param shard the shard of the index of unfinished work in which the executions were found
     * @param oldest the time at which the oldest of them was created
     */
    public record PendingLane(Lane lane, Long waitingSeconds, int shard, Instant oldest) {

        private static final String WAITING = "#WAITING#";

        /** What the sort keys of the executions begin with. */
        static String key(Lane lane, Long waitingSeconds) {
            return lane.indexKey() + (waitingSeconds == null ? "" : WAITING + waitingSeconds);
        }

        String key() {
            return key(lane, waitingSeconds);
        }

        private static PendingLane of(String key, int shard, Instant oldest) {
            int waiting = key.indexOf(WAITING);
            return waiting < 0
                    ? new PendingLane(Lane.ofIndexKey(key), null, shard, oldest)
                    : new PendingLane(
                            Lane.ofIndexKey(key.substring(0, waiting)),
                            Long.valueOf(key.substring(waiting + WAITING.length())),
                            shard,
                            oldest);
        }
    }

    /**
     * Gives the first of a lane's pending executions that may go on, in the order of {@link LaneOrder}. The index may
     * lag by moments, so an execution of the answer may have gone on already.
     *
     * @param after the position behind which the answer begins, or null to begin with the first
     * @param now executions that may go on only after this time are left out
     * @param most the most executions to give
     */
    public List<Entry> ready(Lane lane, String after, Instant now, int most) {
        return between("GSI5", lane.indexKey(), "", after, now, most);
    }

    /**
     * Gives the oldest of a lane's pending executions that may wait equally long, whether or not they are put off.
     *
     * @param after the position behind which the answer begins, or null to begin with the oldest
     * @param createdBefore executions that were created later are left out
     * @param most the most executions to give
     */
    public List<Entry> pending(PendingLane pending, String after, Instant createdBefore, int most) {
        return between(
                "GSI6",
                DueTimes.pendingPartition(pending.shard()),
                pending.key() + CREATED,
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
        return countBefore(lane, "~", most);
    }

    /**
     * Counts the pending executions of a lane that stand before a position. The index may lag by moments.
     *
     * @param position as {@link LaneOrder#entry} gives it
     * @param most the number at which counting ends
     */
    public int countBefore(Lane lane, String position, int most) {
        int count = 0;
        Map<String, AttributeValue> after = null;
        do {
            Map<String, AttributeValue> from = after;
            int left = most - count;
            QueryResponse page = dynamoDb.query(query -> query.tableName(table)
                    .indexName("GSI5")
                    .select(Select.COUNT)
                    .keyConditionExpression("GSI5PK = :lane AND GSI5SK < :position")
                    .expressionAttributeValues(
                            Map.of(":lane", Attributes.text(lane.indexKey()), ":position", Attributes.text(position)))
                    .exclusiveStartKey(from)
                    .limit(left));
            count += page.count();
            after = page.lastEvaluatedKey();
        } while (count < most && after != null && !after.isEmpty());
        return count;
    }

    /**
     * Finds the execution that has or had an attempt of this id.
     *
     * @param attemptId any text, because a platform also names tasks that others have started
     */
    public Optional<ExecutionKey> byAttempt(String attemptId) {
        if (attemptId.lastIndexOf('-') < 0) {
            return Optional.empty();
        }
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
     * Gives the ended executions of a shard whose webhooks should have got all changes by now, the longest overdue
     * first. Their changes may wait to be published as well.
     *
     * @param after the position behind which the answer begins, or null to begin with the longest overdue
     * @param most the most executions to give
     */
    public List<Entry> undelivered(int shard, String after, Instant now, int most) {
        return between("GSI6", DueTimes.undeliveredPartition(shard), "", after, now, most);
    }

    /**
     * Gives the ended executions of a shard that should have been archived by now, the longest overdue first.
     *
     * @param after the position behind which the answer begins, or null to begin with the longest overdue
     * @param most the most executions to give
     */
    public List<Entry> unarchived(int shard, String after, Instant now, int most) {
        return between("GSI6", DueTimes.unarchivedPartition(shard), "", after, now, most);
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

    /**
     * Gives the lanes of a shard that have pending executions, once for each time that some of them may wait. A lane of
     * any length costs one small read for each such time.
     */
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
            lanes.add(PendingLane.of(lane, shard, Timestamps.parse(sort.substring(created + CREATED.length(), id))));
            // This text sorts behind every key of the lane.
            after = lane + "#CREATED$";
        }
    }

    /** Gives the lanes of a tenant that have pending executions. Each lane costs one small read, as does each shard. */
    public Set<Lane> lanesWithPending(String tenantId) {
        Set<Lane> lanes = new LinkedHashSet<>();
        String tenant = new Lane(tenantId, "").indexKey();
        for (int shard = 0; shard < shards(); shard++) {
            String partition = DueTimes.pendingPartition(shard);
            String after = tenant;
            while (after != null) {
                String from = after;
                after = dynamoDb
                        .query(query -> query.tableName(table)
                                .indexName("GSI6")
                                .keyConditionExpression("GSI6PK = :shard AND GSI6SK BETWEEN :after AND :end")
                                .expressionAttributeValues(Map.of(
                                        ":shard", Attributes.text(partition),
                                        ":after", Attributes.text(from),
                                        ":end", Attributes.text(tenant + "\uffff")))
                                .limit(1))
                        .items()
                        .stream()
                        .map(item -> item.get("GSI6SK").s())
                        .findFirst()
                        .map(sort -> sort.substring(0, sort.lastIndexOf(CREATED)))
                        .map(lane -> {
                            lanes.add(PendingLane.of(lane, 0, Instant.EPOCH).lane());
                            return lane + "#CREATED$";
                        })
                        .orElse(null);
            }
        }
        return lanes;
    }

    private static List<ExecutionKey> keys(QueryResponse response) {
        return response.items().stream()
                .map(item -> ExecutionKey.of(item.get("PK").s(), item.get("SK").s()))
                .toList();
    }
}
