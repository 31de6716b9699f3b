package execution.store;

import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import shared.failure.Backoff;
import shared.failure.Backoff.Spread;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * The account's budget for one kind of call. The budget is a token bucket in an item of the table, from which each
 * instance leases chunks of tokens, so that more instances do not make more calls. A chunk that was not used within a
 * second is lost.
 *
 * <p>The bucket's time, {@code refilled_at}, never goes back, and only its moving on brings tokens. So instances whose
 * clocks differ get no more tokens than one instance alone. If the bucket's time is ahead of an instance's clock,
 * because another clock is or was fast, the instance moves the bucket's time on by as much as it saw that time stand
 * still.
 *
 * <p>No lock is held while a thread waits or calls the table.
 */
public final class CallBudget {

    private static final Duration CHUNK_LIFE = Duration.ofSeconds(1);

    /** A thread that found no token waits so long, and a random part of the time in which a token comes back. */
    private static final Duration LEAST_PAUSE = Duration.ofMillis(1);

    private static final Duration MOST_RANDOM_PAUSE = Duration.ofMillis(50);

    /**
     * How often a lease is tried at once. Another instance, or another kind of call in this one, may lease at the same
     * moment; each try costs two calls.
     */
    private static final int MOST_CONFLICTS = 5;

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final String name;
    private final int perSecond;
    private final int burst;
    private final int chunk;
    private final BudgetMeters meters;
    private final Clock clock;
    private final Backoff pauses;

    /** The chunks of this instance, by how many tokens had to stay in the bucket when the chunk was leased. */
    private final TreeMap<Integer, Chunk> chunks = new TreeMap<>();

    private long seenRefilledAt = Long.MIN_VALUE;
    private long seenSince;

    /** The leased tokens. This budget's lock guards them. */
    private static final class Chunk {
        private int left;
        private long until;
        private boolean leasing;
        private long emptyUntil;
    }

    /** Tokens, or when there may be some. */
    private record Lease(int taken, long emptyUntil) {}

    /**
     * @param perSecond tokens that come back a second
     * @param burst the most that can be there at once
     * @param chunk how many an instance leases at once
     * @param meters counts the use of the budget
     */
    CallBudget(
            DynamoDbClient dynamoDb,
            String table,
            String name,
            int perSecond,
            int burst,
            int chunk,
            BudgetMeters meters,
            Clock clock) {
        this.dynamoDb = dynamoDb;
        this.table = table;
        this.name = name;
        this.perSecond = perSecond;
        this.burst = burst;
        this.chunk = Math.min(chunk, burst);
        this.meters = meters;
        this.clock = clock;
        this.pauses = pauses(Duration.ofSeconds(1).dividedBy(perSecond));
    }

    /**
     * Waits for a token, which allows one call.
     *
     * @param reserve how many tokens have to stay in the bucket for callers with a smaller reserve
     * @param longestWait how long to wait at most; with zero there is one try
     * @return false if there was no token in that time, or the thread was interrupted
     */
    public boolean acquire(int reserve, Duration longestWait) {
        return meters.asked(take(reserve, longestWait));
    }

