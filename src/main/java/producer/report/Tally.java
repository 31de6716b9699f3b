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
 * What became of the records. The sending thread counts what it has sent; acknowledgements come from the client's own
 * thread, the only one that writes them.
 */
public final class Tally {

    /** Stands for the time at which a record was due where there is no schedule. */
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
     * Begins at 0.
     *
     * @param partitions how many the topic has
     * @param keep whether it is kept which records were acknowledged
     */
    public Tally(int partitions, boolean keep) {
        this.partitions = new AtomicLongArray(partitions);
        this.acknowledged = keep ? new BitSet() : null;
    }

    /** One record was handed to the client. By the sending thread. */
    public void sent() {
        sent.lazySet(sent.get() + 1);
    }

    /**
     * One record was acknowledged. By the client's thread.
     *
     * @param sentAt when it was handed to the client, by {@link System#nanoTime}
     * @param dueAt when it should have been; {@link #NEVER_DUE} where there is no schedule
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

    /** One record was given up by the client. By any thread. */
    public void failed(Exception why) {
        String kind = why.getClass().getSimpleName();
        failed.incrementAndGet();
        if (failures.computeIfAbsent(kind, name -> new AtomicLong()).incrementAndGet() == 1) {
            LOG.warn("a record was lost, and more may be for the same reason: {}: {}", kind, why.getMessage());
        }
    }

    public long sentCount() {
        return sent.get();
    }

    public long ackedCount() {
        return acked.get();
    }

    long failedCount() {
        return failed.get();
    }

    /** Gives how many were lost by the kind of failure. */
    Map<String, Long> failures() {
        Map<String, Long> counts = new TreeMap<>();
        failures.forEach((kind, count) -> counts.put(kind, count.get()));
        return counts;
    }

    /** Gives how many were acknowledged by each partition. */
    long[] partitions() {
        long[] counts = new long[partitions.length()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = partitions.get(i);
        }
        return counts;
    }

    /** Gives which were acknowledged. After the client is closed, and only if that was to be kept. */
    public BitSet acknowledged() {
        return acknowledged;
    }

    /** The latencies, from the send and from when it was due, since this was last asked for. */
    synchronized Latencies interval() {
        spareFromSend = fromSend.getIntervalHistogram(spareFromSend);
        spareFromDue = fromDue.getIntervalHistogram(spareFromDue);
        allFromSend.add(spareFromSend);
        allFromDue.add(spareFromDue);
        return new Latencies(Latency.of(spareFromSend), Latency.of(spareFromDue));
    }

    /** The same of all records until {@link #interval} was last called. */
    synchronized Latencies all() {
        return new Latencies(Latency.of(allFromSend), Latency.of(allFromDue));
    }

    /** Latencies from the send and from when it was due. */
    record Latencies(Latency fromSend, Latency fromDue) {}
}
