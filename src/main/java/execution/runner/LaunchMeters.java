package execution.runner;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/**
 * Counts the calls that launch tasks, by runner and by what was answered. A runner is called only if there is a route
 * for it, so there are as many runners as routes for them.
 */
@Component
public class LaunchMeters {

    private final MeterRegistry metrics;

    public LaunchMeters(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    /** Counts the answer of a runner to a call that was to launch. */
    public void answered(String runner, LaunchAnswer answer) {
        Counter.builder("execution.launches")
                .description("Calls of runners that were to launch tasks")
                .tag("runner", runner)
                .tag("outcome", outcome(answer))
                .register(metrics)
                .increment();
    }

    private static String outcome(LaunchAnswer answer) {
        if (answer instanceof LaunchAnswer.Launched) {
            return "launched";
        }
        if (answer instanceof LaunchAnswer.Refused refused) {
            return refused.passing() ? "refused_for_now" : "refused";
        }
        if (answer instanceof LaunchAnswer.NotNow notNow) {
            return notNow.unsent() ? "no_budget" : "throttled";
        }
        return "unclear";
    }
}
