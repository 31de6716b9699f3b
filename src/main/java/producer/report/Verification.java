package producer.report;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import producer.payload.RunIdentity;
import producer.settings.LoadSettings;
import shared.kafka.KafkaFailure;

/**
 * Reads back what a run has written. Each record carries a header with the run and its number, whatever key and value
 * it has; records of others are passed over.
 */
public final class Verification {

    private static final Logger LOG = LoggerFactory.getLogger(Verification.class);
    // Short, so that a request to stop is seen; it is asked again as long as there is patience.
    private static final int API_TIMEOUT_MILLIS = 2_000;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SHOWN = 10;

    private final RunIdentity run;
    private final Consumer<byte[], byte[]> consumer;
    private final BitSet found = new BitSet();
    private long duplicates;

    /**
     * Makes it ready to read.
     *
     * @param connection how the cluster is reached
     */
    public Verification(RunIdentity run, Map<String, ?> connection) {
        this.run = run;
        Map<String, Object> properties = new HashMap<>(connection);
        properties.put("auto.offset.reset", "earliest");
        properties.put("enable.auto.commit", false);
        properties.put("default.api.timeout.ms", API_TIMEOUT_MILLIS);
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * Reads everything between two positions and compares it with what was acknowledged.
     *
     * @param from the offset of the first record of each partition
     * @param acknowledged the numbers of the records that must be there
     * @param client how they were sent, and so what was promised
     * @param outOfTime says when to give up
     * @return what was found
     */
    public Result read(
            Map<TopicPartition, Long> from,
            BitSet acknowledged,
            LoadSettings.Client client,
            BooleanSupplier outOfTime) {
        boolean whole = false;
        try (consumer) {
            consumer.assign(from.keySet());
            from.forEach(consumer::seek);
            whole = readToEnd(from.keySet(), outOfTime);
        } catch (KafkaException e) {
            LOG.error("nothing can be read back: {}", KafkaFailure.of(e).text());
        }
        BitSet missing = (BitSet) acknowledged.clone();
        missing.andNot(found);
        BitSet unexpected = (BitSet) found.clone();
        unexpected.andNot(acknowledged);
        return new Result(
                status(whole, missing, client),
                client.idempotent() ? "exactly once" : client.acks().equals("0") ? "none" : "at least once",
                found.cardinality(),
                missing.cardinality(),
                missing.stream()
                        .limit(SHOWN)
                        .mapToObj(number -> run.id() + '-' + number)
                        .toList(),
                duplicates,
                unexpected.cardinality());
    }

    private Status status(boolean whole, BitSet missing, LoadSettings.Client client) {
        if (client.acks().equals("0")) {
            return Status.UNVERIFIABLE;
        } else if (!whole) {
            return Status.INCOMPLETE;
        } else if (!missing.isEmpty()) {
            return Status.MISSING;
        }
        return duplicates > 0 && client.idempotent() ? Status.DUPLICATES : Status.VERIFIED;
    }

    private boolean readToEnd(Set<TopicPartition> partitions, BooleanSupplier outOfTime) {
        Map<TopicPartition, Long> ends = null;
        long lastProgress = System.nanoTime();
        while (!outOfTime.getAsBoolean() && System.nanoTime() - lastProgress < PATIENCE.toNanos()) {
            try {
                if (ends == null) {
                    ends = new HashMap<>(consumer.endOffsets(partitions));
                }
                ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
                if (ends.isEmpty()) {
                    return true;
                }
                var records = consumer.poll(POLL);
                records.forEach(this::take);
                if (!records.isEmpty()) {
                    lastProgress = System.nanoTime();
                }
            } catch (TimeoutException e) {
                LOG.warn("reading back waits for a broker: {}", e.getMessage());
            }
        }
        return false;
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        var header = record.headers().lastHeader(RunIdentity.MARK_HEADER);
        if (header == null || header.value().length != 2 * Long.BYTES) {
            return;
        }
        ByteBuffer mark = ByteBuffer.wrap(header.value());
        long number = mark.getLong();
        long sequence = mark.getLong();
        if (number != run.number() || sequence < 0 || sequence >= LoadSettings.MOST_VERIFIED) {
            return;
        }
        if (found.get((int) sequence)) {
            duplicates++;
        }
        found.set((int) sequence);
    }

    /** How it came out. */
    public enum Status {
        /** Everything promised was kept. */
        VERIFIED,
        /** Acknowledged records are not there. */
        MISSING,
        /** Records are there twice although retries must not double them. */
        DUPLICATES,
        /** It ran out of time, so nothing can be said. */
        INCOMPLETE,
        /** Nothing was promised: with ACKS=0 no broker acknowledges anything. */
        UNVERIFIABLE;

        /** Says whether a promise was broken, or may have been. */
        public boolean bad() {
            return this != VERIFIED && this != UNVERIFIABLE;
        }
    }

    /**
     * What was found.
     *
     * @param promise what the way of sending promises
     * @param found different records of the run
     * @param firstMissing the ids of some that are missing
     * @param duplicates how often a record was found again
     * @param unacknowledged found, although the client never heard of it
     */
    public record Result(
            Status status,
            String promise,
            long found,
            long missing,
            List<String> firstMissing,
            long duplicates,
            long unacknowledged) {}
}
