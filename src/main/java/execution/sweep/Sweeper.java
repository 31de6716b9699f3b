package execution.sweep;

import execution.model.Timestamps;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Handler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Looks at what is overdue in the shards that are this instance's share, each in a thread of its own, so that a shard
 * with much to do does not hold up the others.
 */
@Component
public class Sweeper {

    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

    private static final long IDLE_SECONDS = 60;

    private final SweepShares shares;
    private final SweepParts parts;
    private final Map<Integer, ShardSweep> sweeps = new ConcurrentHashMap<>();
    private final Set<Integer> running = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads;
    private final MeterRegistry metrics;
    private final Timer done;
    private final Timer brokenOff;
    private final Clock clock;
    private boolean failing;

    Sweeper(SweepShares shares, SweepParts parts, MeterRegistry metrics, Clock clock) {
        this.shares = shares;
        this.parts = parts;
        this.threads = new ThreadPoolExecutor(
                0, parts.sweep().shards(), IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), runnable -> {
                    Thread thread = new Thread(runnable, "sweep");
                    thread.setDaemon(true);
                    return thread;
                });
        this.metrics = metrics;
        this.done = timer("done");
        this.brokenOff = timer("broken_off");
        this.clock = clock;
    }

    private Timer timer(String outcome) {
        return Timer.builder("execution.sweep")
                .description("Sweeps of one shard")
                .tag("outcome", outcome)
                .register(metrics);
    }

    /** Begins a sweep of each shard of this instance's share that is not being swept still; returns at once. */
    @Handler
    public synchronized void sweep() {
        Set<Integer> mine;
        try {
            mine = shares.hold();
        } catch (RuntimeException e) {
            if (!failing) {
                LOG.warn("The shards to sweep cannot be leased: {}", e.toString());
            }
            failing = true;
            return;
        }
        if (failing) {
            LOG.info("The shards to sweep can be leased again");
            failing = false;
        }
        sweeps.keySet().retainAll(mine);
        parts.lanes().keep(mine);
        mine.forEach(shard -> start(shard, sweeps.computeIfAbsent(shard, free -> new ShardSweep(free, parts))));
    }

    private void start(int shard, ShardSweep sweep) {
        if (!running.add(shard)) {
            return;
        }
        try {
            threads.execute(() -> {
                Timer.Sample time = Timer.start(metrics);
                try {
                    sweep.run(Timestamps.now(clock));
                    time.stop(done);
                } catch (RuntimeException e) {
                    time.stop(brokenOff);
                    LOG.warn("The sweep of shard {} was broken off and goes on with the next: {}", shard, e.toString());
                } finally {
                    running.remove(shard);
                }
            });
        } catch (RejectedExecutionException e) {
            running.remove(shard);
        }
    }

    @PreDestroy
    void stop() {
        threads.shutdown();
        shares.release();
    }
}
