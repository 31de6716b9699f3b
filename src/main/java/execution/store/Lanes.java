package execution.store;

import execution.allocation.AllocationProperties;
import execution.aws.ServiceProperties;
import execution.model.ExecutionKey;
import execution.model.Lane;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The lanes of a tenant for people to see, and the limits that people give them. */
@Component
public class Lanes {

    /** The highest limit of a lane. */
    public static final int MOST_SLOTS = 1_000_000;

    /** How far pending executions are counted. */
    public static final int MOST_COUNTED = 1_000;

    /** How many holders of slots are read. */
    public static final int MOST_HOLDERS = 100;

    /** A tenant has a lane for each runner, of which there are some ten. */
    private static final int MOST_LANES = 100;

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final AllocationProperties allocation;
    private final WorkIndex index;

    Lanes(DynamoDbClient dynamoDb, ServiceProperties service, AllocationProperties allocation, WorkIndex index) {
        this.dynamoDb = dynamoDb;
        this.table = service.table();
        this.allocation = allocation;
        this.index = index;
    }

    /**
     * A lane as it is now.
     *
     * @param configured the limit where the tenant has none of its own
     * @param pending how many executions wait for a slot; {@link #MOST_COUNTED} + 1 stands for more than are counted
     */
    public record State(Lane lane, Slots slots, int configured, int pending) {}

    /**
     * An execution that holds slots of a lane: one, or as many as parts of it may be with workers.
     */
    public record Holder(ExecutionKey key, int slots) {}

    /** Gives up to {@link #MOST_HOLDERS} of those that hold slots of a lane. */
    public List<Holder> holders(Lane lane) {
        String prefix = ExecutionItems.launchPrefix(lane);
        return dynamoDb
                .query(query -> query.tableName(table)
                        .keyConditionExpression("PK = :tenant AND begins_with(SK, :launches)")
                        .projectionExpression("PK, SK, #slots")
                        .expressionAttributeNames(Map.of("#slots", ExecutionItems.SLOTS))
                        .expressionAttributeValues(Map.of(
                                ":tenant", Attributes.text("TENANT#" + lane.tenantId()),
                                ":launches", Attributes.text(prefix)))
                        .limit(MOST_HOLDERS))
                .items()
                .stream()
                .map(item -> new Holder(
                        ExecutionKey.of(item.get("PK").s(), item.get("SK").s().substring(prefix.length())),
                        ExecutionItems.slots(item)))
                .toList();
    }

    /** Gives the lanes of a tenant that had a slot, a limit of their own or a pending execution ever. */
    public List<State> of(String tenantId) {
        Map<String, Map<String, AttributeValue>> counters = new TreeMap<>();
        dynamoDb.query(query -> query.tableName(table)
                        .keyConditionExpression("PK = :tenant AND begins_with(SK, :slots)")
                        .expressionAttributeValues(Map.of(
                                ":tenant", Attributes.text("TENANT#" + tenantId),
                                ":slots", Attributes.text(SlotCounter.SLOTS)))
                        .limit(MOST_LANES))
                .items()
                .forEach(item -> counters.put(item.get("SK").s().substring(SlotCounter.SLOTS.length()), item));
        index.lanesWithPending(tenantId).forEach(lane -> counters.putIfAbsent(lane.runner(), Map.of()));
        return counters.entrySet().stream()
                .map(counter -> state(new Lane(tenantId, counter.getKey()), counter.getValue()))
                .toList();
    }

    /** Gives one lane. */
    public State of(Lane lane) {
        return state(
                lane,
                dynamoDb.getItem(get -> get.tableName(table)
                                .key(new SlotCounter(table, lane).key())
                                .consistentRead(true))
                        .item());
    }

    private State state(Lane lane, Map<String, AttributeValue> counter) {
        int configured = allocation.slotsFor(lane.runner());
        return new State(
                lane, SlotCounter.slots(counter, configured), configured, index.countPending(lane, MOST_COUNTED + 1));
    }

    /**
     * Gives a lane a limit of its own. It counts for the next slot that somebody takes; slots in use beyond it stay in
     * use until their executions end.
     *
     * @param limit from 0 to {@link #MOST_SLOTS}; null to give the lane the configured limit again
     */
    public void limit(Lane lane, Integer limit) {
        if (limit != null && (limit < 0 || limit > MOST_SLOTS)) {
            throw new IllegalArgumentException("a limit is a number from 0 to " + MOST_SLOTS);
        }
        Map<String, AttributeValue> key = new SlotCounter(table, lane).key();
        if (limit == null) {
            dynamoDb.updateItem(
                    update -> update.tableName(table).key(key).updateExpression("REMOVE " + SlotCounter.LIMIT));
        } else {
            dynamoDb.updateItem(update -> update.tableName(table)
                    .key(key)
                    .updateExpression("SET " + SlotCounter.LIMIT + " = :limit")
                    .expressionAttributeValues(Map.of(":limit", Attributes.number(limit))));
        }
    }
}
