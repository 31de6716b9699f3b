package wrapper;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The platform's wish that the container ends, and how its stop timeout is shared: the command has two thirds of it to
 * end by itself, the end of the run has the rest but a margin, after which the platform kills everything.
 */
final class Stop {
    private static final long MAX_MARGIN_NANOS = Duration.ofSeconds(2).toNanos();

    private final long timeoutNanos;
    private final List<Runnable> listeners = new ArrayList<>();
    private Long requestedAt;

    Stop(Duration timeout) {
        this.timeoutNanos = timeout.toNanos();
    }

    /** Tells everybody who wants to know, the first time it is called. */
    synchronized void request() {
        if (requestedAt == null) {
            requestedAt = System.nanoTime();
            listeners.forEach(Runnable::run);
        }
    }

    /** Has something done when a stop is requested; at once if it was already. */
    synchronized void onRequest(Runnable listener) {
        if (requestedAt == null) {
            listeners.add(listener);
        } else {
            listener.run();
        }
    }

    /** Drops what {@link #onRequest} took, because there is nothing to be done any more. */
    synchronized void forget(Runnable listener) {
        listeners.remove(listener);
    }

    /** Says whether it was requested. */
    synchronized boolean requested() {
        return requestedAt != null;
    }

    /** Says whether what is left of the command has had its time and is to be killed. */
    synchronized boolean killDue() {
        return requested() && elapsed() >= commandShare().toNanos();
    }

    /** Says whether the results have had their time: after this only the last report is sent. */
    synchronized boolean resultsDue() {
        return requested() && elapsed() >= timeoutNanos - margin() - timeoutNanos / 10;
    }

    /** Says whether nothing more can be begun. */
    synchronized boolean over() {
        return requested() && elapsed() >= timeoutNanos - margin();
    }

    /** Gives the time that a command has between SIGTERM and SIGKILL. */
    Duration commandShare() {
        return Duration.ofNanos(timeoutNanos / 3 * 2);
    }

    /** Gives the whole of the stop timeout. */
    Duration timeout() {
        return Duration.ofNanos(timeoutNanos);
    }

    private long elapsed() {
        return System.nanoTime() - requestedAt;
    }

    private long margin() {
        return Math.min(MAX_MARGIN_NANOS, timeoutNanos / 10);
    }
}
