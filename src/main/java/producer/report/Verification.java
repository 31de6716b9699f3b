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
 * Reads back the records of a run. Each record is recognised by the mark in its header, and records of other runs and
 * other producers are passed over.
 */
public final class Verification {

    private static final Logger LOG = LoggerFactory.getLogger(Verification.class);
    // A call ends early, so that the loop notices a request to stop. The loop then repeats the call.
    private static final int API_TIMEOUT_MILLIS = 2_000;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final int SHOWN = 10;

    private final RunIdentity run;
    private final Consumer<byte[], byte[]> consumer;
    private final BitSet found = new BitSet();
    private long duplicates;

    /**
     * Makes a consumer, which {@link #read} closes.
     *
     * @param run the run whose records are read back
     * @param connection the properties with which Kafka's client reaches the cluster
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
     * Reads the topic up to its present end and compares what is there with what was acknowledged.
     *
     * @param from the offset in each partition at which reading begins
     * @param acknowledged the numbers of the records that must be there
     * @param client how the records were sent, which says what Kafka promised
     * @param outOfTime is asked again and again, and ends the reading when it says true
     * @return what was found, also if reading failed or came to no end
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
        while (!outOfTime.getAsBoolean() && System.nanoTime() - lastProgress < LONGEST_WAIT.toNanos()) {
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

    /** The outcome of the verification. */
    public enum Status {
        /** Every promise was kept. */
        VERIFIED,
        /** Acknowledged records are missing. */
        MISSING,
        /** Records are there twice, although the brokers should have dropped what a retry sent again. */
        DUPLICATES,
        /** The topic was not read to its end, so nothing can be said. */
        INCOMPLETE,
        /** Nothing was promised, because no broker acknowledges anything with ACKS=0. */
        UNVERIFIABLE;

        /** Says whether a promise was broken, or may have been. */
        public boolean bad() {
            return this != VERIFIED && this != UNVERIFIABLE;
        }
    }

    /**
     * The result of the verification.
     *
     * @param status the outcome
     * @param promise what Kafka promises for this way of sending
     * @param found how many different records of the run were found
     * @param missing how many acknowledged records were not found
     * @param firstMissing the ids of the first ten of the missing records
     * @param duplicates how often a record was found again
     * @param unacknowledged how many records were found although no acknowledgement of them had arrived
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
