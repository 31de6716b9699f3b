package execution.allocation;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What metrics say of tenants.
 *
 * @param lanes How many lanes metrics name with their tenant and runner, of those that this instance sweeps: the ones
 *     whose oldest execution has been pending for the longest time. With {@code 0} no metric names a tenant.
 */
@Validated
@ConfigurationProperties("execution.metrics")
public record LaneMetricsProperties(@Min(0) @Max(100) @DefaultValue("10") int lanes) {}
