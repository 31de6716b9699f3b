package execution.publication;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Says in the health whether status changes wait to be published, and why. The state is UP all the same: executions go
 * on without the topic, and taking the instance out of service would not help.
 */
@Component
class PublicationHealthIndicator implements HealthIndicator {

    private final PublicationTurns turns;
    private final PublicationOutage outage;

    PublicationHealthIndicator(PublicationTurns turns, PublicationOutage outage, MeterRegistry metrics) {
        this.turns = turns;
        this.outage = outage;
        Gauge.builder(
                        "execution.dependency.failing",
                        outage,
                        state -> state.current().isPresent() ? 1 : 0)
                .description("1 if the last call of the dependency failed because it is away, else 0")
                .tag("dependency", "topic")
                .register(metrics);
    }

    @Override
    public Health health() {
        Health.Builder health = Health.up().withDetail("waiting", turns.waiting());
        outage.current().ifPresent(state -> health.withDetail("failing_since", state.since())
                .withDetail("reason", state.reason()));
        return health.build();
    }
}
