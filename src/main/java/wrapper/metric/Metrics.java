package wrapper.metric;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wrapper.run.Run;
import wrapper.run.Stop;

/**
 * The metrics of a run. They are sent in a thread of their own and in order, so that neither the command waits for them
 * nor a run depends on them: what cannot be sent is a warning.
 */
public final class Metrics {
    private static final Logger LOG = LoggerFactory.getLogger(Metrics.class);
    // A call ends within 4 s, and at the end of a run there are at most the one under way and the last.
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    private static final long TICK_MILLIS = 50;

    private final Consumer<List<Metric>> sender;
    private final Duration rate;
    private final Stop stop;
    private final ScheduledThreadPoolExecutor thread;
    private Future<?> last;
    private Future<?> durations;
    private boolean ended;

    /** Takes who sends metrics, and how often the time that a command has run so far is to be told. */
    public Metrics(Consumer<List<Metric>> sender, Duration rate, Stop stop) {
        this.sender = sender;
        this.rate = rate;
        this.stop = stop;
        // Starts its thread with the first task, so one that is never used costs nothing.
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "metrics");
            made.setDaemon(true);
            return made;
        });
    }

    /** Tells that the run starts. */
    public void start(Run run) {
        handIn(List.of(job("Start", 1)));
    }

    /** Tells from now on how long the command has run. */
    public void command(Run run) {
        durations = thread.scheduleAtFixedRate(
                () -> run.commandStarted().ifPresent(started -> send(List.of(seconds(started, Instant.now())))),
                rate.toMillis(),
                rate.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Tells how the run went, the first time it is called, and waits until all is sent or it has taken too long. */
    public void end(Run run) {
        if (ended) {
            return;
        }
        ended = true;
        if (durations != null) {
            durations.cancel(false);
        }
        int exit = run.exitCode() == 0 ? 0 : 1;
        Instant now = Instant.now();
        handIn(List.of(
                run.outcome().map(o -> seconds(o.started(), o.ended())).orElseGet(() -> seconds(now, now)),
                job("Exit", exit),
                new Metric("Exit", exit, Metric.Unit.NONE, Metric.Dimensions.TEAM, now),
                job("End", 1)));
        await();
        thread.shutdownNow();
    }

    /** Waits until what was handed in is sent, or it has taken too long. */
    public void await() {
        long until = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (last != null && !last.isDone()) {
            if (System.nanoTime() - until > 0 || stop.resultsDue()) {
                LOG.warn("metrics are not sent in time: going on");
                return;
            }
            try {
                last.get(TICK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                // Looked at above: what was thrown is told by the thread.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void handIn(List<Metric> metrics) {
        last = thread.submit(() -> send(metrics));
    }

    private void send(List<Metric> metrics) {
        try {
            sender.accept(metrics);
        } catch (RuntimeException | LinkageError e) {
            // Nobody asks the thread what it threw. Camel wraps what a route throws.
            Throwable cause = e.getCause() == null ? e : e.getCause();
            LOG.warn(
                    "metrics not sent: {}",
                    cause instanceof IllegalStateException
                            ? cause.getMessage()
                            : cause.getClass().getSimpleName());
        }
    }

    private static Metric job(String name, double value) {
        return new Metric(name, value, Metric.Unit.NONE, Metric.Dimensions.JOB, Instant.now());
    }

    private static Metric seconds(Instant from, Instant to) {
        double seconds = Math.max(0, Duration.between(from, to).toMillis()) / 1000.0;
        return new Metric("Duration", seconds, Metric.Unit.SECONDS, Metric.Dimensions.JOB, to);
    }
}
