package wrapper.work.pulse;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at all that has a time to keep: leases, time limits, the visibility of messages. One thread does it for all, so
 * that a part that ends in a millisecond needs no timer of its own. What takes longer is done in the background.
 */
public final class Pulse implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);
    private static final long TICK_MILLIS = 50;

    private final Set<Ticking> subjects = ConcurrentHashMap.newKeySet();
    private final AtomicInteger threads = new AtomicInteger();
    private final ExecutorService background =
            Executors.newCachedThreadPool(task -> daemon(task, "background-" + threads.incrementAndGet()));
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "pulse"));

    /** Starts to look. */
    public Pulse() {
        clock.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Looks at a subject from now on. */
    public void add(Ticking subject) {
        subjects.add(subject);
    }

    /** Does not look at a subject any more. */
    public void remove(Ticking subject) {
        subjects.remove(subject);
    }

    /** Gives threads for what takes longer. */
    public Executor background() {
        return background;
    }

    private void tick() {
        long now = System.nanoTime();
        for (Ticking subject : subjects) {
            try {
                subject.tick(now);
            } catch (RuntimeException e) {
                LOG.error(
                        "the worker's clock cannot look at {}",
                        subject.getClass().getSimpleName(),
                        e);
            }
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        clock.shutdownNow();
        background.shutdown();
    }
}
