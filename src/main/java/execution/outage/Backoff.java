package execution.outage;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before something that failed is tried again. The pauses double, and chance spreads them, so that all who
 * wait for the same thing do not come back at the same moment.
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
     * @param failures how often it failed in a row, from 1
     * @return the pause before the next try: by chance between half of {@code first} doubled for each further failure, and the
     *     whole of it, which is cut at {@code most}
     */
    public Duration after(int failures) {
        long millis = first.toMillis();
        for (int doubled = 1; doubled < failures && millis < most.toMillis(); doubled++) {
            millis *= 2;
        }
        return spread(Math.min(millis, most.toMillis()));
    }

    /**
     * For one who knows how long it was waited so far and counts no tries: the pauses grow as if they were counted.
     *
     * @return the pause before the next try: by chance between half and the whole of what was waited, within the bounds
     */
    public Duration afterWaiting(Duration waited) {
        return spread(Math.min(Math.max(waited.toMillis(), first.toMillis()), most.toMillis()));
    }

    private static Duration spread(long longest) {
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest - longest / 2, longest + 1));
    }
}
