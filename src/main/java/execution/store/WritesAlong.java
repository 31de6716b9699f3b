package execution.store;

import execution.model.Execution;
import execution.model.ExecutionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;

/**
 * Changes of rows that wait a moment for another write of the same row, because each write costs units and time. A
 * change counts as done only when it is written, and its caller learns of that.
 */
@Component
public class WritesAlong {

    /** How much time is spent at a stop on the changes that still wait. */
    private static final Duration STOP = Duration.ofSeconds(5);

    /**
     * A change that waits.
     *
     * @param alone writes it if no other write of the row came by
     * @param done completes when the change is on the row
     */
    record Waiting(UnaryOperator<Execution> change, Runnable alone, CompletableFuture<Void> done) {}

    private final Map<ExecutionKey, List<Waiting>> waiting = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "writes-along");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Lets a change wait.
     *
     * @param longestWait how long at most
     * @param alone writes it if no other write of the row came by
     */
    CompletableFuture<Void> add(
            ExecutionKey key, UnaryOperator<Execution> change, Duration longestWait, Runnable alone) {
        Waiting added = new Waiting(change, alone, new CompletableFuture<>());
        waiting.compute(key, (same, others) -> {
            List<Waiting> all = others == null ? new ArrayList<>() : new ArrayList<>(others);
            all.add(added);
            return List.copyOf(all);
        });
        try {
            timer.schedule(() -> writeAlone(key, added), longestWait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            writeAlone(key, added);
        }
        return added.done();
    }

    private void writeAlone(ExecutionKey key, Waiting due) {
        if (due.done().isDone()) {
            return;
        }
        try {
            due.alone().run();
            written(key, List.of(due));
        } catch (RuntimeException e) {
            remove(key, List.of(due));
            due.done().completeExceptionally(e);
        }
    }

    /** The changes that wait for a write of this row. */
    List<Waiting> of(ExecutionKey key) {
        return waiting.getOrDefault(key, List.of());
    }

    /** Completes the changes that are on the row now. */
    void written(ExecutionKey key, List<Waiting> some) {
        remove(key, some);
        some.forEach(one -> one.done().complete(null));
    }

    private void remove(ExecutionKey key, List<Waiting> some) {
        waiting.computeIfPresent(key, (same, all) -> {
            List<Waiting> left = all.stream().filter(one -> !some.contains(one)).toList();
            return left.isEmpty() ? null : left;
        });
    }

    /**
     * Writes the changes that still wait, as far as there is time. The others were not acknowledged, so they come
     * again.
     */
    void stop() {
        timer.shutdownNow();
        // By the monotonic clock: a correction of the time of day must not keep this instance from stopping.
        long end = System.nanoTime() + STOP.toNanos();
        waiting.forEach((key, all) -> {
            if (System.nanoTime() < end) {
                all.forEach(one -> writeAlone(key, one));
            }
        });
    }
}
