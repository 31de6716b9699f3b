package execution.config;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How status changes are published.
 *
 * @param mostWaiting executions whose changes wait in memory, some 6 KB each; the changes of others wait in the table alone
 *     until the sweep finds room for them
 * @param retry after a failure; an execution's later changes wait for it
 */
@Validated
@ConfigurationProperties("execution.publication")
public record PublicationProperties(
        @Min(1) @Max(100_000) @DefaultValue("2000") int mostWaiting, @NotNull @DefaultValue("2s") Duration retry) {}
