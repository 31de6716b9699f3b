package shared.failure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * How long to wait before something that failed is tried again. The longest possible pause doubles with each failure.
 * The exact length of a pause is random, so that instances that wait for the same thing do not all try again at the
 * same moment.
 *
 * @param first the longest that the first pause can be, of a microsecond or more
 * @param most the longest that any pause can be
 * @param spread how much of the longest possible pause is left to chance
 */
public record Backoff(Duration first, Duration most, Spread spread) {

    /** Which part of the longest possible pause is random. */
    public enum Spread {
        /** A pause is between half of the longest possible pause and the whole of it. */
        HALF,
        /** A pause is between nothing and the longest possible pause, for many that get in each other's way. */
        WHOLE
    }

    public Backoff {
        if (micros(first) <= 0 || most.compareTo(first) < 0) {
            throw new IllegalArgumentException("a first pause of " + first + " and at most " + most);
        }
    }

    /** Pauses of which half is random. */
    public Backoff(Duration first, Duration most) {
        this(first, most, Spread.HALF);
    }

    /**
     * Gives the pause after a number of failures. The longest possible pause is {@code first}, doubled for each failure
     * after the first one, and never more than {@code most}.
     *
     * @param failures how many tries failed in a row, from 1
     * @return the pause before the next try, in whole microseconds
     */
    public Duration after(int failures) {
        long longest = micros(first);
        for (int doubled = 1; doubled < failures && longest < micros(most); doubled++) {
            longest *= 2;
        }
        return random(Math.min(longest, micros(most)));
    }

    /**
     * Gives the pause after a time of waiting, for a caller that knows since when it has tried but not how often. The
     * longest possible pause is as long as the time of waiting, within the bounds.
     *
     * @param waited the time since the first try
     * @return the pause before the next try, in whole microseconds
     */
    public Duration afterWaiting(Duration waited) {
        return random(Math.min(Math.max(micros(waited), micros(first)), micros(most)));
    }

    private Duration random(long longest) {
        long least = spread == Spread.WHOLE ? 0 : longest - longest / 2;
        return Duration.of(ThreadLocalRandom.current().nextLong(least, longest + 1), ChronoUnit.MICROS);
    }

    private static long micros(Duration duration) {
        return TimeUnit.MICROSECONDS.convert(duration);
    }
}
