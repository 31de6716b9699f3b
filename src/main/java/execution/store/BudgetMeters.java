package execution.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;

/**
 * The use that this instance makes of one budget of the account. What is left is worked out from the bucket as this
 * instance saw it last, so that reading the metrics costs no call.
 */
final class BudgetMeters {

    private final Counter granted;
    private final Counter usedUp;
    private final Counter slowedDown;
    private final int perSecond;
    private final int burst;
    private final Clock clock;
    private double tokens;
    private long seenAt;

    BudgetMeters(String name, int perSecond, int burst, MeterRegistry metrics, Clock clock) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.clock = clock;
        tokens = burst;
        seenAt = clock.millis();
        granted = calls(name, "granted", metrics);
        usedUp = calls(name, "used_up", metrics);
        slowedDown = Counter.builder("execution.budget.slowed")
                .description("How often AWS asked for fewer calls, which empties the budget")
                .tag("budget", name)
                .register(metrics);
        Gauge.builder("execution.budget.left", this, BudgetMeters::left)
                .description("About how many calls all instances together could make at once")
                .tag("budget", name)
                .register(metrics);
        Gauge.builder("execution.budget.burst", this, meters -> meters.burst)
                .description("How many calls can be left at most")
                .tag("budget", name)
                .register(metrics);
    }

    private static Counter calls(String name, String outcome, MeterRegistry metrics) {
        return Counter.builder("execution.budget.calls")
                .description("Calls that asked for the budget")
                .tag("budget", name)
                .tag("outcome", outcome)
                .register(metrics);
    }

    /** Counts a call that asked for a token, and passes on whether it got one. */
    boolean asked(boolean isGranted) {
        (isGranted ? granted : usedUp).increment();
        return isGranted;
    }

    /** Counts that AWS asked for fewer calls. */
    void slowedDown() {
        slowedDown.increment();
        seen(0);
    }

    /** Notes how many tokens the bucket has now. */
    synchronized void seen(double left) {
        tokens = Math.max(0, left);
        seenAt = clock.millis();
    }

    private synchronized double left() {
        return Math.min(burst, tokens + Math.max(0, clock.millis() - seenAt) * perSecond / 1_000.0);
    }
}
