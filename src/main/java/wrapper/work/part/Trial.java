package wrapper.work.part;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import wrapper.work.pulse.Ticking;

/**
 * Watches one try of a part, or one job: ends it when its time is over, or when it is to be stopped. First it is asked
 * to end, and after some time it is killed.
 */
public final class Trial implements Ticking {

    /** What is watched. Its methods may take a while, so they are called in the background. */
    public interface Subject {
        /** Asks it to end. */
        void terminate();

        /** Ends it at once. */
        void kill();

        /** Ends what it has left behind, should it have ended by itself a while ago and still keep its caller busy. */
        default void release() {}

        /** Tells whether it has ended by itself. */
        default boolean isOver() {
            return false;
        }
    }

    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final long begun = System.nanoTime();
    private final long limitNanos;
    private final long graceNanos;
    private final Executor background;
    private Subject subject;
    private boolean timedOut;
    private boolean stopped;
    private boolean killing;
    private boolean killed;
    private boolean released;
    private long terminatedAt;
    private long overSince;

    /**
     * Begins to watch.
     *
     * @param limit how long it may take
     * @param grace how long it may take to end when it is asked to
     */
    public Trial(Duration limit, Duration grace, Executor background) {
        this.limitNanos = limit.compareTo(Duration.ofDays(10_000)) > 0 ? Long.MAX_VALUE : limit.toNanos();
        this.graceNanos = grace.toNanos();
        this.background = background;
    }

    /** Takes what is watched. If it was to be stopped before, it is stopped now. */
    public synchronized void watch(Subject watched) {
        subject = watched;
        released = false;
        killed = false;
        overSince = 0;
        if (killing) {
            kill();
        } else if (timedOut || stopped) {
            terminate();
        }
    }

    /** Watches nothing any more. */
    public synchronized void forget() {
        subject = null;
    }

    /** Asks it to end. */
    public synchronized void stop() {
        if (!stopped) {
            stopped = true;
            terminate();
        }
    }

    /** Ends it at once. */
    public synchronized void stopAtOnce() {
        stopped = true;
        kill();
    }

    public synchronized boolean isTimedOut() {
        return timedOut;
    }

    public synchronized boolean isStopped() {
        return stopped;
    }

    /** Gives for how long it has been watched. */
    public double seconds() {
        return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begun) / 1_000_000.0;
    }

    @Override
    public synchronized void tick(long now) {
        if (subject == null) {
            return;
        }
        if (!timedOut && !stopped && now - begun >= limitNanos) {
            timedOut = true;
            terminate();
        } else if ((timedOut || stopped) && now - terminatedAt >= graceNanos) {
            kill();
        }
        if (!subject.isOver()) {
            return;
        }
        if (overSince == 0) {
            overSince = now;
        } else if (!released && now - overSince >= LINGER_NANOS) {
            released = true;
            background.execute(subject::release);
        }
    }

    private void terminate() {
        if (terminatedAt == 0) {
            terminatedAt = System.nanoTime();
        }
        if (subject != null) {
            background.execute(subject::terminate);
        }
    }

    private void kill() {
        killing = true;
        if (subject != null && !killed) {
            killed = true;
            background.execute(subject::kill);
        }
    }
}
