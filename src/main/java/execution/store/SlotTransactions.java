package execution.store;

import execution.allocation.AllocationProperties;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.Lane;
import execution.model.Launch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shared.aws.AwsFailures;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;

/**
 * Writes of rows that take or free a slot: the row, the launch beside it and the lane's counter change in one
 * transaction.
 *
 * <p>Transactions on one counter at once would only cancel each other. So this instance makes those of a lane one after
 * the other, and whatever came to wait meanwhile goes with the next one: a busy lane costs fewer transactions, and an
 * idle one does not wait.
 */
final class SlotTransactions {

    private static final Logger LOG = LoggerFactory.getLogger(SlotTransactions.class);

    /**
     * The most changes of one transaction. A transaction may touch 4 MB of items (DynamoDB, "Transactions: how it
     * works"), and an item has at most 400 KB.
     */
    private static final int MOST = 10;

    /** Lanes whose transactions are made at the same time. */
    private static final int TURNS = 256;

    /** Own limits that are remembered; they are learned again when they are forgotten. */
    private static final int MOST_LIMITS = 10_000;

    private static final String FAILED_CONDITION = "ConditionalCheckFailed";

    /** Reasons for which a transaction is cancelled that are over in a moment. */
    private static final Set<String> PASSING =
            Set.of("TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded");

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final ExecutionItems items;
    private final AllocationProperties allocation;
    private final WriteCounts writes;
    private final Turn[] turns = Stream.generate(Turn::new).limit(TURNS).toArray(Turn[]::new);
    private final Map<Lane, Integer> ownLimits = new ConcurrentHashMap<>();

    SlotTransactions(
            DynamoDbClient dynamoDb,
            String table,
            ExecutionItems items,
            AllocationProperties allocation,
            WriteCounts writes) {
        this.dynamoDb = dynamoDb;
        this.table = table;
        this.items = items;
        this.allocation = allocation;
        this.writes = writes;
    }

    /** What waits for its turn on one of the counters that share it. */
    private static final class Turn {
        private final ReentrantLock lock = new ReentrantLock();
        private final Deque<Change> waiting = new ArrayDeque<>();

        private void add(Change change) {
            synchronized (waiting) {
                waiting.add(change);
            }
        }

        /**
         * The longest waiting change and others of its lane; of one row only one, for a transaction may not have a
         * second.
         */
        private List<Change> next() {
            List<Change> next = new ArrayList<>();
            Set<ExecutionKey> keys = new HashSet<>();
            synchronized (waiting) {
                Iterator<Change> all = waiting.iterator();
                while (all.hasNext() && next.size() < MOST) {
                    Change change = all.next();
                    boolean sameLane =
                            next.isEmpty() || change.lane().equals(next.get(0).lane());
                    if (sameLane && keys.add(change.next.key())) {
                        next.add(change);
                        all.remove();
                    }
                }
            }
            return next;
        }
    }

    /** One row's part of a transaction, and what came of it. */
    private static final class Change {
        private final Execution next;
        private final RowUpdate update;
        private final Launch launch;
        private final String changeId;
        private WriteOutcome outcome;
        private RuntimeException failure;

        private Change(Execution next, RowUpdate update, Launch launch, String changeId) {
            this.next = next;
            this.update = update;
            this.launch = launch;
            this.changeId = changeId;
        }

        private Lane lane() {
            return next.lane();
        }

        private boolean takes() {
            return next.status().holdsSlot();
        }

        /** Somebody else changed the row first. What that means for this one is no matter to the others. */
        private void rowChanged(ExecutionItems items, Map<String, AttributeValue> found) {
            try {
                outcome = items.outcome(next.key(), found, changeId);
            } catch (RuntimeException e) {
                failure = e;
            }
        }

        private boolean isDone() {
            return outcome != null || failure != null;
        }
    }

    /**
     * Writes the row, alone or with others of its lane.
     *
     * @param launch what is stored beside the row if it takes a slot
     * @throws SlotsExhaustedException if it takes a slot and none is free
     * @throws SdkException if the table cannot be reached; whether the change took place is then unknown
     */
    WriteOutcome write(Execution next, RowUpdate update, Launch launch, String changeId) {
        Change change = new Change(next, update, launch, changeId);
        Turn turn = turns[Math.floorMod(next.lane().hashCode(), turns.length)];
        turn.add(change);
        turn.lock.lock();
        try {
            // The changes before this one go first, so a few rounds are enough. Another thread may have written this
            // change with its own.
            while (!change.isDone()) {
                make(turn.next());
            }
        } finally {
            turn.lock.unlock();
        }
        if (change.failure != null) {
            throw change.failure;
        }
        return change.outcome;
    }

    private void make(List<Change> changes) {
        List<Change> open = new ArrayList<>(changes);
        try {
            Integer wrongCounter = null;
            for (int attempt = 1; attempt <= Pauses.MOST_TRIES && !open.isEmpty(); attempt++) {
                wrongCounter = attempt(open, wrongCounter, attempt);
                open.removeIf(Change::isDone);
            }
            fail(open, new IllegalStateException("the slots of a lane are changed by too many at once"));
        } catch (RuntimeException e) {
            if (open.size() == 1) {
                fail(open, e);
            } else {
                // One of them cannot be written; the others can without it.
                open.forEach(change -> make(List.of(change)));
            }
        }
    }

