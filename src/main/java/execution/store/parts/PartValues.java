package execution.store.parts;

import execution.model.ExecutionKey;
import execution.parts.PartBlock;
import execution.parts.PartEnd;
import execution.parts.PartState;
import execution.store.Attributes;
import execution.store.ExecutionStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The ends of parts that were moved out of their blocks. They are written before the block says that the parts have
 * ended. So an item may hold ends that the block never heard of: an end counts only if it is the end that the block has
 * of the part, by its try and its success.
 */
final class PartValues {

    /** The most bytes of ends of one item. An item may have 400 KB. */
    private static final int MOST_BYTES = 200_000;

    private static final String ENDS = "v";

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final PartTable items;

    PartValues(DynamoDbClient dynamoDb, String table, PartTable items) {
        this.dynamoDb = dynamoDb;
        this.table = table;
        this.items = items;
    }

    /** Writes ends of parts of one block. Each call makes new items. */
    void keep(ExecutionKey key, int block, Collection<PartEnd> ends) {
        List<PartEnd> together = new ArrayList<>();
        int bytes = 0;
        for (PartEnd end : ends) {
            int more = BlockItems.bytes(end);
            if (bytes + more > MOST_BYTES) {
                put(key, block, together);
                together.clear();
                bytes = 0;
            }
            together.add(end);
            bytes += more;
        }
        if (!together.isEmpty()) {
            put(key, block, together);
        }
    }

    private void put(ExecutionKey key, int block, List<PartEnd> ends) {
        Map<String, AttributeValue> item = new HashMap<>(ExecutionStore.primaryKey(
                PartKeys.partition(key), PartKeys.valuesPrefix(block) + ExecutionStore.newChangeId()));
        item.put(ENDS, BlockItems.ends(ends));
        items.put(item);
    }

    /**
     * Gives the ends of the parts of blocks that have ended and are not cancelled, in the order of the parts. The items
     * of the values of blocks that follow each other do so as well, so they are read together.
     *
     * @param blocks follow each other
     */
    List<PartEnd> ends(ExecutionKey key, List<PartBlock> blocks) {
        Map<Integer, PartEnd> ends = new TreeMap<>();
        Map<Integer, PartBlock> moved = new TreeMap<>();
        for (PartBlock block : blocks) {
            ends.putAll(block.loose());
            if (block.loose().size() < block.counts().done() + block.counts().failed()) {
                moved.put(block.number(), block);
            }
        }
        if (!moved.isEmpty()) {
            read(key, List.copyOf(moved.keySet()), item -> {
                PartBlock block = moved.get(PartKeys.valuesNumber(item.get("SK").s()));
                if (block != null) {
                    BlockItems.ends(item.get(ENDS), block.firstPart()).stream()
                            .filter(end -> counts(block, end))
                            .forEach(end -> ends.putIfAbsent(end.part(), end));
                }
            });
        }
        return List.copyOf(ends.values());
    }

    private void read(ExecutionKey key, List<Integer> numbers, Consumer<Map<String, AttributeValue>> taker) {
        int behind = numbers.get(numbers.size() - 1) + 1;
        dynamoDb.queryPaginator(query -> query.tableName(table)
                        .consistentRead(true)
                        .keyConditionExpression("PK = :job AND SK BETWEEN :first AND :behind")
                        .expressionAttributeValues(Map.of(
                                ":job", Attributes.text(PartKeys.partition(key)),
                                ":first", Attributes.text(PartKeys.valuesPrefix(numbers.get(0))),
                                ":behind", Attributes.text(PartKeys.valuesPrefix(behind)))))
                .items()
                .forEach(taker);
    }

    private static boolean counts(PartBlock block, PartEnd end) {
        PartState wanted = end.succeeded() ? PartState.DONE : PartState.FAILED;
        return block.contains(end.part())
                && block.state(end.part()) == wanted
                && block.tries(end.part()) == end.attempt();
    }
}
