package execution.store.parts;

import execution.allocation.AllocationProperties;
import execution.aws.AwsResources;
import execution.aws.ServiceProperties;
import execution.model.ExecutionKey;
import execution.model.Lane;
import execution.parts.PartBlock;
import execution.parts.PartEnd;
import execution.parts.PartitionJob;
import execution.store.Attributes;
import execution.store.ExecutionItems;
import execution.store.ExecutionStore;
import execution.store.Pauses;
import execution.store.SlotCounter;
import execution.store.Slots;
import execution.store.WriteCounts;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Select;

/** Partitioned jobs and their blocks in the executions table. */
@Component
class TablePartitionStore implements PartitionStore {

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final ExecutionStore store;
    private final PartTable items;
    private final PartValues values;
    private final WrittenBlocks written = new WrittenBlocks();
    private final BlockCommits commits;
    private final PartDispatch dispatch;

    TablePartitionStore(
            DynamoDbClient dynamoDb,
            ServiceProperties service,
            ExecutionStore store,
            AllocationProperties allocation,
            WriteCounts writes) {
        this.dynamoDb = dynamoDb;
        this.table = service.table();
        this.store = store;
        this.items = new PartTable(dynamoDb, table, writes);
        this.values = new PartValues(dynamoDb, table, items);
        this.commits = new BlockCommits(items, values, written);
        this.dispatch = new PartDispatch(dynamoDb, table, items, store, allocation, writes);
    }

    @Override
    public Optional<PartitionJob> job(ExecutionKey key) {
        Map<String, AttributeValue> item = items.read(PartKeys.job(key));
        return item.isEmpty() ? Optional.empty() : Optional.of(JobItems.job(key, item));
    }

    @Override
    public PartitionJob create(PartitionJob job) {
        PartitionJob first = JobItems.withVersion(job, 1);
        String changeId = PartTable.newChangeId();
        return items.create(JobItems.item(first, changeId))
                .filter(found -> !ExecutionItems.isChange(found, changeId))
                .map(found -> JobItems.job(job.key(), found))
                .orElse(first);
    }

    @Override
    public PartitionJob change(ExecutionKey key, UnaryOperator<PartitionJob> change) {
        PartitionJob current = job(key).orElseThrow(() -> gone(key));
        for (int attempt = 1; attempt <= Pauses.MOST_TRIES; attempt++) {
            PartitionJob changed = change.apply(current);
            if (changed.equals(current)) {
                return current;
            }
            if (changed.slots() != current.slots()) {
                throw new IllegalArgumentException("the slots of a job change in a dispatch only");
            }
            PartitionJob next = JobItems.withVersion(changed, current.version() + 1);
            String changeId = PartTable.newChangeId();
            Optional<Map<String, AttributeValue>> other =
                    items.update(PartKeys.job(key), JobItems.update(next, current.version(), changeId), changeId);
            if (other.isEmpty()) {
                return next;
            }
            current = other.filter(item -> !item.isEmpty())
                    .map(item -> JobItems.job(key, item))
                    .orElseThrow(() -> gone(key));
        }
        throw new IllegalStateException("the partitioned job " + key + " is changed by too many at once");
    }

    private static IllegalStateException gone(ExecutionKey key) {
        return new IllegalStateException("the partitioned job " + key + " is gone");
    }

    @Override
    public void putBlocks(ExecutionKey key, List<PartBlock> blocks) {
        blocks.forEach(block -> items.create(BlockItems.item(key, block.nextVersion())));
    }

    @Override
    public List<PartBlock> blocks(ExecutionKey key, int from, int to) {
        if (from >= to) {
            return List.of();
        }
        return dynamoDb
                .queryPaginator(query -> query.tableName(table)
                        .consistentRead(true)
                        .keyConditionExpression("PK = :job AND SK BETWEEN :from AND :last")
                        .expressionAttributeValues(between(key, from, to)))
                .items()
                .stream()
                .map(BlockItems::block)
                .toList();
    }

    @Override
    public String states(ExecutionKey key, int from, int to) {
        if (from >= to) {
            return "";
        }
        StringBuilder states = new StringBuilder((to - from) * PartBlock.SIZE);
        int expected = from;
        for (Map<String, AttributeValue> item : dynamoDb.queryPaginator(query -> query.tableName(table)
                        .consistentRead(true)
                        .projectionExpression("SK, " + BlockItems.STATES)
                        .keyConditionExpression("PK = :job AND SK BETWEEN :from AND :last")
                        .expressionAttributeValues(between(key, from, to)))
                .items()) {
            if (PartKeys.blockNumber(item.get("SK").s()) != expected) {
                break;
            }
            expected++;
            states.append(item.get(BlockItems.STATES).s());
        }
        return states.toString();
    }

