package execution.store.stream;

import execution.outage.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** Reads one shard from where it stopped the last time. Used by one thread at a time. */
final class ShardReader {

    /** The most that GetRecords gives. */
    private static final int PAGE = 1_000;

    /** A shard that has much to be read does not keep the others from their turn. */
    private static final int MOST_PAGES = 10;

    /** An iterator may expire and the position that takes its place be trimmed. */
    private static final int MOST_RENEWALS = 2;

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

    private final DynamoDbStreamsClient streams;
    private final String arn;
    private final String shard;

    private ShardIteratorType from;
    /** The last record that was read, while {@link #from} says after it. */
    private String lastRead;

    private String iterator;
    private boolean ended;
    private int count;

    private int failures;
    private SdkException failure;
    private Instant notBefore = Instant.MIN;

    /**
     * @param from LATEST for what comes from now on, TRIM_HORIZON for all that the shard holds
     */
    ShardReader(DynamoDbStreamsClient streams, String arn, String shard, ShardIteratorType from) {
        this.streams = streams;
        this.arn = arn;
        this.shard = shard;
        this.from = from;
    }

    String shard() {
        return shard;
    }

    /**
     * Reads what there is, at most ten pages. A failure is kept for {@link #failure} instead of thrown.
     *
     * @param sink must not throw
     */
    void read(Consumer<Record> sink, Instant now) {
        count = 0;
        failure = null;
        try {
            for (int pages = 0; pages < MOST_PAGES && !ended; pages++) {
                if (readPage(sink) == 0) {
                    break;
                }
            }
            failures = 0;
        } catch (ResourceNotFoundException e) {
            // The shard is older than a day, or the table has another stream by now.
            ended = true;
        } catch (SdkException e) {
            failure = e;
            failures++;
            notBefore = now.plus(BACKOFF.after(failures));
        }
    }

    private int readPage(Consumer<Record> sink) {
        GetRecordsResponse page = page();
        List<Record> records = page.records();
        records.forEach(sink);
        count += records.size();
        if (!records.isEmpty()) {
            from = ShardIteratorType.AFTER_SEQUENCE_NUMBER;
            lastRead = records.get(records.size() - 1).dynamodb().sequenceNumber();
        }
        iterator = page.nextShardIterator();
        ended = iterator == null;
        return records.size();
    }

    private GetRecordsResponse page() {
        for (int renewals = 0; ; renewals++) {
            try {
                return pageAtIterator();
            } catch (ExpiredIteratorException e) {
                // Nobody read for a quarter of an hour: on from the last record, or as at the begin where none was
                // read.
                renew(from, renewals, e);
            } catch (TrimmedDataAccessException e) {
                // What comes next was a day old and is gone: on from the oldest record that is left.
                renew(ShardIteratorType.TRIM_HORIZON, renewals, e);
            }
        }
    }

    private void renew(ShardIteratorType type, int renewals, SdkException reason) {
        iterator = null;
        from = type;
        if (renewals == MOST_RENEWALS) {
            throw reason;
        }
    }

    private GetRecordsResponse pageAtIterator() {
        if (iterator == null) {
            iterator = streams.getShardIterator(get -> get.streamArn(arn)
                            .shardId(shard)
                            .shardIteratorType(from)
                            .sequenceNumber(from == ShardIteratorType.AFTER_SEQUENCE_NUMBER ? lastRead : null))
                    .shardIterator();
        }
        return streams.getRecords(get -> get.shardIterator(iterator).limit(PAGE));
    }

    /** How many records the last reading gave. */
    int count() {
        return count;
    }

    /** Why the last reading failed; empty if it did not. */
    Optional<SdkException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Whether the shard is closed and read to its end. */
    boolean hasEnded() {
        return ended;
    }

    boolean isFailing() {
        return failures > 0;
    }

    boolean isDue(Instant now) {
        return failures == 0 || !now.isBefore(notBefore);
    }

    /** Makes it due at once, where whoever reads has waited already. */
    void forgetFailures() {
        failures = 0;
    }
}
