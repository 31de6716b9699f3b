package execution.store.parts;

import execution.allocation.AllocationProperties;
import execution.model.Lane;
import execution.parts.PartBlock;
import execution.parts.PartitionJob;
import execution.store.Attributes;
import execution.store.ExecutionItems;
import execution.store.ExecutionStore;
import execution.store.Pauses;
import execution.store.SlotCounter;
import execution.store.Slots;
import execution.store.WriteCounts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import shared.aws.AwsFailures;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;

/**
 * Writes a job, the blocks of which parts are sent, and the slots that the job holds, in one transaction.
 *
 * <p>The slots of a job are one item of the lane, {@code LAUNCH#<runner>#<sort key of the job's row>} with the
 * attribute {@code slots}. So the items that begin with {@code LAUNCH#<runner>#} still add up to the lane's counter. A
 * recount may have deleted the item after the job's row had ended; the slots were freed then, and are not freed again.
 */
final class PartDispatch {

    /** The most blocks of a transaction. A transaction may have 100 items (DynamoDB, "Transactions: how it works"). */
    static final int MOST_BLOCKS = 90;

    private static final String FAILED_CONDITION = "ConditionalCheckFailed";

    /** Reasons of cancelled transactions that pass in a moment. */
    private static final Set<String> PASSING =
            Set.of("TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded");

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final PartTable items;
    private final ExecutionStore store;
    private final AllocationProperties allocation;
    private final WriteCounts writes;

    PartDispatch(
            DynamoDbClient dynamoDb,
            String table,
            PartTable items,
            ExecutionStore store,
            AllocationProperties allocation,
            WriteCounts writes) {
        this.dynamoDb = dynamoDb;
        this.table = table;
        this.items = items;
        this.store = store;
        this.allocation = allocation;
        this.writes = writes;
    }

    /** What one try of the transaction came to. */
    private enum Outcome {
        WRITTEN,
        REFUSED,
        AGAIN
    }

    /** A dispatch, and how many slots the job's item in the lane has as far as is known. */
    private static final class Dispatch {
        private final PartitionJob before;
        private final PartitionJob after;
        private final Lane lane;
        private final List<PartBlock> blocks;
        private int held;

        private Dispatch(PartitionJob before, PartitionJob after, Lane lane, List<PartBlock> blocks) {
            this.before = before;
            this.after = after;
            this.lane = lane;
            this.blocks = blocks;
            this.held = before.slots();
        }

        private boolean movesSlots() {
            return before.slots() != after.slots() && held != after.slots();
        }
    }

    /** @return false if nothing was written, because something has changed or too few slots are free */
    boolean write(PartitionJob before, PartitionJob after, Lane lane, List<PartBlock> blocks) {
        if (blocks.size() > MOST_BLOCKS) {
            throw new IllegalArgumentException(blocks.size() + " blocks; a transaction takes " + MOST_BLOCKS);
        }
        Dispatch dispatch = new Dispatch(before, after, lane, blocks);
        for (int attempt = 1; attempt <= Pauses.MOST_TRIES; attempt++) {
            Outcome outcome = attempt(dispatch, attempt);
            if (outcome != Outcome.AGAIN) {
                return outcome == Outcome.WRITTEN;
            }
        }
        throw new IllegalStateException("the slots of " + lane + " are changed by too many at once");
    }

    private Outcome attempt(Dispatch dispatch, int attempt) {
        Slots slots = dispatch.movesSlots() ? store.slots(dispatch.lane) : null;
        if (slots != null && dispatch.after.slots() - dispatch.held > slots.free()) {
            return Outcome.REFUSED;
        }
        String changeId = ExecutionStore.newChangeId();
        try {
            writes.transaction();
            dynamoDb.transactWriteItems(transaction ->
                    transaction.clientRequestToken(changeId).transactItems(parts(dispatch, slots, changeId)));
            return Outcome.WRITTEN;
        } catch (TransactionCanceledException e) {
            return cancelled(dispatch, e, changeId, attempt);
        } catch (TransactionConflictException | TransactionInProgressException e) {
            Pauses.pause(attempt);
            return Outcome.AGAIN;
        } catch (SdkException e) {
            if (!AwsFailures.isRefusedInput(e) && items.isWritten(PartKeys.job(dispatch.before.key()), changeId, e)) {
                return Outcome.WRITTEN;
            }
            throw e;
        }
    }

