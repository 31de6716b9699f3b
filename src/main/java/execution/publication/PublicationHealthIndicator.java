package execution.publication;

import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Says whether status changes wait for being published, and why. The service is up all the same: executions go on without
 * the topic, and taking the instance out of service would help nobody.
 */
@Component
class PublicationHealthIndicator implements HealthIndicator {

    private final Publisher publisher;

    PublicationHealthIndicator(Publisher publisher) {
        this.publisher = publisher;
    }

    @Override
    public Health health() {
        Health.Builder health = Health.up().withDetail("waiting", publisher.waiting());
        publisher.outage().ifPresent(outage -> health.withDetail("failing_since", outage.since())
                .withDetail("reason", outage.reason()));
        return health.build();
    }
}