    private boolean take(int reserve, Duration longestWait) {
        // By the monotonic clock: a correction of the time of day must neither lengthen nor cut the wait.
        long end = System.nanoTime() + longestWait.toNanos();
        while (true) {
            Chunk own;
            synchronized (this) {
                if (takeLeased(reserve)) {
                    return true;
                }
                own = chunks.computeIfAbsent(reserve, key -> new Chunk());
                if (own.leasing || clock.millis() < own.emptyUntil) {
                    own = null;
                } else {
                    own.leasing = true;
                }
            }
            if (own != null && lease(reserve, own)) {
                return true;
            }
            long left = end - System.nanoTime();
            if (left <= 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(
                    Math.min(left, LEAST_PAUSE.plus(pauses.after(1)).toNanos()));
        }
    }

    private static Backoff pauses(Duration tokenComesBack) {
        Duration longest = tokenComesBack.compareTo(MOST_RANDOM_PAUSE) < 0 ? tokenComesBack : MOST_RANDOM_PAUSE;
        return new Backoff(longest, longest, Spread.WHOLE);
    }

    /** Takes a token from a chunk that was leased with the same reserve or a larger one. */
    private boolean takeLeased(int reserve) {
        long now = clock.millis();
        for (Chunk chunk : chunks.tailMap(reserve).values()) {
            if (chunk.left > 0 && now < chunk.until) {
                chunk.left--;
                return true;
            }
        }
        return false;
    }

    private boolean lease(int reserve, Chunk own) {
        Lease lease = new Lease(0, 0);
        try {
            lease = lease(reserve);
        } finally {
            synchronized (this) {
                own.leasing = false;
                own.emptyUntil = lease.emptyUntil();
                if (lease.taken() > 0) {
                    own.left = lease.taken() - 1;
                    own.until = clock.millis() + CHUNK_LIFE.toMillis();
                }
            }
        }
        return lease.taken() > 0;
    }

    /** Empties the bucket for all instances, because AWS asked for fewer calls. */
    public void slowDown() {
        meters.slowedDown();
        synchronized (this) {
            chunks.values().forEach(chunk -> chunk.left = 0);
        }
        Map<String, AttributeValue> none = Map.of(":zero", AttributeValue.fromN("0"));
        Map<String, AttributeValue> noneNow =
                Map.of(":zero", AttributeValue.fromN("0"), ":now", Attributes.number(clock.millis()));
        try {
            dynamoDb.updateItem(update -> update.tableName(table)
                    .key(key())
                    .updateExpression("SET tokens = :zero, refilled_at = :now")
                    .conditionExpression("attribute_not_exists(refilled_at) OR refilled_at < :now")
                    .expressionAttributeValues(noneNow));
        } catch (ConditionalCheckFailedException e) {
            dynamoDb.updateItem(update -> update.tableName(table)
                    .key(key())
                    .updateExpression("SET tokens = :zero")
                    .expressionAttributeValues(none));
        }
    }

    private Lease lease(int reserve) {
        for (int conflicts = 0; conflicts < MOST_CONFLICTS; conflicts++) {
            Map<String, AttributeValue> item = dynamoDb.getItem(
                            get -> get.tableName(table).key(key()).consistentRead(true))
                    .item();
            long now = clock.millis();
            long refilledAt = item.containsKey("refilled_at") ? number(item, "refilled_at") : now;
            double before = item.containsKey("tokens")
                    ? Double.parseDouble(item.get("tokens").n())
                    : burst;
            long elapsed = Math.max(0, refilledAt > now ? stoodStill(refilledAt, now) : now - refilledAt);
            double tokens = Math.min(burst, before + elapsed * perSecond / 1_000.0);
            int taken = Math.min(chunk, (int) Math.floor(tokens - reserve));
            meters.seen(tokens - Math.max(0, taken));
            if (taken <= 0) {
                long wait = (long) Math.ceil((reserve + 1 - tokens) * 1_000 / perSecond);
                return new Lease(0, now + Math.min(wait, CHUNK_LIFE.toMillis()));
            }
            if (write(item, tokens - taken, refilledAt + elapsed)) {
                return new Lease(taken, 0);
            }
        }
        return new Lease(0, 0);
    }

    /** Gives about how many calls could be made now, by all instances together. */
    public int left() {
        Map<String, AttributeValue> item =
                dynamoDb.getItem(get -> get.tableName(table).key(key())).item();
        if (!item.containsKey("tokens") || !item.containsKey("refilled_at")) {
            return burst;
        }
        long elapsed = Math.max(0, clock.millis() - number(item, "refilled_at"));
        double tokens = Double.parseDouble(item.get("tokens").n()) + elapsed * perSecond / 1_000.0;
        return (int) Math.min(burst, tokens);
    }

    /** Gives how long this instance has seen the bucket's time at this value. */
    private synchronized long stoodStill(long refilledAt, long now) {
        if (refilledAt != seenRefilledAt) {
            seenRefilledAt = refilledAt;
            seenSince = now;
        }
        return now - seenSince;
    }

    /** False if somebody else was faster. */
    private boolean write(Map<String, AttributeValue> item, double tokens, long refilledAt) {
        Map<String, AttributeValue> values = new TreeMap<>();
        values.put(":rest", AttributeValue.fromN(String.format(Locale.ROOT, "%.3f", tokens)));
        values.put(":at", Attributes.number(refilledAt));
        String condition = "attribute_not_exists(PK)";
        if (!item.isEmpty()) {
            condition = "tokens = :before AND refilled_at = :beforeAt";
            values.put(":before", item.get("tokens"));
            values.put(":beforeAt", item.get("refilled_at"));
        }
        String only = condition;
        try {
            dynamoDb.updateItem(update -> update.tableName(table)
                    .key(key())
                    .updateExpression("SET tokens = :rest, refilled_at = :at")
                    .conditionExpression(only)
                    .expressionAttributeValues(values));
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        }
    }

    private static long number(Map<String, AttributeValue> item, String name) {
        return Long.parseLong(item.get(name).n());
    }

    private Map<String, AttributeValue> key() {
        return ExecutionStore.primaryKey("BUDGET#" + name, "BUDGET");
    }
}
