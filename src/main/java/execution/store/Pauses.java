package execution.store;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import shared.failure.Backoff;
import shared.failure.Backoff.Spread;

/** The pauses between tries of a write that other writes of the same row or counter keep from taking place. */
public final class Pauses {

    /**
     * How often a write is tried. Other writes get in the way for moments only, so after that many tries something else
     * is wrong.
     */
    public static final int MOST_TRIES = 40;

    private static final Backoff PAUSES = new Backoff(Duration.ofMillis(5), Duration.ofMillis(320), Spread.WHOLE);

    private Pauses() {}

    /** Waits for a random time of up to 5, 10, 20 … 320 ms. */
    public static void pause(int attempt) {
        LockSupport.parkNanos(PAUSES.after(attempt).toNanos());
    }
}
