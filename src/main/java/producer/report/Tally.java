package producer.report;

import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the records and measures how long their acknowledgements take. Only the sending thread counts what was sent,
 * and only the thread of Kafka's client counts acknowledgements, so neither needs a lock.
 */
public final class Tally {

    /** Stands for the time at which a record was due if there is no schedule. */
    public static final long NEVER_DUE = Long.MIN_VALUE;

    private static final Logger LOG = LoggerFactory.getLogger(Tally.class);
    private static final int DIGITS = 3;

    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong acked = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final Map<String, AtomicLong> failures = new ConcurrentHashMap<>();
    private final AtomicLongArray partitions;
    private final BitSet acknowledged;
    private final SingleWriterRecorder fromSend = new SingleWriterRecorder(DIGITS);
    private final SingleWriterRecorder fromDue = new SingleWriterRecorder(DIGITS);
    private final Histogram allFromSend = new Histogram(DIGITS);
    private final Histogram allFromDue = new Histogram(DIGITS);
    private Histogram spareFromSend;
    private Histogram spareFromDue;

    /**
     * Begins to count at 0.
     *
     * @param partitions how many partitions the topic has
     * @param keep whether to remember which records were acknowledged
     */
    public Tally(int partitions, boolean keep) {
        this.partitions = new AtomicLongArray(partitions);
        this.acknowledged = keep ? new BitSet() : null;
    }

    /** Counts a record that was handed to Kafka's client. Only the sending thread may call this method. */
    public void sent() {
        sent.lazySet(sent.get() + 1);
    }

    /**
     * Counts a record that was acknowledged. Only the thread of Kafka's client may call this method.
     *
     * @param sequence the number of the record, from 0
     * @param where the partition that took the record
     * @param sentAt when the record was handed to the client, in nanoseconds by {@link System#nanoTime}
     * @param dueAt when the record was due, by the same clock; {@link #NEVER_DUE} if there is no schedule
     */
    public void acknowledged(long sequence, RecordMetadata where, long sentAt, long dueAt) {
        long now = System.nanoTime();
        fromSend.recordValue((now - sentAt) / 1_000);
        if (dueAt != NEVER_DUE) {
            fromDue.recordValue(Math.max(0, now - dueAt) / 1_000);
        }
        int partition = where.partition();
        if (partition < partitions.length()) {
            partitions.lazySet(partition, partitions.get(partition) + 1);
        }
        if (acknowledged != null) {
            acknowledged.set((int) sequence);
        }
        acked.lazySet(acked.get() + 1);
    }

    /** Counts a record that Kafka's client gave up, by the kind of failure. Any thread may call this method. */
    public void failed(Exception why) {
        String kind = why.getClass().getSimpleName();
        failed.incrementAndGet();
        if (failures.computeIfAbsent(kind, name -> new AtomicLong()).incrementAndGet() == 1) {
            LOG.warn("a record was lost, and more may be for the same reason: {}: {}", kind, why.getMessage());
        }
    }

    /** Gives how many records were handed to the client. */
    public long sentCount() {
        return sent.get();
    }

    /** Gives how many records were acknowledged. */
    public long ackedCount() {
        return acked.get();
    }

    long failedCount() {
        return failed.get();
    }

    /** Gives how many records were given up, by the kind of failure. */
    Map<String, Long> failures() {
        Map<String, Long> counts = new TreeMap<>();
        failures.forEach((kind, count) -> counts.put(kind, count.get()));
        return counts;
    }

    /** Gives how many records each partition acknowledged. */
    long[] partitions() {
        long[] counts = new long[partitions.length()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = partitions.get(i);
        }
        return counts;
    }

    /**
     * Gives the numbers of the records that were acknowledged. May be called only after the client is closed.
     *
     * @return null if they were not to be remembered
     */
    public BitSet acknowledged() {
        return acknowledged;
    }

    /** Gives the latencies since the last call. */
    synchronized Latencies interval() {
        spareFromSend = fromSend.getIntervalHistogram(spareFromSend);
        spareFromDue = fromDue.getIntervalHistogram(spareFromDue);
        allFromSend.add(spareFromSend);
        allFromDue.add(spareFromDue);
        return new Latencies(Latency.of(spareFromSend), Latency.of(spareFromDue));
    }

    /** Gives the latencies of all records up to the last call of {@link #interval}. */
    synchronized Latencies all() {
        return new Latencies(Latency.of(allFromSend), Latency.of(allFromDue));
    }

    /**
     * How long acknowledgements took.
     *
     * @param fromSend since the records were sent
     * @param fromDue since the records were due
     */
    record Latencies(Latency fromSend, Latency fromDue) {}
}
