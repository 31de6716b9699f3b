package execution.store;

import execution.config.AllocationProperties;
import execution.config.ServiceProperties;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.Lane;
import execution.model.Launch;
import execution.model.Timestamps;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;

/**
 * Reads and writes executions. A write is an optimistic one: it changes what differs and holds only if the row is still at
 * the version that it started from; otherwise the change is applied to the newer row. Where a change takes or frees a slot,
 * the slot counter moves in the same transaction.
 *
 * <p>After an answer that tells nothing (a lost connection, a time-out) the row itself says whether the write took place: each
 * write leaves an id of its own on it.
 */
@Component
public class ExecutionStore {

    private static final Logger LOG = LoggerFactory.getLogger(ExecutionStore.class);

    /** Contention on one row or counter is short; beyond this many tries something else is wrong. */
    private static final int MAX_TRIES = 40;

    /** Lanes that may be at it at the same time. */
    private static final int LANE_LOCKS = 256;

    /** Reasons for which a transaction is cancelled that are over in a moment. */
    private static final Set<String> PASSING =
            Set.of("TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded");

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final ExecutionItems items;
    private final SlotCounter slots;
    private final WriteCounts writes;
    private final RecentRows recent;
    private final DueTimes due;
    private final Lock[] turns =
            Stream.generate(ReentrantLock::new).limit(LANE_LOCKS).toArray(Lock[]::new);

    ExecutionStore(
            DynamoDbClient dynamoDb,
            ServiceProperties service,
            ExecutionItems items,
            AllocationProperties allocation,
            WriteCounts writes,
            RecentRows recent,
            DueTimes due) {
        this.dynamoDb = dynamoDb;
        this.table = service.table();
        this.items = items;
        this.slots = new SlotCounter(table, allocation);
        this.writes = writes;
        this.recent = recent;
        this.due = due;
    }

