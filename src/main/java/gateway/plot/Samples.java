package gateway.plot;

import execution.store.StatusMeters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** What this instance's meters said in each minute of the last hour. */
@Component
class Samples {

    /** The most samples that are kept. */
    static final int MOST = 60;

    private static final Duration STEP = Duration.ofMinutes(1);

    private final MeterRegistry metrics;
    private final Clock clock;
    private final Deque<Sample> ring = new ArrayDeque<>();
    private Totals before;

    Samples(MeterRegistry metrics, Clock clock) {
        this.metrics = metrics;
        this.clock = clock;
        this.before = totals();
    }

    /**
     * What happened in a minute.
     *
     * @param ended how many executions ended, for a minute of 60 seconds
     * @param waited how many seconds those waited on average that got their first slot; 0 if none did
     */
    record Sample(double ended, double waited) {}

    /** What the meters have counted since the start. */
    private record Totals(Instant at, double ended, long waits, double seconds) {}

    /** Looks whether a minute is over, which may be asked at any time and as often as one likes. */
    synchronized void look() {
        Duration since = Duration.between(before.at(), clock.instant());
        if (!since.isNegative() && since.compareTo(STEP) < 0) {
            return;
        }
        Totals now = totals();
        if (!since.isNegative()) {
            long waits = now.waits() - before.waits();
            ring.addLast(new Sample(
                    (now.ended() - before.ended()) * STEP.toMillis() / since.toMillis(),
                    waits == 0 ? 0 : (now.seconds() - before.seconds()) / waits));
            if (ring.size() > MOST) {
                ring.removeFirst();
            }
        }
        before = now;
    }

    /** Gives the samples, the oldest first. */
    synchronized List<Sample> all() {
        return List.copyOf(ring);
    }

    private Totals totals() {
        Collection<Timer> waited = metrics.find(StatusMeters.WAITED).timers();
        return new Totals(
                clock.instant(),
                metrics.find(StatusMeters.ENDED).counters().stream()
                        .mapToDouble(Counter::count)
                        .sum(),
                waited.stream().mapToLong(Timer::count).sum(),
                waited.stream()
                        .mapToDouble(timer -> timer.totalTime(TimeUnit.SECONDS))
                        .sum());
    }
}
