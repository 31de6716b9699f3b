package execution.runner.worker;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How whole jobs run on workers of the fleet.
 *
 * @param lease For how long a job on a worker goes on without an answer of the service, in whole seconds. The job asks
 *     four times as often, and learns so that it is to stop.
 */
@Validated
@ConfigurationProperties("execution.worker")
public record WorkerProperties(
        @NotNull @DurationMin(seconds = 1) @DurationMax(hours = 1) @DefaultValue("60s") Duration lease) {}