    /**
     * Puts a new execution once.
     *
     * @return empty if it was put, or else the execution that already has these ids
     */
    public Optional<Execution> create(Execution execution) {
        Map<String, AttributeValue> item = items.toItem(execution);
        String changeId = newChangeId();
        item.put(ExecutionItems.CHANGE_ID, Attributes.text(changeId));
        try {
            writes.single();
            dynamoDb.putItem(put -> put.tableName(table)
                    .item(item)
                    .conditionExpression("attribute_not_exists(PK)")
                    .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD));
            recent.wrote(execution);
            return Optional.empty();
        } catch (ConditionalCheckFailedException e) {
            // The SDK repeats a put whose answer was lost; then the row that stands in the way is our own.
            return isChange(e.item(), changeId) ? Optional.empty() : Optional.of(items.fromItem(e.item()));
        }
    }

    /** The execution as it is now (a consistent read). */
    public Optional<Execution> find(ExecutionKey key) {
        Map<String, AttributeValue> item = dynamoDb.getItem(
                        get -> get.tableName(table).key(primaryKey(key)).consistentRead(true))
                .item();
        return item.isEmpty() ? Optional.empty() : Optional.of(items.fromItem(item));
    }

    /**
     * The execution as this instance wrote it last, without a read. Somebody else may have changed it since, so it is good for
     * an {@link #update(Execution, UnaryOperator)} to start from and for nothing else.
     */
    public Optional<Execution> recent(ExecutionKey key) {
        return recent.find(key);
    }

    /**
     * Changes an execution.
     *
     * @param change is applied to the current row, and again to a newer one if that came first; it gives its argument back
     *     where nothing is to be changed, and may throw to refuse
     * @return the execution after the change
     * @throws SlotsExhaustedException if the change needs a slot and none is free
     * @throws SdkException if the table cannot be reached; whether the change took place is then unknown
     */
    public Execution update(Execution current, UnaryOperator<Execution> change) {
        return update(current, null, change);
    }

    /**
     * Lets a pending execution go on: its slot, its first attempt and what that is launched with are stored in one transaction.
     *
     * @param by the instance that is going to launch it
     * @return the execution as it then is; somebody else may have allocated or ended it first
     * @throws SlotsExhaustedException if no slot is free
     */
    public Execution allocate(Execution pending, Launch launch, String by, Instant now) {
        return update(
                pending, launch, row -> row.status() == ExecutionStatus.PENDING ? row.allocate(launch, by, now) : row);
    }

    /** What the execution's tasks are launched with (a consistent read); empty if it holds no slot any more. */
    public Optional<Launch> launch(Execution execution) {
        Map<String, AttributeValue> item = dynamoDb.getItem(get -> get.tableName(table)
                        .key(ExecutionItems.launchKey(execution.lane(), execution.key()))
                        .consistentRead(true))
                .item();
        return item.isEmpty() ? Optional.empty() : Optional.of(items.launch(item));
    }

    /** @param launch what is stored beside the row if the change takes a slot */
    private Execution update(Execution current, Launch launch, UnaryOperator<Execution> change) {
        Execution row = current;
        for (int attempt = 1; attempt <= MAX_TRIES; attempt++) {
            Execution changed = change.apply(row);
            if (changed.equals(row)) {
                return row;
            }
            Execution next = due.scheduled(changed, Timestamps.now()).nextVersion();
            Outcome outcome = write(row, next, launch);
            if (outcome.written()) {
                recent.wrote(next);
                return next;
            }
            recent.forget(row.key());
            if (outcome.newer() != null) {
                row = outcome.newer();
            } else {
                pause(attempt);
                ExecutionKey key = row.key();
                row = find(key).orElseThrow(() -> new IllegalStateException("execution " + key + " is gone"));
            }
        }
        throw new IllegalStateException("execution " + current.key() + " is changed by too many at once");
    }

    /** Either it was written, or there may be a newer row, or (neither) it is to be tried again. */
    private record Outcome(boolean written, Execution newer) {
        private static final Outcome WRITTEN = new Outcome(true, null);
        private static final Outcome AGAIN = new Outcome(false, null);
    }

    private Outcome write(Execution row, Execution next, Launch launch) {
        String changeId = newChangeId();
        RowUpdate update = items.update(row, next, changeId);
        try {
            if (row.status().holdsSlot() == next.status().holdsSlot()) {
                writes.single();
                dynamoDb.updateItem(update.asUpdate(table, primaryKey(row.key())));
            } else {
                transact(next, launch, update, changeId);
            }
            return Outcome.WRITTEN;
        } catch (ConditionalCheckFailedException e) {
            return newerRow(row, e.item(), changeId);
        } catch (TransactionCanceledException e) {
            return cancelled(row, next, update, e, changeId);
        } catch (TransactionConflictException | TransactionInProgressException e) {
            return Outcome.AGAIN;
        } catch (SdkException e) {
            if (wasWritten(row.key(), changeId, e)) {
                return Outcome.WRITTEN;
            }
            throw e;
        }
    }

    /** Two transactions on one counter at once would only cancel each other, so this instance makes them in turn. */
    private void transact(Execution next, Launch launch, RowUpdate update, String changeId) {
        Lane lane = next.lane();
        boolean take = next.status().holdsSlot();
        Lock turn = turns[Math.floorMod(lane.hashCode(), turns.length)];
        turn.lock();
        try {
            writes.transaction();
            dynamoDb.transactWriteItems(transaction -> transaction
                    .clientRequestToken(changeId)
                    .transactItems(
                            update.asTransactItem(table, primaryKey(next.key())),
                            take ? slots.take(lane) : slots.free(lane),
                            take ? putLaunch(next, launch) : deleteLaunch(next)));
        } finally {
            turn.unlock();
        }
    }

    private TransactWriteItem putLaunch(Execution execution, Launch launch) {
        return TransactWriteItem.builder()
                .put(put -> put.tableName(table).item(items.launchItem(execution, launch)))
                .build();
    }

    private TransactWriteItem deleteLaunch(Execution execution) {
        return TransactWriteItem.builder()
                .delete(delete ->
                        delete.tableName(table).key(ExecutionItems.launchKey(execution.lane(), execution.key())))
                .build();
    }

    private Outcome cancelled(
            Execution row, Execution next, RowUpdate update, TransactionCanceledException e, String changeId) {
        List<CancellationReason> reasons = new ArrayList<>(e.cancellationReasons());
        CancellationReason claim = reasons.get(0);
        CancellationReason slot = reasons.get(1);
        if ("ConditionalCheckFailed".equals(claim.code())) {
            return newerRow(row, claim.item(), changeId);
        }
        if ("ConditionalCheckFailed".equals(slot.code())) {
            if (next.status().holdsSlot()) {
                throw new SlotsExhaustedException(row.lane());
            }
            return endWithoutCounter(row, update, changeId);
        }
        if (PASSING.contains(claim.code()) || PASSING.contains(slot.code())) {
            return Outcome.AGAIN;
        }
        throw e;
    }

    /** Somebody reset the counter from outside. An execution ends all the same; a counter below zero would be no better. */
    private Outcome endWithoutCounter(Execution row, RowUpdate update, String changeId) {
        LOG.error(
                "The slot counter of {} was lower than its executions under way; it was changed from outside",
                row.lane());
        try {
            writes.single();
            dynamoDb.updateItem(update.asUpdate(table, primaryKey(row.key())));
            dynamoDb.deleteItem(delete -> delete.tableName(table).key(ExecutionItems.launchKey(row.lane(), row.key())));
            return Outcome.WRITTEN;
        } catch (ConditionalCheckFailedException e) {
            return newerRow(row, e.item(), changeId);
        }
    }

    private Outcome newerRow(Execution row, Map<String, AttributeValue> found, String changeId) {
        if (found == null || found.isEmpty()) {
            throw new IllegalStateException("execution " + row.key() + " is gone");
        }
        return isChange(found, changeId) ? Outcome.WRITTEN : new Outcome(false, items.fromItem(found));
    }

    private boolean wasWritten(ExecutionKey key, String changeId, SdkException unclear) {
        try {
            return isChange(
                    dynamoDb.getItem(get ->
                                    get.tableName(table).key(primaryKey(key)).consistentRead(true))
                            .item(),
                    changeId);
        } catch (SdkException e) {
            unclear.addSuppressed(e);
            return false;
        }
    }

    private static boolean isChange(Map<String, AttributeValue> item, String changeId) {
        AttributeValue last = item.get(ExecutionItems.CHANGE_ID);
        return last != null && changeId.equals(last.s());
    }

    static Map<String, AttributeValue> primaryKey(ExecutionKey key) {
        return primaryKey(key.partitionKey(), key.sortKey());
    }

    static Map<String, AttributeValue> primaryKey(String partition, String sort) {
        Map<String, AttributeValue> key = new LinkedHashMap<>();
        key.put("PK", Attributes.text(partition));
        key.put("SK", Attributes.text(sort));
        return key;
    }

    /** Also the ClientRequestToken of a transaction, which may have 36 characters. */
    private static String newChangeId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
    }

    /** Full jitter up to 5, 10, 20 … 320 ms. */
    private static void pause(int attempt) {
        long boundMicros = 5_000L << Math.min(attempt - 1, 6);
        LockSupport.parkNanos(1_000 * ThreadLocalRandom.current().nextLong(boundMicros));
    }
}
