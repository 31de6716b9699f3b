package execution.outage;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before something that failed is tried again. Each pause is up to twice as long as the one before.
 * Its exact length is random, so that instances that wait for the same thing do not all try again at the same moment.
 *
 * @param first the longest that the first pause can be
 * @param most the longest that any pause can be
 */
public record Backoff(Duration first, Duration most) {

    public Backoff {
        if (first.isNegative() || first.isZero() || most.compareTo(first) < 0) {
            throw new IllegalArgumentException("a first pause of " + first + " and at most " + most);
        }
    }

    /**
     * Gives the pause after a number of failures. The longest possible pause is {@code first}, doubled for each failure
     * after the first one, and never more than {@code most}.
     *
     * @param failures how many tries failed in a row, from 1
     * @return the pause before the next try: a random time between half of the longest possible pause and the whole of
     *     it
     */
    public Duration after(int failures) {
        long millis = first.toMillis();
        for (int doubled = 1; doubled < failures && millis < most.toMillis(); doubled++) {
            millis *= 2;
        }
        return spread(Math.min(millis, most.toMillis()));
    }

    /**
     * Gives the pause after a time of waiting, for a caller that knows since when it has tried but not how often. The
     * pauses grow as those of {@link #after} do.
     *
     * @param waited the time since the first try
     * @return the pause before the next try: a random time between half of {@code waited} and the whole of it, within
     *     the bounds
     */
    public Duration afterWaiting(Duration waited) {
        return spread(Math.min(Math.max(waited.toMillis(), first.toMillis()), most.toMillis()));
    }

    private static Duration spread(long longest) {
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest - longest / 2, longest + 1));
    }
}
