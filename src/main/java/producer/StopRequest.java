package producer;

import java.time.Duration;

/** The request of the platform, by SIGTERM, that the producer ends. Several threads may use it at once. */
final class StopRequest {
    private Thread sending;
    private volatile Long requestedAt;

    /** Requests the end. A second request changes nothing. */
    synchronized void request() {
        if (requestedAt == null) {
            requestedAt = System.nanoTime();
            if (sending != null) {
                sending.interrupt();
            }
        }
    }

    /** Has this thread interrupted by a request, so that the thread does not go on waiting for room in a buffer. */
    synchronized void interruptOnRequest(Thread thread) {
        sending = thread;
    }

    /**
     * Has no thread interrupted any more, and clears an interrupt of the calling thread, because the orderly end
     * follows in that thread.
     */
    synchronized void interruptNoMore() {
        sending = null;
        Thread.interrupted();
    }

    /** Says whether the end was requested. */
    boolean requested() {
        return requestedAt != null;
    }

    /**
     * Gives how much time is left to end in.
     *
     * @param timeout how long everything after the request may take
     * @return the whole timeout before the request; what remains of it after the request, and never less than zero
     */
    Duration left(Duration timeout) {
        Long since = requestedAt;
        Duration left = since == null ? timeout : timeout.minusNanos(System.nanoTime() - since);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
