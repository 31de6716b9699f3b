package execution.store.parts;

import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.Lane;
import execution.model.Samples;
import execution.model.Timestamps;
import execution.parts.PartBlock;
import execution.parts.PartCounts;
import execution.parts.PartitionJob;
import execution.store.SlotRecounts;
import execution.store.StoreFixture;
import execution.store.TableFaults;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import local.LocalTables;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** One instance's store of partitioned jobs on a real table, and a job on it. */
public final class PartsFixture {

    private final StoreFixture rows;
    private final TablePartitionStore store;

    private PartsFixture(StoreFixture rows, DynamoDbClient dynamoDb) {
        this.rows = rows;
        this.store = new TablePartitionStore(dynamoDb, rows.service(), rows.store(), rows.allocation(), rows.writes());
    }

    /** @param slots how many slots each lane has */
    public static PartsFixture withSlots(int slots) {
        StoreFixture rows = StoreFixture.withSlots(slots);
        return new PartsFixture(rows, rows.dynamoDb());
    }

    /** A store on another client of the same table. */
    public static PartsFixture on(DynamoDbClient dynamoDb) {
        return new PartsFixture(StoreFixture.withSlots(1_000), dynamoDb);
    }

    public PartitionStore store() {
        return store;
    }

    /** What an instance knows of the states of parts that has asked for none yet. */
    public PartStates states() {
        return new PartStates(store);
    }

    public TableFaults faults() {
        return rows.faults();
    }

    /** The rows of executions, on the same table. */
    public StoreFixture rows() {
        return rows;
    }

    /** The single writes and the transactions so far. */
    public double writes() {
        return rows.singleWrites() + rows.transactions();
    }

    public double singleWrites() {
        return rows.singleWrites();
    }

    public double transactions() {
        return rows.transactions();
    }

    public SlotRecounts recounts() {
        return rows.recounts();
    }

    /** An execution under way that is in the table, whose own lane is that of partitioned jobs. */
    public Execution parent() {
        Instant now = Timestamps.now(Clock.systemUTC());
        String event = UUID.randomUUID().toString();
        Execution pending = Execution.create(
                new ExecutionKey(StoreFixture.newTenant(), event, event.replace("-", "")),
                Samples.partitioned(1_000),
                "hash",
                now);
        rows.store().create(pending);
        return rows.store().allocate(pending, Samples.launch(), "instance", now);
    }

    /** The lane of the parts of a job. */
    public static Lane lane(ExecutionKey key) {
        return new Lane(key.tenantId(), "worker");
    }

    /** A job that has not been written yet. */
    public static PartitionJob newJob(ExecutionKey key, int parts) {
        return new PartitionJob(
                key,
                0,
                1,
                PartitionJob.Phase.RUNNING,
                parts,
                (parts + PartBlock.SIZE - 1) / PartBlock.SIZE,
                0,
                null,
                0,
                PartCounts.NONE,
                0,
                new PartCounts(parts, 0, 0, 0, 0, 0),
                100,
                0,
                0,
                0,
                0,
                null,
                false,
                null,
                null,
                Timestamps.now(Clock.systemUTC()));
    }

    /**
     * A job of an execution that is under way, with its blocks.
     *
     * @param states a letter for each part; parts that are done or have failed have no value
     * @param settled how many blocks never change again
     * @param opened how many blocks something was sent of; those behind are not written
     */
    public PartitionJob job(String states, PartitionJob.Phase phase, int settled, int opened) {
        ExecutionKey key = parent().key();
        int blocks = (states.length() + PartBlock.SIZE - 1) / PartBlock.SIZE;
        PartCounts counts = PartCounts.NONE;
        for (int block = 0; block < opened; block++) {
            PartBlock written = block(
                    block,
                    states.substring(block * PartBlock.SIZE, Math.min(states.length(), (block + 1) * PartBlock.SIZE)));
            counts = counts.plus(written.counts());
            store.putBlocks(key, List.of(written));
        }
        PartitionJob job = newJob(key, states.length());
        return store.create(new PartitionJob(
                key,
                0,
                1,
                phase,
                states.length(),
                blocks,
                0,
                null,
                settled,
                PartCounts.NONE,
                opened,
                counts,
                100,
                0,
                0,
                7,
                0.5,
                null,
                false,
                null,
                null,
                job.updatedAt()));
    }

    private static PartBlock block(int number, String states) {
        List<Integer> once = Collections.nCopies(states.length(), 1);
        return new PartBlock(
                number, 0, 0, states, once, Collections.nCopies(states.length(), 0), List.of(), 1, Map.of(), 0);
    }

    /** A job with so many parts whose blocks are written. */
    public PartitionJob job(int parts) {
        ExecutionKey key = parent().key();
        store.putBlocks(
                key,
                IntStream.range(0, (parts + PartBlock.SIZE - 1) / PartBlock.SIZE)
                        .mapToObj(block ->
                                PartBlock.waiting(block, 0, Math.min(PartBlock.SIZE, parts - block * PartBlock.SIZE)))
                        .toList());
        return store.create(newJob(key, parts));
    }

    /** The same job with another number of slots. */
    public static PartitionJob withSlots(PartitionJob job, int slots) {
        return new PartitionJob(
                job.key(),
                job.version(),
                job.attempt(),
                job.phase(),
                job.total(),
                job.blocks(),
                job.splitOffset(),
                job.inputTag(),
                job.settledBlocks(),
                job.settled(),
                job.openedBlocks(),
                job.counts(),
                job.maxInFlight(),
                job.toleratedFailures(),
                job.toleratedPercent(),
                slots,
                job.meanSeconds(),
                job.outcome(),
                job.succeeded(),
                job.resultKey(),
                job.result(),
                job.updatedAt());
    }

    public PartBlock block(ExecutionKey key, int number) {
        return store.blocks(key, number, number + 1).get(0);
    }

    /** The item of a block as it is in the table. */
    static Map<String, AttributeValue> item(ExecutionKey key, int number) {
        return LocalTables.get().item(PartKeys.partition(key), PartKeys.blockSort(number));
    }

    /** The items of the values of a block. */
    static List<Map<String, AttributeValue>> values(ExecutionKey key, int number) {
        return LocalTables.get()
                .dynamoDb()
                .query(query -> query.tableName(local.Names.EXECUTIONS_TABLE)
                        .consistentRead(true)
                        .keyConditionExpression("PK = :job AND begins_with(SK, :values)")
                        .expressionAttributeValues(Map.of(
                                ":job", AttributeValue.fromS(PartKeys.partition(key)),
                                ":values", AttributeValue.fromS(PartKeys.valuesPrefix(number)))))
                .items();
    }
}
