package execution.store;

import execution.allocation.AllocationProperties;
import execution.model.Execution;
import execution.model.Lane;
import execution.model.Launch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
 * Writes rows that take or free a slot. The row, the launch beside the row and the counter of the lane change in one
 * transaction.
 *
 * <p>Two transactions on one counter at the same time would cancel each other. So this instance makes the
 * transactions of a lane one after the other, each with the changes that wait by then.
 */
final class SlotTransactions {

    private static final Logger LOG = LoggerFactory.getLogger(SlotTransactions.class);

    /**
     * The most changes of one transaction. A transaction may touch 4 MB of items (DynamoDB, "Transactions: how it
     * works"), and an item has at most 400 KB.
     */
    private static final int MOST = 10;

    /** The most limits of tenants that are remembered. A limit that was forgotten is learned again from the counter. */
    private static final int MOST_LIMITS = 10_000;

    private static final String FAILED_CONDITION = "ConditionalCheckFailed";

    /** Reasons of cancelled transactions that pass in a moment. */
    private static final Set<String> PASSING =
            Set.of("TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded");

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final ExecutionItems items;
    private final AllocationProperties allocation;
    private final WriteCounts writes;
    private final GroupCommits<Change> commits = new GroupCommits<>(MOST, SlotTransactions::isOfAnotherRow, this::make);
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

    /** The change of one row, and its outcome or failure once the transaction was made. */
    private static final class Change extends GroupCommits.Change {
        private final Execution next;
        private final RowUpdate update;
        private final Launch launch;
        private final String changeId;
        private WriteOutcome outcome;

        private Change(Execution next, RowUpdate update, Launch launch, String changeId) {
            this.next = next;
            this.update = update;
            this.launch = launch;
            this.changeId = changeId;
        }

        private Lane lane() {
            return next.lane();
        }

        @Override
        protected Object key() {
            return lane();
        }

        @Override
        protected boolean isMade() {
            return outcome != null;
        }

        private boolean takes() {
            return next.status().holdsSlot();
        }

        /** Notes that the row had been changed before. A failure to read the row is kept for this change alone. */
        private void rowChanged(ExecutionItems items, Map<String, AttributeValue> found) {
            try {
                outcome = items.outcome(next.key(), found, changeId);
            } catch (RuntimeException e) {
                fail(e);
            }
        }
    }

    /** Only one change of each row is written at a time, because a transaction may touch an item only once. */
    private static boolean isOfAnotherRow(List<Change> others, Change change) {
        return others.stream().noneMatch(other -> other.next.key().equals(change.next.key()));
    }

    /**
     * Writes a row, alone or together with other rows of its lane.
     *
     * @param launch the launch that is stored beside the row if the change takes a slot
     * @throws SlotsExhaustedException if the change takes a slot and no slot is free
     * @throws SdkException if the table cannot be reached; it is then unknown whether the change took place
     */
    WriteOutcome write(Execution next, RowUpdate update, Launch launch, String changeId) {
        Change change = new Change(next, update, launch, changeId);
        commits.commit(change);
        return change.outcome;
    }

    private void make(List<Change> changes) {
        List<Change> open = new ArrayList<>(changes);
        Integer wrongCounter = null;
        for (int attempt = 1; attempt <= Pauses.MOST_TRIES && !open.isEmpty(); attempt++) {
            wrongCounter = attempt(open, wrongCounter, attempt);
            open.removeIf(Change::isDone);
        }
        open.forEach(change ->
                change.fail(new IllegalStateException("the slots of a lane are changed by too many at once")));
    }

    /**
     * Tries once to write the changes.
     *
     * @param wrongCounter the value of the counter if it is known to be lower than the number of freed slots, else null
     * @return the same value for the next try
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
                    change.fail(e);
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
     * Finds out why the counter refused a transaction: too few slots are free, or the tenant has a limit that was not
     * known here, or the counter is wrong.
     *
     * @return the value of the counter if the counter is wrong, else null
     */
    private Integer counterRefused(Lane lane, List<Change> open, Slots slots) {
        remember(lane, slots);
        List<Change> takes = open.stream().filter(Change::takes).toList();
        int frees = open.size() - takes.size();
        int free = Math.max(0, slots.limit() - slots.inUse() + frees);
        if (takes.size() > free) {
            takes.subList(free, takes.size()).forEach(change -> change.fail(new SlotsExhaustedException(lane)));
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

    /** Remembers a tenant's own limit, because a transaction with the wrong limit would be made in vain. */
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