    private List<TransactWriteItem> parts(Dispatch dispatch, Slots slots, String changeId) {
        PartitionJob before = dispatch.before;
        List<TransactWriteItem> parts = new ArrayList<>(dispatch.blocks.size() + 3);
        parts.add(
                JobItems.update(JobItems.withVersion(dispatch.after, before.version() + 1), before.version(), changeId)
                        .asTransactItem(table, PartKeys.job(before.key())));
        for (PartBlock block : dispatch.blocks) {
            parts.add(BlockItems.update(block.nextVersion(), block.version(), changeId)
                    .asTransactItem(table, PartKeys.block(before.key(), block.number())));
        }
        if (slots != null) {
            parts.add(lease(dispatch));
            parts.add(counter(dispatch, slots));
        }
        return parts;
    }

    /** The job's item in the lane, which must still have the slots that the job is known to hold. */
    private TransactWriteItem lease(Dispatch dispatch) {
        Map<String, AttributeValue> key = ExecutionItems.launchKey(dispatch.lane, dispatch.before.key());
        Map<String, AttributeValue> values =
                dispatch.held == 0 ? null : Map.of(":held", Attributes.number(dispatch.held));
        Map<String, String> names = dispatch.held == 0 ? null : Map.of("#slots", ExecutionItems.SLOTS);
        String condition = dispatch.held == 0 ? "attribute_not_exists(PK)" : "#slots = :held";
        if (dispatch.after.slots() == 0) {
            return TransactWriteItem.builder()
                    .delete(delete -> delete.tableName(table)
                            .key(key)
                            .conditionExpression(condition)
                            .expressionAttributeNames(names)
                            .expressionAttributeValues(values)
                            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD))
                    .build();
        }
        Map<String, AttributeValue> item = new HashMap<>(key);
        item.put(ExecutionItems.SLOTS, Attributes.number(dispatch.after.slots()));
        return TransactWriteItem.builder()
                .put(put -> put.tableName(table)
                        .item(item)
                        .conditionExpression(condition)
                        .expressionAttributeNames(names)
                        .expressionAttributeValues(values)
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD))
                .build();
    }

    private TransactWriteItem counter(Dispatch dispatch, Slots slots) {
        int more = dispatch.after.slots() - dispatch.held;
        SlotCounter counter = new SlotCounter(table, dispatch.lane);
        // A counter that somebody changed from outside may be lower than what is freed.
        return slots.inUse() + more < 0
                ? counter.set(slots.inUse(), 0)
                : counter.move(
                        Math.max(0, more),
                        Math.max(0, -more),
                        allocation.slotsFor(dispatch.lane.runner()),
                        slots.ownLimit());
    }

    private Outcome cancelled(Dispatch dispatch, TransactionCanceledException e, String changeId, int attempt) {
        List<CancellationReason> reasons = e.cancellationReasons();
        CancellationReason job = reasons.get(0);
        if (FAILED_CONDITION.equals(job.code())) {
            return ExecutionItems.isChange(job.item(), changeId) ? Outcome.WRITTEN : Outcome.REFUSED;
        }
        int blocks = dispatch.blocks.size();
        if (reasons.subList(1, 1 + blocks).stream().anyMatch(block -> FAILED_CONDITION.equals(block.code()))) {
            return Outcome.REFUSED;
        }
        List<CancellationReason> slots = reasons.subList(1 + blocks, reasons.size());
        if (!slots.isEmpty() && FAILED_CONDITION.equals(slots.get(0).code())) {
            dispatch.held = ExecutionItems.slots(slots.get(0).item());
            return Outcome.AGAIN;
        }
        if (slots.stream().anyMatch(slot -> FAILED_CONDITION.equals(slot.code()))) {
            // The counter moved since it was read.
            return Outcome.AGAIN;
        }
        if (reasons.stream().anyMatch(reason -> PASSING.contains(reason.code()))) {
            Pauses.pause(attempt);
            return Outcome.AGAIN;
        }
        throw e;
    }
}
