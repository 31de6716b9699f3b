package execution.store;

import execution.allocation.AllocationProperties;
import execution.aws.ServiceProperties;
import execution.logging.LoggedTraces;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.Lane;
import execution.model.Launch;
import execution.model.Timestamps;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;

/**
 * Reads and writes executions. A write is an optimistic one: it changes what differs and holds only if the row is still
 * at the version that it started from; otherwise the change is applied to the newer row. Where a change takes or frees
 * a slot, the slot counter moves in the same transaction.
 *
 * <p>After an answer that tells nothing (a lost connection, a time-out) the row itself says whether the write took
 * place: each write leaves an id of its own on it.
 */
@Component
public class ExecutionStore {

    private static final Logger LOG = LoggerFactory.getLogger(ExecutionStore.class);

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final ExecutionItems items;
    private final AllocationProperties allocation;
    private final SlotTransactions slots;
    private final WriteCounts writes;
    private final RecentRows recent;
    private final DueTimes due;
    private final BatchReads reads;
    private final Clock clock;

    ExecutionStore(
            DynamoDbClient dynamoDb,
            ServiceProperties service,
            ExecutionItems items,
            AllocationProperties allocation,
            WriteCounts writes,
            RecentRows recent,
            DueTimes due,
            BatchReads reads,
            Clock clock) {
        this.dynamoDb = dynamoDb;
        this.table = service.table();
        this.items = items;
        this.allocation = allocation;
        this.slots = new SlotTransactions(dynamoDb, table, items, allocation, writes);
        this.writes = writes;
        this.recent = recent;
        this.due = due;
        this.reads = reads;
        this.clock = clock;
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
            LoggedTraces.note(execution);
            return Optional.empty();
        } catch (ConditionalCheckFailedException e) {
            // The SDK repeats a put whose answer was lost; then the row that stands in the way is our own.
            return ExecutionItems.isChange(e.item(), changeId)
                    ? Optional.empty()
                    : Optional.of(items.fromItem(e.item()));
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
     * The executions as they are now (consistent reads), in no order. One that is gone or cannot be read is left out;
     * what cannot be read is logged, for it must not keep the others from being looked at.
     */
    public List<Execution> findAll(Collection<ExecutionKey> keys) {
        List<Execution> found = new ArrayList<>();
        for (Map<String, AttributeValue> row :
                reads.current(keys.stream().map(ExecutionStore::primaryKey).toList())) {
            try {
                found.add(items.fromItem(row));
            } catch (RuntimeException e) {
                LOG.warn(
                        "The row {} {} cannot be read: {}",
                        row.get("PK").s(),
                        row.get("SK").s(),
                        e.toString());
            }
        }
        return found;
    }

    /**
     * The execution as this instance wrote it last, without a read. Somebody else may have changed it since, so it is
     * good for an {@link #update(Execution, UnaryOperator)} to start from and for nothing else.
     */
    public Optional<Execution> recent(ExecutionKey key) {
        return recent.find(key);
    }

    /**
     * Changes an execution.
     *
     * @param change is applied to the current row, and again to a newer one if that came first; it gives its argument
     *     back where nothing is to be changed, and may throw to refuse
     * @return the execution after the change
     * @throws SlotsExhaustedException if the change needs a slot and none is free
     * @throws SdkException if the table cannot be reached; whether the change took place is then unknown
     */
    public Execution update(Execution current, UnaryOperator<Execution> change) {
        return update(current, null, change);
    }

    /**
     * Lets a pending execution go on: its slot, its first attempt and what that is launched with are stored in one
     * transaction.
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
        for (int attempt = 1; attempt <= Pauses.MOST_TRIES; attempt++) {
            Execution changed = change.apply(row);
            if (changed.equals(row)) {
                return row;
            }
            Execution next = due.scheduled(changed, Timestamps.now(clock)).nextVersion();
            WriteOutcome outcome = write(row, next, launch);
            if (outcome.written()) {
                recent.wrote(next);
                return next;
            }
            writes.lostClaim(launch != null);
            recent.forget(row.key());
            if (outcome.newer() != null) {
                row = outcome.newer();
            } else {
                Pauses.pause(attempt);
                ExecutionKey key = row.key();
                row = find(key).orElseThrow(() -> new IllegalStateException("execution " + key + " is gone"));
            }
        }
        throw new IllegalStateException("execution " + current.key() + " is changed by too many at once");
    }

    private WriteOutcome write(Execution row, Execution next, Launch launch) {
        String changeId = newChangeId();
        RowUpdate update = items.update(row, next, changeId);
        if (row.status().holdsSlot() != next.status().holdsSlot()) {
            return slots.write(next, update, launch, changeId);
        }
        try {
            writes.single();
            dynamoDb.updateItem(update.asUpdate(table, primaryKey(row.key())));
            return WriteOutcome.WRITTEN;
        } catch (ConditionalCheckFailedException e) {
            return items.outcome(row.key(), e.item(), changeId);
        } catch (TransactionConflictException | TransactionInProgressException e) {
            return new WriteOutcome(false, null);
        } catch (SdkException e) {
            if (wasWritten(row.key(), changeId, e)) {
                return WriteOutcome.WRITTEN;
            }
            throw e;
        }
    }

    private boolean wasWritten(ExecutionKey key, String changeId, SdkException unclear) {
        try {
            return ExecutionItems.isChange(
                    dynamoDb.getItem(get ->
                                    get.tableName(table).key(primaryKey(key)).consistentRead(true))
                            .item(),
                    changeId);
        } catch (SdkException e) {
            unclear.addSuppressed(e);
            return false;
        }
    }

    /** A lane's slots as its counter has them now (a consistent read). */
    public Slots slots(Lane lane) {
        Slots found = SlotCounter.slots(
                dynamoDb.getItem(get -> get.tableName(table)
                                .key(new SlotCounter(table, lane).key())
                                .consistentRead(true))
                        .item(),
                allocation.slotsFor(lane.runner()));
        slots.remember(lane, found);
        return found;
    }

    static Map<String, AttributeValue> primaryKey(ExecutionKey key) {
        return primaryKey(key.partitionKey(), key.sortKey());
    }

    /** Gives the primary key of an item of the table. */
    public static Map<String, AttributeValue> primaryKey(String partition, String sort) {
        Map<String, AttributeValue> key = new LinkedHashMap<>();
        key.put("PK", Attributes.text(partition));
        key.put("SK", Attributes.text(sort));
        return key;
    }

    /** Also the ClientRequestToken of a transaction, which may have 36 characters. */
    public static String newChangeId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
    }
}
