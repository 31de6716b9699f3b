package execution.store.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import shared.failure.Backoff;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** Reads one shard, each time from where the last reading stopped. Only one thread may use it at a time. */
final class ShardReader {

    /** The most records that GetRecords gives with one call. */
    private static final int PAGE = 1_000;

    /**
     * A page with fewer records, the last of which is as young as this, was the last page for now. A table that is
     * written all the time has some new record for each further call.
     */
    private static final int FEW = 100;

    private static final Duration YOUNG = Duration.ofSeconds(2);

    /** How many pages one reading reads at most, so that a shard with many records does not delay the other shards. */
    private static final int MOST_PAGES = 10;

    /**
     * How often a reading may take a new iterator: once for an iterator that expired, and once more if the records at
     * the position that takes its place have been trimmed.
     */
    private static final int MOST_RENEWALS = 2;

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

    private final DynamoDbStreamsClient streams;
    private final String arn;
    private final String shard;

    private ShardIteratorType from;

    /** The sequence number of the last record that was read. It is set while {@link #from} is AFTER_SEQUENCE_NUMBER. */
    private String lastRead;

    private String iterator;
    private boolean ended;
    private int count;

    private int failures;
    private SdkException failure;
    private Instant notBefore = Instant.MIN;

    /**
     * Makes a reader that has not read anything.
     *
     * @param from LATEST to read what comes from now on, TRIM_HORIZON to read all that the shard holds
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
     * Reads the records that the shard has now, at most ten pages. What comes meanwhile is left to the next reading. A
     * failure of AWS is not thrown but kept for {@link #failure}.
     *
     * @param sink gets each record; must not throw
     * @param now the present time
     */
    void read(Consumer<Record> sink, Instant now) {
        count = 0;
        failure = null;
        try {
            for (int pages = 0; pages < MOST_PAGES && !ended; pages++) {
                List<Record> page = readPage(sink);
                if (!hasMore(page, now)) {
                    break;
                }
            }
            failures = 0;
        } catch (ResourceNotFoundException e) {
            // The shard is older than a day, or the table has another stream by now, so there is nothing left to read.
            ended = true;
        } catch (SdkException e) {
            failure = e;
            failures++;
            notBefore = now.plus(BACKOFF.after(failures));
        }
    }

    /** Tells whether the shard had more records than those of a page when the reading began. */
    private static boolean hasMore(List<Record> page, Instant now) {
        if (page.isEmpty() || page.size() >= FEW) {
            return !page.isEmpty();
        }
        Instant written = page.get(page.size() - 1).dynamodb().approximateCreationDateTime();
        return written == null || written.isBefore(now.minus(YOUNG));
    }

    private List<Record> readPage(Consumer<Record> sink) {
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
        return records;
    }

    private GetRecordsResponse page() {
        for (int renewals = 0; ; renewals++) {
            try {
                return pageAtIterator();
            } catch (ExpiredIteratorException e) {
                // The iterator was not used for a quarter of an hour. A new one begins behind the last record that was
                // read, or where the first one began if no record was read.
                renew(from, renewals, e);
            } catch (TrimmedDataAccessException e) {
                // The next records were a day old and have been trimmed. A new iterator begins at the oldest record
                // that is left.
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

    /** Gives how many records the last reading read. */
    int count() {
        return count;
    }

    /** Gives the failure of the last reading; empty if it did not fail. */
    Optional<SdkException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Tells whether the shard is closed and has been read to its end. */
    boolean hasEnded() {
        return ended;
    }

    boolean isFailing() {
        return failures > 0;
    }

    boolean isDue(Instant now) {
        return failures == 0 || !now.isBefore(notBefore);
    }

    /** Lets the next reading take place at once, for a caller that has waited already. */
    void forgetFailures() {
        failures = 0;
    }
}
