package execution.store;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** The pauses between tries of a write that other writes of the same row or counter keep from taking place. */
final class Pauses {

    /**
     * How often a write is tried. Other writes get in the way for moments only, so after that many tries something else
     * is wrong.
     */
    static final int MOST_TRIES = 40;

    private Pauses() {}

    /** Waits for a random time of up to 5, 10, 20 … 320 ms. */
    static void pause(int attempt) {
        long boundMicros = 5_000L << Math.min(attempt - 1, 6);
        LockSupport.parkNanos(1_000 * ThreadLocalRandom.current().nextLong(boundMicros));
    }
}
