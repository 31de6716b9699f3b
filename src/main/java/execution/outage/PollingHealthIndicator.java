package execution.outage;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Says in the health which routes cannot poll, since when and why. The state is UP all the same: taking the instance
 * out of service would not help, because every instance polls the same queues and the same stream.
 */
@Component
class PollingHealthIndicator implements HealthIndicator {

    private final PollOutages outages;

    PollingHealthIndicator(PollOutages outages, MeterRegistry metrics) {
        this.outages = outages;
        Gauge.builder("execution.polling.failing", outages, all -> all.current().size())
                .description("Routes whose polls fail")
                .register(metrics);
    }

    @Override
    public Health health() {
        return Health.up().withDetails(outages.current()).build();
    }
}
