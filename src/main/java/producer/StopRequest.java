package producer;

import java.time.Duration;

/** The platform's wish that the producer ends. Safe for several threads. */
final class StopRequest {
    private Thread sending;
    private volatile Long requestedAt;

    /** Asks for it; more than once is the same as once. */
    synchronized void request() {
        if (requestedAt == null) {
            requestedAt = System.nanoTime();
            if (sending != null) {
                sending.interrupt();
            }
        }
    }

    /** Has a thread interrupted when it is asked for, so that it does not wait for room in a buffer. */
    synchronized void interruptOnRequest(Thread thread) {
        sending = thread;
    }

    /** Ends that, and leaves no interrupt behind: what follows in the same thread is the orderly end. */
    synchronized void interruptNoMore() {
        sending = null;
        Thread.interrupted();
    }

    /** Says whether it was asked for. */
    boolean requested() {
        return requestedAt != null;
    }

    /** Gives what is left of the time that everything may take after the request; all of it before. */
    Duration left(Duration timeout) {
        Long since = requestedAt;
        Duration left = since == null ? timeout : timeout.minusNanos(System.nanoTime() - since);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
