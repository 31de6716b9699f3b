package execution.store;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** Pauses between tries of a write that others get in the way of. */
final class Pauses {

    /** Contention on one row or counter is short; beyond this many tries something else is wrong. */
    static final int MOST_TRIES = 40;

    private Pauses() {}

    /** Full jitter up to 5, 10, 20 … 320 ms. */
    static void pause(int attempt) {
        long boundMicros = 5_000L << Math.min(attempt - 1, 6);
        LockSupport.parkNanos(1_000 * ThreadLocalRandom.current().nextLong(boundMicros));
    }
}
