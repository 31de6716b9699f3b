package producer.report;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import producer.settings.LoadSettings;

/** Reads the tally at each interval, logs a line of progress and hands the figures to the metrics. */
public final class Progress implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Progress.class);

    private final Tally tally;
    private final Supplier<Lag> lag;
    private final double target;
    private final IntervalMetrics metrics;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "progress");
        thread.setDaemon(true);
        return thread;
    });
    private final long start;
    private long last;
    private long sent;
    private long acked;
    private long failed;
    private Lag longest = Lag.NONE;

    /**
     * Begins to report.
     *
     * @param settings name the interval, the rate and the metrics
     * @param tally counts the records
     * @param lag says how far the load is behind its schedule now; several threads call it
     * @throws IOException if the port for Prometheus is taken or not allowed
     */
    public Progress(LoadSettings settings, Tally tally, Supplier<Lag> lag) throws IOException {
        this.tally = tally;
        this.lag = lag;
        this.target = settings.pace().perSecond();
        this.metrics = new IntervalMetrics(settings, tally, lag);
        Duration interval = settings.reports().interval();
        start = System.nanoTime();
        last = start;
        timer.scheduleAtFixedRate(this::tick, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    private synchronized void tick() {
        try {
            Interval interval = interval();
            LOG.info("{}", interval.line(target));
            metrics.accept(interval);
        } catch (RuntimeException e) {
            // The exception ends here, because the timer would otherwise silently stop.
            LOG.error("progress cannot be told", e);
        }
    }

    private Interval interval() {
        long now = System.nanoTime();
        long sentNow = tally.sentCount();
        long ackedNow = tally.ackedCount();
        long failedNow = tally.failedCount();
        Lag behind = lag.get();
        longest = behind.millis() > longest.millis() ? behind : longest;
        Tally.Latencies latencies = tally.interval();
        Interval interval = new Interval(
                (now - start) / 1e9,
                (now - last) / 1e9,
                sentNow - sent,
                ackedNow - acked,
                failedNow - failed,
                latencies.fromSend(),
                latencies.fromDue(),
                behind);
        last = now;
        sent = sentNow;
        acked = ackedNow;
        failed = failedNow;
        return interval;
    }

    /** Gives the longest lag that an interval ended with. */
    public synchronized Lag longestLag() {
        return longest;
    }

    /** Reports what has happened since the last interval, and then ends. */
    @Override
    public void close() {
        timer.shutdownNow();
        tick();
        metrics.close();
    }
}
