package execution.task;

import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.outage.Backoff;
import execution.runner.RunnerRoutes;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Asks runners to stop tasks, by {@code direct:stop-<job_runner>}, in threads of its own: a stop waits neither for launches nor
 * makes anybody wait. The end of a task comes from its runner.
 */
@Component
public class TaskStops {

    private static final Logger LOG = LoggerFactory.getLogger(TaskStops.class);

    private static final int THREADS = 4;

    /** Stops in memory; those of executions beyond that are left to the sweep. */
    private static final int MOST = 5_000;

    private static final int MOST_TRIES = 12;
    private static final Backoff PAUSES = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

    private final RunnerRoutes runners;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService workers = Executors.newScheduledThreadPool(THREADS, runnable -> {
        Thread thread = new Thread(runnable, "task-stop");
        thread.setDaemon(true);
        return thread;
    });

    TaskStops(RunnerRoutes runners) {
        this.runners = runners;
    }

    /**
     * Has the task of an execution that is to be stopped stopped; returns at once. If that fails, the sweep asks again. Does
     * nothing while the task is not known yet; who stores its reference sees the intent and asks then.
     */
    public void stop(Execution execution) {
        String reference = execution.taskReference();
        if (reference == null || execution.status().isTerminal() || execution.stop() == null) {
            return;
        }
        if (underWay.size() < MOST && underWay.add(reference)) {
            submit(reference, Duration.ZERO, () -> {
                try {
                    runners.stop(
                            execution.job().jobRunner(),
                            reference,
                            execution.stop().reason());
                } catch (RuntimeException e) {
                    LOG.warn("Stopping the task of {} failed, the sweep asks again: {}", execution.key(), e.toString());
                } finally {
                    underWay.remove(reference);
                }
            });
        }
    }

    /**
     * Has a task stopped that belongs to no attempt under way; returns at once. No row leads to it, so it is asked for again
     * for some minutes. The task's state RUNNING, where that comes later, has it stopped as well.
     *
     * @param execution whose attempt the task was launched for
     */
    public void stopOrphan(Execution execution, String reference) {
        if (!underWay.add(reference)) {
            return;
        }
        LOG.warn(
                "Task {} was launched for an attempt of {} that is over by now; it is being stopped",
                reference,
                execution.key());
        submit(
                reference,
                Duration.ZERO,
                () -> stopOrphan(execution.key(), execution.job().jobRunner(), reference, 1));
    }

    private void stopOrphan(ExecutionKey key, String runner, String reference, int attempt) {
        try {
            runners.stop(runner, reference, "the attempt that it was launched for is over");
            underWay.remove(reference);
        } catch (RuntimeException e) {
            if (attempt == MOST_TRIES) {
                underWay.remove(reference);
                LOG.error(
                        "Task {} of {} could not be stopped and belongs to no attempt; it has to be stopped by hand: {}",
                        reference,
                        key,
                        e.toString());
                return;
            }
            LOG.warn("Task {} of {} could not be stopped yet: {}", reference, key, e.toString());
            submit(reference, PAUSES.after(attempt + 1), () -> stopOrphan(key, runner, reference, attempt + 1));
        }
    }

    private void submit(String reference, Duration delay, Runnable stop) {
        try {
            workers.schedule(stop, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            underWay.remove(reference);
            LOG.debug("Stopping; task {} is not asked to stop by this instance", reference);
        }
    }

    @PreDestroy
    void close() {
        workers.shutdown();
    }
}
