package producer;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the tally at each interval, logs a line and tells whoever else wants to know. */
final class Progress implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Progress.class);

    private final Load load;
    private final Tally tally;
    private final double target;
    private final List<Consumer<Interval>> listeners;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "progress");
        thread.setDaemon(true);
        return thread;
    });
    private final long start = System.nanoTime();
    private long last = start;
    private long sent;
    private long acked;
    private long failed;
    private Load.Lag longest = Load.Lag.NONE;

    Progress(Load load, Tally tally, double target, Duration interval, List<Consumer<Interval>> listeners) {
        this.load = load;
        this.tally = tally;
        this.target = target;
        this.listeners = listeners;
        timer.scheduleAtFixedRate(this::tick, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    private synchronized void tick() {
        try {
            Interval interval = interval();
            LOG.info("{}", interval.line(target));
            listeners.forEach(listener -> listener.accept(interval));
        } catch (RuntimeException e) {
            // The timer would silently never come again.
            LOG.error("progress cannot be told", e);
        }
    }

    private Interval interval() {
        long now = System.nanoTime();
        long sentNow = tally.sentCount();
        long ackedNow = tally.ackedCount();
        long failedNow = tally.failedCount();
        Load.Lag lag = load.lag();
        longest = lag.millis() > longest.millis() ? lag : longest;
        Tally.Latencies latencies = tally.interval();
        Interval interval = new Interval(
                (now - start) / 1e9,
                (now - last) / 1e9,
                sentNow - sent,
                ackedNow - acked,
                failedNow - failed,
                latencies.fromSend(),
                latencies.fromDue(),
                lag);
        last = now;
        sent = sentNow;
        acked = ackedNow;
        failed = failedNow;
        return interval;
    }

    /** Gives the longest lag that was seen. */
    synchronized Load.Lag longestLag() {
        return longest;
    }

    /** Tells what came since the last interval, and no more after it. */
    @Override
    public void close() {
        timer.shutdownNow();
        tick();
    }
}
