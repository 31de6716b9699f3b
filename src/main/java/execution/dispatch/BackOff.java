package execution.dispatch;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before something is tried again, with jitter, so that what failed together does not come back together. */
final class BackOff {

    private BackOff() {}

    /** Between half and all of base × 2^times, or of {@code most} where that is less. */
    static Duration afterTries(Duration base, int times, Duration most) {
        return jittered(Math.min(base.toMillis() << Math.min(times, 16), most.toMillis()));
    }

    /**
     * Between half and all of the time that was waited so far, within bounds. The pauses grow by that as if tries were counted,
     * and nobody has to remember a count.
     */
    static Duration afterWaiting(Duration waited, Duration least, Duration most) {
        return jittered(Math.min(Math.max(waited.toMillis(), least.toMillis()), most.toMillis()));
    }

    private static Duration jittered(long millis) {
        return Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
    }
}
