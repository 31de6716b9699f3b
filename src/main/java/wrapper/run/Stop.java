package wrapper.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The platform's wish that the container ends, and how its stop timeout is shared: the command has two thirds of it to
 * end by itself, the end of the run has the rest but a margin, after which the platform kills everything.
 */
public final class Stop {
    private static final long MAX_MARGIN_NANOS = Duration.ofSeconds(2).toNanos();

    private final long timeoutNanos;
    private final List<Runnable> listeners = new ArrayList<>();
    private Long requestedAt;

    public Stop(Duration timeout) {
        this.timeoutNanos = timeout.toNanos();
    }

    /** Tells everybody who wants to know, the first time it is called. */
    public synchronized void request() {
        if (requestedAt == null) {
            requestedAt = System.nanoTime();
            listeners.forEach(Runnable::run);
        }
    }

    /** Has something done when a stop is requested; at once if it was already. */
    public synchronized void onRequest(Runnable listener) {
        if (requestedAt == null) {
            listeners.add(listener);
        } else {
            listener.run();
        }
    }

    /** Drops what {@link #onRequest} took, because there is nothing to be done any more. */
    public synchronized void forget(Runnable listener) {
        listeners.remove(listener);
    }

    /** Says whether it was requested. */
    public synchronized boolean requested() {
        return requestedAt != null;
    }

    /** Says whether what is left of the command has had its time and is to be killed. */
    public synchronized boolean killDue() {
        return requested() && elapsed() >= commandShare().toNanos();
    }

    /** Says whether the results have had their time: after this only the last report is sent. */
    public synchronized boolean resultsDue() {
        return requested() && elapsed() >= timeoutNanos - margin() - timeoutNanos / 10;
    }

    /** Says whether nothing more can be begun. */
    public synchronized boolean over() {
        return requested() && elapsed() >= timeoutNanos - margin();
    }

    /** Gives the time that a command has between SIGTERM and SIGKILL. */
    public Duration commandShare() {
        return Duration.ofNanos(timeoutNanos / 3 * 2);
    }

    /** Gives the whole of the stop timeout. */
    public Duration timeout() {
        return Duration.ofNanos(timeoutNanos);
    }

    private long elapsed() {
        return System.nanoTime() - requestedAt;
    }

    private long margin() {
        return Math.min(MAX_MARGIN_NANOS, timeoutNanos / 10);
    }
}
