package wrapper.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The platform's request to stop the container, which comes as SIGTERM, and how the time until the platform kills
 * everything is shared. That time is the stop timeout. The command has two thirds of it to end by itself, and the end
 * of the run has the rest, except for a margin.
 */
public final class Stop {
    private static final long MAX_MARGIN_NANOS = Duration.ofSeconds(2).toNanos();

    private long timeoutNanos;
    private final List<Runnable> listeners = new ArrayList<>();
    private Long requestedAt;

    /** Takes how long the platform waits between SIGTERM and SIGKILL. */
    public Stop(Duration timeout) {
        this.timeoutNanos = timeout.toNanos();
    }

    /** Notes the request and runs the listeners. Only the first call does anything. */
    public synchronized void request() {
        if (requestedAt == null) {
            requestedAt = System.nanoTime();
            listeners.forEach(Runnable::run);
        }
    }

    /**
     * Notes the request, for a platform that waits for less long than usual.
     *
     * @param within how long that is
     */
    public synchronized void request(Duration within) {
        if (requestedAt == null) {
            timeoutNanos = Math.max(1, Math.min(timeoutNanos, within.toNanos()));
            request();
        }
    }

    /** Adds a listener, which runs when a stop is requested; at once if that was before. */
    public synchronized void onRequest(Runnable listener) {
        if (requestedAt == null) {
            listeners.add(listener);
        } else {
            listener.run();
        }
    }

    /** Removes a listener. */
    public synchronized void forget(Runnable listener) {
        listeners.remove(listener);
    }

    /** Says whether a stop was requested. */
    public synchronized boolean requested() {
        return requestedAt != null;
    }

    /** Says whether the command has had its time and must be killed. */
    public synchronized boolean killDue() {
        return requested() && elapsed() >= commandShare().toNanos();
    }

    /** Says whether the time for sending results is over. After it only the last report is sent. */
    public synchronized boolean resultsDue() {
        return requested() && elapsed() >= timeoutNanos - margin() - timeoutNanos / 10;
    }

    /** Says whether there is no time left to begin anything. */
    public synchronized boolean over() {
        return requested() && elapsed() >= timeoutNanos - margin();
    }

    /** Gives the time that a command has between SIGTERM and SIGKILL. */
    public synchronized Duration commandShare() {
        return Duration.ofNanos(timeoutNanos / 3 * 2);
    }

    /** Gives the whole of the stop timeout. */
    public synchronized Duration timeout() {
        return Duration.ofNanos(timeoutNanos);
    }

    private long elapsed() {
        return System.nanoTime() - requestedAt;
    }

    private long margin() {
        return Math.min(MAX_MARGIN_NANOS, timeoutNanos / 10);
    }
}
