package execution.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * The account's budget for one kind of call: a token bucket in an item of the table, from which each instance leases chunks,
 * so that more instances do not make more calls. A chunk that was not used within a second is forfeit.
 */
public final class CallBudget {

    private static final Duration CHUNK_LIFE = Duration.ofSeconds(1);

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final String name;
    private final int perSecond;
    private final int burst;
    private final int chunk;

    private final ReentrantLock lock = new ReentrantLock(true);
    private int leased;
    private Instant leasedUntil = Instant.EPOCH;

    /**
     * @param perSecond tokens that come back a second
     * @param burst the most that can be there at once
     * @param chunk how many an instance leases at once
     */
    CallBudget(DynamoDbClient dynamoDb, String table, String name, int perSecond, int burst, int chunk) {
        this.dynamoDb = dynamoDb;
        this.table = table;
        this.name = name;
        this.perSecond = perSecond;
        this.burst = burst;
        this.chunk = Math.min(chunk, burst);
    }

    /**
     * Waits for one call's worth.
     *
     * @param reserve how many tokens have to stay behind for others
     * @param patience how long to wait at most
     * @return false if there was none in that time
     */
    public boolean acquire(int reserve, Duration patience) {
        Instant end = Instant.now().plus(patience);
        try {
            if (!lock.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        try {
            while (true) {
                Instant now = Instant.now();
                if (leased > 0 && now.isBefore(leasedUntil)) {
                    leased--;
                    return true;
                }
                leased = lease(reserve, now);
                leasedUntil = now.plus(CHUNK_LIFE);
                if (leased == 0) {
                    if (now.isAfter(end)) {
                        return false;
                    }
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(
                            1 + ThreadLocalRandom.current().nextInt(2_000 / perSecond + 1)));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** AWS said slow down: empties the bucket, for every instance. */
    public void slowDown() {
        lock.lock();
        try {
            leased = 0;
            dynamoDb.updateItem(update -> update.tableName(table)
                    .key(key())
                    .updateExpression("SET tokens = :zero, refilled_at = :now")
                    .expressionAttributeValues(Map.of(
                            ":zero", AttributeValue.fromN("0"),
                            ":now", Attributes.number(Instant.now().toEpochMilli()))));
        } finally {
            lock.unlock();
        }
    }

    private int lease(int reserve, Instant now) {
        Map<String, AttributeValue> item = dynamoDb.getItem(
                        get -> get.tableName(table).key(key()).consistentRead(true))
                .item();
        double before = item.containsKey("tokens")
                ? Double.parseDouble(item.get("tokens").n())
                : burst;
        long refilledAt = item.containsKey("refilled_at")
                ? Long.parseLong(item.get("refilled_at").n())
                : now.toEpochMilli();
        double elapsed = Math.max(0, now.toEpochMilli() - refilledAt) / 1_000.0;
        double tokens = Math.min(burst, before + elapsed * perSecond);
        int taken = Math.min(chunk, (int) Math.floor(tokens - reserve));
        if (taken <= 0) {
            return 0;
        }
        String rest = String.format(Locale.ROOT, "%.3f", tokens - taken);
        try {
            dynamoDb.updateItem(update -> {
                update.tableName(table).key(key()).updateExpression("SET tokens = :rest, refilled_at = :now");
                if (item.isEmpty()) {
                    update.conditionExpression("attribute_not_exists(PK)")
                            .expressionAttributeValues(Map.of(
                                    ":rest",
                                    AttributeValue.fromN(rest),
                                    ":now",
                                    Attributes.number(now.toEpochMilli())));
                } else {
                    update.conditionExpression("tokens = :before AND refilled_at = :at")
                            .expressionAttributeValues(Map.of(
                                    ":rest", AttributeValue.fromN(rest),
                                    ":now", Attributes.number(now.toEpochMilli()),
                                    ":before", item.get("tokens"),
                                    ":at", item.get("refilled_at")));
                }
            });
            return taken;
        } catch (ConditionalCheckFailedException e) {
            return 0;
        }
    }

    private Map<String, AttributeValue> key() {
        return ExecutionStore.primaryKey("BUDGET#" + name, "BUDGET");
    }
}
