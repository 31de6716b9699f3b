package execution.aws;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;
import shared.aws.AwsFailures;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Remembers which services of AWS are away, as the service's own calls found them: no call is made to find out. A
 * service is away if the last call of it had no answer, an error inside the service, or too many calls before it. The
 * health shows those that are away. The state is UP all the same: executions wait until the service is back, and
 * another instance would fare no better.
 */
@Component("dependencies")
class Dependencies implements HealthIndicator {

    /** After that time without a call nobody knows any more. */
    private static final Duration GOOD_FOR = Duration.ofMinutes(5);

    private final MeterRegistry metrics;
    private final Clock clock;
    private final Map<String, Failing> failing = new ConcurrentHashMap<>();

    private record Failing(Instant since, Instant last, String reason) {}

    Dependencies(MeterRegistry metrics, Clock clock) {
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Makes what watches the calls of a client.
     *
     * @param name the name of the service, such as {@code dynamodb}
     */
    ExecutionInterceptor watch(String name) {
        Gauge.builder("execution.dependency.failing", () -> isFailing(failing.get(name)) ? 1 : 0)
                .description("1 if the last call of the dependency failed because it is away, else 0")
                .tag("dependency", name)
                .register(metrics);
        return new Watch(name);
    }

    private boolean isFailing(Failing state) {
        return state != null && clock.instant().isBefore(state.last().plus(GOOD_FOR));
    }

    @Override
    public Health health() {
        Health.Builder health = Health.up();
        new TreeMap<>(failing).forEach((name, state) -> {
            if (isFailing(state)) {
                health.withDetail(name, Map.of("failing_since", state.since(), "reason", state.reason()));
            }
        });
        return health.build();
    }

    private final class Watch implements ExecutionInterceptor {

        private final String name;

        private Watch(String name) {
            this.name = name;
        }

        @Override
        public void afterExecution(Context.AfterExecution call, ExecutionAttributes attributes) {
            failing.remove(name);
        }

        @Override
        public void onExecutionFailure(Context.FailedExecution call, ExecutionAttributes attributes) {
            Throwable failure = call.exception();
            if (failure instanceof AbortedException) {
                // This instance gave the call up, as it does when it stops.
                return;
            }
            if (failure instanceof SdkException refused && AwsFailures.isUnavailable(refused)) {
                Instant now = clock.instant();
                failing.merge(
                        name,
                        new Failing(now, now, AwsFailures.describe(refused)),
                        (before, last) ->
                                isFailing(before) ? new Failing(before.since(), last.last(), last.reason()) : last);
            } else {
                failing.remove(name);
            }
        }
    }
}
