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
 * The metrics of a run. One thread sends them in their order, so that the command does not wait for them. If they
 * cannot be sent, the log has a warning, and the run goes on.
 */
public final class RunMetrics {
    private static final Logger LOG = LoggerFactory.getLogger(RunMetrics.class);
    private static final long TICK_MILLIS = 50;

    private final Consumer<List<Metric>> sender;
    private final Duration rate;
    private final Duration timeout;
    private final Stop stop;
    private final ScheduledThreadPoolExecutor thread;
    private Future<?> last;
    private Future<?> durations;
    private boolean ended;

    /**
     * Makes the metrics of a run that has not begun.
     *
     * @param sender sends metrics
     * @param rate the time between two reports of how long the command has run so far
     * @param timeout how long a call of {@link #await} or {@link #end} waits at most
     * @param stop a request to stop, which ends the wait in time
     */
    public RunMetrics(Consumer<List<Metric>> sender, Duration rate, Duration timeout, Stop stop) {
        this.sender = sender;
        this.rate = rate;
        this.timeout = timeout;
        this.stop = stop;
        // The thread starts with the first task, so it costs nothing if no metrics are sent.
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "metrics");
            made.setDaemon(true);
            return made;
        });
    }

    /** Sends that the run starts. */
    public void start(Run run) {
        submit(List.of(job("Start", 1)));
    }

    /** Begins to send, again and again, how long the command has run. */
    public void command(Run run) {
        durations = thread.scheduleAtFixedRate(
                () -> run.commandStarted().ifPresent(started -> send(List.of(seconds(started, Instant.now())))),
                rate.toMillis(),
                rate.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Sends how the run went, and waits until that is sent or takes too long. Only the first call does anything. */
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
        submit(List.of(
                run.outcome().map(o -> seconds(o.started(), o.ended())).orElseGet(() -> seconds(now, now)),
                job("Exit", exit),
                new Metric("Exit", exit, Metric.Unit.NONE, Metric.Dimensions.TEAM, now),
                job("End", 1)));
        await();
        thread.shutdownNow();
    }

    /** Waits until all that was submitted is sent, or takes too long. */
    public void await() {
        long until = System.nanoTime() + timeout.toNanos();
        while (last != null && !last.isDone()) {
            if (System.nanoTime() - until > 0 || stop.resultsDue()) {
                LOG.warn("metrics are not sent in time: going on");
                return;
            }
            try {
                last.get(TICK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                // The loop looks again, and what was thrown is logged by the thread.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void submit(List<Metric> metrics) {
        last = thread.submit(() -> send(metrics));
    }

    private void send(List<Metric> metrics) {
        try {
            sender.accept(metrics);
        } catch (RuntimeException | LinkageError e) {
            // It is logged here, because nobody else sees it. Camel wraps what a route throws, so the cause says more.
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
