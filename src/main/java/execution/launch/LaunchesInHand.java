package execution.launch;

import execution.logging.LogContext;
import execution.model.Timestamps;
import execution.task.TaskStates;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The launches that wait in this instance's memory for their turn, and the threads that make them. There is one of an attempt at
 * most. What finds no room is left to the sweep.
 */
final class LaunchesInHand {

    private static final Logger LOG = LoggerFactory.getLogger(LaunchesInHand.class);

    /** Enough to use Fargate's burst of 100 launches while each call takes some 100 ms. */
    private static final int THREADS = 16;

    /** Launches of some 3 KB that wait for their call. */
    private static final int MOST_WAITING = 2_000;

    /** Launches that are put off; they need no more than their keys. */
    private static final int MOST_PUT_OFF = 20_000;

    private final Function<Launching, Optional<Launching>> step;
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();
    private final Set<String> putOff = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService workers = Executors.newScheduledThreadPool(THREADS, runnable -> {
        Thread thread = new Thread(runnable, "dispatch");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param step does what can be done about a launch now, and gives what is left to be done
     */
    LaunchesInHand(Function<Launching, Optional<Launching>> step) {
        this.step = step;
    }

    /** Whether another launch may wait here. */
    boolean hasRoom() {
        return waiting.size() < MOST_WAITING;
    }

    /** Takes a launch and returns at once. */
    void take(Launching launching) {
        String attempt = launching.attemptId();
        if (launching.found() && putOff.contains(attempt)) {
            return;
        }
        Set<String> place = launching.putOff() ? putOff : waiting;
        if (place.size() >= (launching.putOff() ? MOST_PUT_OFF : MOST_WAITING) || !place.add(attempt)) {
            return;
        }
        try {
            long delay = Math.max(
                    0, Duration.between(Timestamps.now(), launching.at()).toMillis());
            workers.schedule(() -> run(launching), delay, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            place.remove(attempt);
            LOG.debug("Stopping; {} is launched after the next start", launching.key());
        }
    }

    private void run(Launching launching) {
        String attempt = launching.attemptId();
        if (launching.putOff()) {
            // It is in one place or the other all the time, so that the sweep finds it in hand.
            boolean alone = waiting.add(attempt);
            putOff.remove(attempt);
            if (!alone) {
                return;
            }
        }
        Optional<Launching> next = Optional.empty();
        try (LogContext context = LogContext.of(launching.key(), TaskStates.attempt(launching.attemptId()))) {
            next = step.apply(launching);
        } catch (RuntimeException e) {
            LOG.warn(
                    "The launch of {} could not be recorded; the sweep goes on with it: {}",
                    launching.key(),
                    e.toString());
        } finally {
            waiting.remove(attempt);
        }
        next.ifPresent(this::take);
    }

    void close() {
        workers.shutdown();
    }
}
