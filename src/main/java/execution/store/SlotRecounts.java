package execution.store;

import execution.aws.ServiceProperties;
import execution.model.ExecutionStatus;
import execution.model.Lane;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;

/**
 * Sets a lane's slot counter right if somebody changed it, or rows, from outside. Each execution that holds a slot has
 * a launch beside its row, put and deleted in the transactions that move the counter; so the launches of a lane, read
 * consistently while the counter does not move, are what the counter should say. A partitioned job has one such item
 * for all slots of its parts.
 */
@Component
public class SlotRecounts {

    private static final Logger LOG = LoggerFactory.getLogger(SlotRecounts.class);

    /** A transaction is written to all of its items within this. */
    private static final Duration SETTLES = Duration.ofMillis(500);

    /** The most orphans that are deleted at once. A transaction may have 100 items. */
    private static final int MOST_ORPHANS = 99;

    /** What came of a recount. */
    public enum Result {
        RIGHT,
        CORRECTED,
        /** The lane's executions came and went meanwhile; it has to be counted again. */
        MOVED
    }

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final ExecutionStore store;
    private final BatchReads reads;
    private final Counter corrections;

    SlotRecounts(
            DynamoDbClient dynamoDb,
            ServiceProperties service,
            ExecutionStore store,
            BatchReads reads,
            MeterRegistry metrics) {
        this.dynamoDb = dynamoDb;
        this.table = service.table();
        this.store = store;
        this.reads = reads;
        this.corrections = Counter.builder("execution.slots.corrected")
                .description("Slot counters that did not agree with their lane's executions and were set right")
                .register(metrics);
    }

    /**
     * What the counter says, and what it should say.
     *
     * @param orphans launches whose row is gone or holds no slot
     */
    private record Count(Slots slots, int held, List<Map<String, AttributeValue>> orphans) {

        private boolean isRight() {
            return held == slots.inUse() && orphans.isEmpty();
        }
    }

    /**
     * Counts what holds the lane's slots and corrects the counter, under the condition that it did not move meanwhile.
     * A query may see one item of a transaction and not yet the other, so a counter is wrong only if it still is after
     * a pause without a move.
     */
    public Result recount(Lane lane) {
        Count first = count(lane);
        if (first.isRight()) {
            return Result.RIGHT;
        }
        LockSupport.parkNanos(SETTLES.toNanos());
        Count second = count(lane);
        if (second.isRight()) {
            return Result.RIGHT;
        }
        Slots before = second.slots();
        if (before.moves() != first.slots().moves() || second.held() != first.held() || !set(lane, second)) {
            return Result.MOVED;
        }
        LOG.warn(
                "The slot counter of {} was {} with {} executions under way, and was set right; {} launches had no execution",
                lane,
                before.inUse(),
                second.held(),
                second.orphans().size());
        corrections.increment();
        return Result.CORRECTED;
    }

    private Count count(Lane lane) {
        Slots slots = store.slots(lane);
        List<Map<String, AttributeValue>> launches = launches(lane);
        List<Map<String, AttributeValue>> orphans = orphans(lane, launches);
        return new Count(slots, slots(launches) - slots(orphans), orphans);
    }

    private static int slots(List<Map<String, AttributeValue>> launches) {
        return launches.stream().mapToInt(ExecutionItems::slots).sum();
    }

    private List<Map<String, AttributeValue>> launches(Lane lane) {
        return dynamoDb
                .queryPaginator(query -> query.tableName(table)
                        .consistentRead(true)
                        .keyConditionExpression("PK = :tenant AND begins_with(SK, :launches)")
                        .projectionExpression("PK, SK, #slots")
                        .expressionAttributeNames(Map.of("#slots", ExecutionItems.SLOTS))
                        .expressionAttributeValues(Map.of(
                                ":tenant", Attributes.text("TENANT#" + lane.tenantId()),
                                ":launches", Attributes.text(ExecutionItems.launchPrefix(lane)))))
                .items()
                .stream()
                .toList();
    }

    /** The launches whose row is gone or holds no slot: somebody deleted or changed the row from outside. */
    private List<Map<String, AttributeValue>> orphans(Lane lane, List<Map<String, AttributeValue>> launches) {
        int prefix = ExecutionItems.launchPrefix(lane).length();
        List<Map<String, AttributeValue>> keys = launches.stream()
                .map(launch -> ExecutionStore.primaryKey(
                        launch.get("PK").s(), launch.get("SK").s().substring(prefix)))
                .toList();
        Set<String> holding = reads.current(keys).stream()
                .filter(SlotRecounts::holdsSlot)
                .map(row -> row.get("SK").s())
                .collect(Collectors.toSet());
        return launches.stream()
                .filter(launch -> !holding.contains(launch.get("SK").s().substring(prefix)))
                .toList();
    }

    private static boolean holdsSlot(Map<String, AttributeValue> row) {
        try {
            return ExecutionStatus.of(row.get("status").s()).holdsSlot();
        } catch (RuntimeException e) {
            // A row that cannot be read may well have a task that runs.
            return true;
        }
    }

    /**
     * Sets the counter and deletes the orphans in one transaction, under the condition that the counter did not move.
     * Orphans beyond what a transaction takes are deleted by the next recount, and count until then.
     *
     * @return false if the counter moved
     */
    private boolean set(Lane lane, Count count) {
        List<Map<String, AttributeValue>> orphans = count.orphans()
                .subList(0, Math.min(MOST_ORPHANS, count.orphans().size()));
        int left = slots(count.orphans()) - slots(orphans);
        List<TransactWriteItem> parts = new ArrayList<>(orphans.size() + 1);
        parts.add(counter(lane, count.slots(), count.held() + left));
        orphans.forEach(orphan -> parts.add(TransactWriteItem.builder()
                .delete(delete -> delete.tableName(table)
                        .key(ExecutionStore.primaryKey(
                                orphan.get("PK").s(), orphan.get("SK").s())))
                .build()));
        try {
            dynamoDb.transactWriteItems(transaction ->
                    transaction.clientRequestToken(ExecutionStore.newChangeId()).transactItems(parts));
            return true;
        } catch (TransactionCanceledException | TransactionConflictException | TransactionInProgressException e) {
            return false;
        }
    }

    private TransactWriteItem counter(Lane lane, Slots before, int held) {
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":held", Attributes.number(held));
        values.put(":one", Attributes.number(1));
        values.put(":seen", Attributes.number(before.inUse()));
        values.put(":moves", Attributes.number(before.moves()));
        return TransactWriteItem.builder()
                .update(update -> update.tableName(table)
                        .key(new SlotCounter(table, lane).key())
                        .updateExpression("SET in_use = :held ADD moves :one")
                        .conditionExpression((before.inUse() == 0
                                        ? "(attribute_not_exists(in_use) OR in_use = :seen)"
                                        : "in_use = :seen")
                                + (before.moves() == 0
                                        ? " AND (attribute_not_exists(moves) OR moves = :moves)"
                                        : " AND moves = :moves"))
                        .expressionAttributeValues(values))
                .build();
    }
}
