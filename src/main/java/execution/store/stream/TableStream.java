package execution.store.stream;

import execution.outage.Outage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import shared.failure.Backoff;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamDescription;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * Reads what a table's stream gets. Shards that are open when the stream is first described are read from their end.
 * Shards that appear later hold only newer records and are read from their beginning. A shard closes after some hours
 * and is continued by its children, so the stream is described again as soon as a shard has been read to its end. A
 * child may be read before its parent has been read to the end, because a record says only that there is work.
 *
 * <p>A shard that cannot be read is not tried again for up to 30 s, and the other shards are read meanwhile.
 */
final class TableStream {

    /**
     * How often the stream is described when nothing else gives a reason to: to find a stream that replaced another
     * one, and children that appeared late.
     */
    private static final Backoff DESCRIBE = new Backoff(Duration.ofMinutes(1), Duration.ofMinutes(1));

    /**
     * How soon the stream is described again while it cannot be described, or while the children of a closed shard are
     * missing.
     */
    private static final Backoff DESCRIBE_AGAIN = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

    private final DynamoDbClient dynamoDb;
    private final DynamoDbStreamsClient streams;
    private final String table;
    private final ExecutorService threads;
    private final Clock clock;
    private final Outage inPart;

    /** The ARN of the stream; null until the stream has been described. */
    private String arn;

    private Set<String> known = Set.of();
    private final Map<String, ShardReader> readers = new LinkedHashMap<>();
    private final Set<String> childless = new HashSet<>();
    private Instant describeAt = Instant.MIN;
    private boolean describeFailed;

    /** How many descriptions in a row failed or lacked the children of a closed shard. */
    private int fruitlessDescriptions;

    /**
     * Makes a reader of the stream that has not read anything.
     *
     * @param table the name of the table
     * @param threads read the shards where there is more than one
     * @param clock tells the present time
     */
    TableStream(
            DynamoDbClient dynamoDb,
            DynamoDbStreamsClient streams,
            String table,
            ExecutorService threads,
            Clock clock) {
        this.dynamoDb = dynamoDb;
        this.streams = streams;
        this.table = table;
        this.threads = threads;
        this.clock = clock;
        this.inPart = new Outage("Reading a part of the stream of " + table, clock);
    }

    /**
     * Reads what came since the last call.
     *
     * @param sink gets each record, from several threads at the same time; must not throw
     * @return how many records came
     * @throws SdkException if the table has no stream, if none of the shards can be read, or if the stream cannot be
     *     described and no shard is known that could be read meanwhile
     * @throws InterruptedException if the thread is interrupted while it waits for the shards
     */
    int read(Consumer<Record> sink) throws InterruptedException {
        if (isDescriptionDue()) {
            tryToDescribe();
        }
        int records = 0;
        boolean anyRead = false;
        Collection<ShardReader> round = due();
        while (!round.isEmpty()) {
            readAll(round, sink);
            records += round.stream().mapToInt(ShardReader::count).sum();
            Optional<SdkException> failure = round.stream()
                    .map(ShardReader::failure)
                    .flatMap(Optional::stream)
                    .findFirst();
            anyRead |= round.stream().anyMatch(reader -> reader.failure().isEmpty());
            if (!anyRead) {
                // The caller waits before it polls again, so no shard needs a wait of its own.
                round.forEach(ShardReader::forgetFailures);
                throw failure.orElseThrow();
            }
            failure.ifPresent(inPart::failed);
            round = children(round);
        }
        if (!describeFailed && readers.values().stream().noneMatch(ShardReader::isFailing)) {
            inPart.succeeded();
        }
        return records;
    }

    private boolean isDescriptionDue() {
        return arn == null
                || describeFailed && readers.isEmpty()
                || !clock.instant().isBefore(describeAt);
    }

    private List<ShardReader> due() {
        Instant now = clock.instant();
        return readers.values().stream().filter(reader -> reader.isDue(now)).toList();
    }

    private void readAll(Collection<ShardReader> due, Consumer<Record> sink) throws InterruptedException {
        Instant now = clock.instant();
        if (due.size() == 1) {
            due.forEach(reader -> reader.read(sink, now));
            return;
        }
        List<Callable<Object>> tasks = new ArrayList<>();
        due.forEach(reader -> tasks.add(Executors.callable(() -> reader.read(sink, now))));
        threads.invokeAll(tasks);
    }

    /**
     * Finds the shards that continue the closed ones among those that were read. The stream is described only if a
     * shard was closed, because a description costs calls.
     */
    private List<ShardReader> children(Collection<ShardReader> read) {
        List<String> ended = read.stream()
                .filter(ShardReader::hasEnded)
                .map(ShardReader::shard)
                .toList();
        if (ended.isEmpty()) {
            return List.of();
        }
        ended.forEach(readers::remove);
        childless.addAll(ended);
        Set<String> before = Set.copyOf(readers.keySet());
        tryToDescribe();
        return readers.values().stream()
                .filter(reader -> !before.contains(reader.shard()))
                .toList();
    }

    /** Describes the stream. A failure is thrown only if no shard is known that can be read meanwhile. */
    private void tryToDescribe() {
        try {
            describe();
            describeFailed = false;
            fruitlessDescriptions = childless.isEmpty() ? 0 : fruitlessDescriptions + 1;
        } catch (SdkException e) {
            describeFailed = true;
            fruitlessDescriptions++;
            if (readers.isEmpty()) {
                throw e;
            }
            inPart.failed(e);
        }
        describeAt = clock.instant()
                .plus(fruitlessDescriptions == 0 ? DESCRIBE.after(1) : DESCRIBE_AGAIN.after(fruitlessDescriptions));
    }

    private void describe() {
        String latest = dynamoDb.describeTable(describe -> describe.tableName(table))
                .table()
                .latestStreamArn();
        if (latest == null) {
            throw SdkClientException.create("the table " + table + " has no stream");
        }
        List<Shard> shards = shards(latest);
        boolean atFirst = arn == null;
        if (!latest.equals(arn)) {
            arn = latest;
            readers.clear();
            childless.clear();
            known = Set.of();
        }
        ShardIteratorType from = atFirst ? ShardIteratorType.LATEST : ShardIteratorType.TRIM_HORIZON;
        for (Shard shard : shards) {
            childless.remove(shard.parentShardId());
            if (!known.contains(shard.shardId()) && (!atFirst || isOpen(shard))) {
                readers.put(shard.shardId(), new ShardReader(streams, arn, shard.shardId(), from));
            }
        }
        known = new HashSet<>(readers.keySet());
        shards.forEach(shard -> known.add(shard.shardId()));
    }

    /** Lists all shards of a stream, of which one call gives at most a hundred. */
    private List<Shard> shards(String stream) {
        List<Shard> shards = new ArrayList<>();
        String last = null;
        do {
            String after = last;
            DescribeStreamResponse page = streams.describeStream(
                    describe -> describe.streamArn(stream).exclusiveStartShardId(after));
            StreamDescription description = page.streamDescription();
            shards.addAll(description.shards());
            last = description.lastEvaluatedShardId();
        } while (last != null);
        return shards;
    }

    private static boolean isOpen(Shard shard) {
        return shard.sequenceNumberRange() == null
                || shard.sequenceNumberRange().endingSequenceNumber() == null;
    }
}
