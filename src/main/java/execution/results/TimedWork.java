package execution.results;

import execution.model.UnusableMessageException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/**
 * Runs work that may never end, and goes on without it after its time. The work is interrupted. If it does not react to
 * that, as a regular expression does not, its thread is left alone. When there are too many such threads, only a
 * restart ends them, so the instance says that it is no longer alive.
 */
@Component
class TimedWork {

    private static final Logger LOG = LoggerFactory.getLogger(TimedWork.class);

    /**
     * How many such threads there may be before the instance is of no use any more. Each may take a whole processor.
     */
    private static final int MOST_LEFT = 4;

    private static final long CHECK_MILLIS = 1_000;

    private final Duration limit;
    private final ApplicationEventPublisher availability;
    private final LongSupplier nanos;
    private final Set<Thread> left = ConcurrentHashMap.newKeySet();

    @Autowired
    TimedWork(ResultsProperties properties, ApplicationEventPublisher availability) {
        this(properties.mostTime(), availability, System::nanoTime);
    }

    /** @param nanos the time in nanoseconds, from any begin */
    TimedWork(Duration limit, ApplicationEventPublisher availability, LongSupplier nanos) {
        this.limit = limit;
        this.availability = availability;
        this.nanos = nanos;
    }

    /**
     * Begins work in a thread of its own. The log lines of that thread have the fields of the caller's.
     *
     * @param name the name of the work, for people
     */
    <T> Work<T> begin(String name, Callable<T> work) throws InterruptedException {
        awaitThreads();
        Map<String, String> marks = MDC.getCopyOfContextMap();
        FutureTask<T> running = new FutureTask<>(() -> {
            if (marks != null) {
                MDC.setContextMap(marks);
            }
            return work.call();
        });
        Thread thread = new Thread(running, "results");
        thread.setDaemon(true);
        thread.start();
        return new Work<>(name, running, thread);
    }

    /**
     * Waits while too many threads hang: other results would not fare better, and failing them would use up their
     * deliveries.
     */
    private void awaitThreads() throws InterruptedException {
        if (!tooManyAreLeft()) {
            return;
        }
        LOG.error(
                "{} threads that read results hang, and no results are read until this instance is restarted",
                MOST_LEFT);
        AvailabilityChangeEvent.publish(availability, this, LivenessState.BROKEN);
        while (tooManyAreLeft()) {
            Thread.sleep(CHECK_MILLIS);
        }
        AvailabilityChangeEvent.publish(availability, this, LivenessState.CORRECT);
    }

    private boolean tooManyAreLeft() {
        left.removeIf(thread -> !thread.isAlive());
        return left.size() >= MOST_LEFT;
    }

    /**
     * Work that was begun. Only the time counts in which somebody waits for it, so work that has to wait for others
     * does not use up its time. It belongs to one thread.
     */
    final class Work<T> {

        private final String name;
        private final FutureTask<T> running;
        private final Thread thread;
        private long nanosLeft = limit.toNanos();

        private Work(String name, FutureTask<T> running, Thread thread) {
            this.name = name;
            this.running = running;
            this.thread = thread;
        }

        /**
         * Takes what the work puts into a queue.
         *
         * @throws UnusableMessageException if the work takes longer than {@code execution.results.most-time}
         */
        <X> X take(BlockingQueue<X> queue) throws InterruptedException {
            long from = nanos.getAsLong();
            X taken = queue.poll(nanosLeft, TimeUnit.NANOSECONDS);
            nanosLeft -= nanos.getAsLong() - from;
            if (taken == null) {
                throw tookTooLong();
            }
            return taken;
        }

        /**
         * Waits for the end of the work.
         *
         * @throws UnusableMessageException if the work takes longer than {@code execution.results.most-time}, or if it
         *     throws it
         */
        T result() throws Exception {
            long from = nanos.getAsLong();
            try {
                return running.get(nanosLeft, TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                throw tookTooLong();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Exception failure) {
                    throw failure;
                }
                throw e;
            } finally {
                nanosLeft -= nanos.getAsLong() - from;
            }
        }

        /** Gives for how long the work was waited for up to now. */
        Duration waitedFor() {
            return limit.minusNanos(nanosLeft);
        }

        /** Interrupts the work if it has not ended, because nobody waits for it any more. */
        void leave() {
            if (!running.isDone()) {
                left.add(thread);
                running.cancel(true);
            }
        }

        private UnusableMessageException tookTooLong() {
            LOG.warn("{} takes longer than {}, and nobody waits for it any more", name, limit);
            return new UnusableMessageException(name + " takes longer than " + limit.toSeconds() + " s");
        }
    }
}