    private static void fail(Collection<Change> changes, RuntimeException failure) {
        changes.stream().filter(change -> !change.isDone()).forEach(change -> change.failure = failure);
    }

    /**
     * @param wrongCounter the counter if it is known to be lower than what is freed, else null
     * @return the same for the next attempt
     */
    private Integer attempt(List<Change> open, Integer wrongCounter, int attempt) {
        Lane lane = open.get(0).lane();
        try {
            writes.transaction();
            dynamoDb.transactWriteItems(transaction -> transaction
                    .clientRequestToken(ExecutionStore.newChangeId())
                    .transactItems(transactItems(lane, open, wrongCounter)));
            open.forEach(change -> change.outcome = WriteOutcome.WRITTEN);
            return null;
        } catch (TransactionCanceledException e) {
            return cancelled(lane, open, e, attempt);
        } catch (TransactionConflictException | TransactionInProgressException e) {
            Pauses.pause(attempt);
            return wrongCounter;
        } catch (SdkException e) {
            if (AwsFailures.isRefusedInput(e)) {
                throw e;
            }
            for (Change change : open) {
                if (isWritten(change, e)) {
                    change.outcome = WriteOutcome.WRITTEN;
                } else {
                    change.failure = e;
                }
            }
            return null;
        }
    }

    private List<TransactWriteItem> transactItems(Lane lane, List<Change> changes, Integer wrongCounter) {
        List<TransactWriteItem> parts = new ArrayList<>(2 * changes.size() + 1);
        for (Change change : changes) {
            parts.add(change.update.asTransactItem(table, ExecutionStore.primaryKey(change.next.key())));
            parts.add(beside(change));
        }
        int takes = (int) changes.stream().filter(Change::takes).count();
        int frees = changes.size() - takes;
        SlotCounter counter = new SlotCounter(table, lane);
        parts.add(
                wrongCounter == null
                        ? counter.move(takes, frees, allocation.slotsFor(lane.runner()), ownLimits.get(lane))
                        : counter.set(wrongCounter, Math.max(0, wrongCounter + takes - frees)));
        return parts;
    }

    private TransactWriteItem beside(Change change) {
        return change.takes()
                ? TransactWriteItem.builder()
                        .put(put -> put.tableName(table).item(items.launchItem(change.next, change.launch)))
                        .build()
                : TransactWriteItem.builder()
                        .delete(delete ->
                                delete.tableName(table).key(ExecutionItems.launchKey(change.lane(), change.next.key())))
                        .build();
    }

    private Integer cancelled(Lane lane, List<Change> open, TransactionCanceledException e, int attempt) {
        List<CancellationReason> reasons = e.cancellationReasons();
        boolean rowsChanged = false;
        for (int i = 0; i < open.size(); i++) {
            CancellationReason row = reasons.get(2 * i);
            if (FAILED_CONDITION.equals(row.code())) {
                open.get(i).rowChanged(items, row.item());
                rowsChanged = true;
            }
        }
        if (rowsChanged) {
            return null;
        }
        CancellationReason counter = reasons.get(reasons.size() - 1);
        if (FAILED_CONDITION.equals(counter.code())) {
            return counterRefused(lane, open, SlotCounter.slots(counter.item(), allocation.slotsFor(lane.runner())));
        }
        if (reasons.stream().anyMatch(reason -> PASSING.contains(reason.code()))) {
            Pauses.pause(attempt);
            return null;
        }
        throw e;
    }

    /**
     * Fewer slots are free than are wanted, or the tenant has a limit that was not known here, or the counter is wrong.
     */
    private Integer counterRefused(Lane lane, List<Change> open, Slots slots) {
        remember(lane, slots);
        List<Change> takes = open.stream().filter(Change::takes).toList();
        int frees = open.size() - takes.size();
        int free = Math.max(0, slots.limit() - slots.inUse() + frees);
        if (takes.size() > free) {
            takes.subList(free, takes.size()).forEach(change -> change.failure = new SlotsExhaustedException(lane));
            return null;
        }
        if (slots.inUse() + takes.size() < frees) {
            LOG.error(
                    "The slot counter of {} is {}, lower than its executions under way; it was changed from outside",
                    lane,
                    slots.inUse());
            return slots.inUse();
        }
        return null;
    }

    /** What is known of the lane's counter; it saves a transaction in vain where a tenant has a limit of its own. */
    void remember(Lane lane, Slots slots) {
        if (slots.ownLimit() == null) {
            ownLimits.remove(lane);
        } else {
            if (ownLimits.size() >= MOST_LIMITS) {
                ownLimits.clear();
            }
            ownLimits.put(lane, slots.ownLimit());
        }
    }

    private boolean isWritten(Change change, SdkException unclear) {
        try {
            Map<String, AttributeValue> row = dynamoDb.getItem(get -> get.tableName(table)
                            .key(ExecutionStore.primaryKey(change.next.key()))
                            .consistentRead(true))
                    .item();
            return ExecutionItems.isChange(row, change.changeId);
        } catch (SdkException e) {
            unclear.addSuppressed(e);
            return false;
        }
    }
}