    private static Map<String, AttributeValue> between(ExecutionKey key, int from, int to) {
        return Map.of(
                ":job", Attributes.text(PartKeys.partition(key)),
                ":from", Attributes.text(PartKeys.blockSort(from)),
                ":last", Attributes.text(PartKeys.blockSort(to - 1)));
    }

    @Override
    public PartBlock changeBlock(ExecutionKey key, int number, UnaryOperator<PartBlock> change) {
        return commits.commit(key, number, change);
    }

    @Override
    public boolean dispatch(PartitionJob before, PartitionJob after, Lane lane, List<PartBlock> blocks) {
        boolean isWritten = dispatch.write(before, after, lane, blocks);
        if (isWritten) {
            blocks.forEach(block -> written.written(new BlockKey(before.key(), block.number()), block.nextVersion()));
        }
        return isWritten;
    }

    @Override
    public Optional<Lane> lane(ExecutionKey key) {
        return dynamoDb
                .queryPaginator(query -> query.tableName(table)
                        .consistentRead(true)
                        .keyConditionExpression("PK = :tenant AND begins_with(SK, :slots)")
                        .projectionExpression("SK")
                        .expressionAttributeValues(Map.of(
                                ":tenant", Attributes.text("TENANT#" + key.tenantId()),
                                ":slots", Attributes.text(SlotCounter.SLOTS))))
                .items()
                .stream()
                .map(item -> item.get("SK").s().substring(SlotCounter.SLOTS.length()))
                .map(runner -> new Lane(key.tenantId(), runner))
                .filter(lane -> items.read(ExecutionItems.launchKey(lane, key)).containsKey(ExecutionItems.SLOTS))
                .findFirst();
    }

    @Override
    public LaneRoom room(Lane lane) {
        Slots slots = store.slots(lane);
        return new LaneRoom(slots.free(), slots.limit(), jobs(lane), hasPending(lane));
    }

    private int jobs(Lane lane) {
        return (int) dynamoDb
                .queryPaginator(query -> query.tableName(table)
                        .keyConditionExpression("PK = :tenant AND begins_with(SK, :launches)")
                        .filterExpression("attribute_exists(#slots)")
                        .projectionExpression("SK")
                        .expressionAttributeNames(Map.of("#slots", ExecutionItems.SLOTS))
                        .expressionAttributeValues(Map.of(
                                ":tenant", Attributes.text("TENANT#" + lane.tenantId()),
                                ":launches", Attributes.text(ExecutionItems.launchPrefix(lane)))))
                .items()
                .stream()
                .count();
    }

    private boolean hasPending(Lane lane) {
        return dynamoDb.query(query -> query.tableName(table)
                                .indexName("GSI5")
                                .select(Select.COUNT)
                                .limit(1)
                                .keyConditionExpression("GSI5PK = :lane")
                                .expressionAttributeValues(Map.of(":lane", Attributes.text(lane.indexKey()))))
                        .count()
                > 0;
    }

    @Override
    public List<PartEnd> ends(ExecutionKey key, PartBlock block) {
        return values.ends(key, List.of(block));
    }

    @Override
    public List<PartEnd> ends(ExecutionKey key, List<PartBlock> blocks) {
        return values.ends(key, blocks);
    }

    @Override
    public void keepEnds(ExecutionKey key, int block, List<PartEnd> ends) {
        values.keep(key, block, ends);
    }

    @Override
    public void expire(ExecutionKey key, Instant when) {
        AttributeValue seconds = Attributes.number(when.getEpochSecond());
        dynamoDb.queryPaginator(query -> query.tableName(table)
                        .keyConditionExpression("PK = :job")
                        .filterExpression("attribute_not_exists(#expires) OR #expires <> :when")
                        .projectionExpression("PK, SK")
                        .expressionAttributeNames(Map.of("#expires", AwsResources.EXPIRES_AT))
                        .expressionAttributeValues(
                                Map.of(":job", Attributes.text(PartKeys.partition(key)), ":when", seconds)))
                .items()
                .forEach(item -> expire(item, seconds));
    }

    private void expire(Map<String, AttributeValue> key, AttributeValue seconds) {
        try {
            items.countWrite();
            dynamoDb.updateItem(update -> update.tableName(table)
                    .key(key)
                    .updateExpression("SET #expires = :when")
                    .conditionExpression("attribute_exists(PK)")
                    .expressionAttributeNames(Map.of("#expires", AwsResources.EXPIRES_AT))
                    .expressionAttributeValues(Map.of(":when", seconds)));
        } catch (ConditionalCheckFailedException e) {
            // The table has deleted the item already.
        }
    }
}
