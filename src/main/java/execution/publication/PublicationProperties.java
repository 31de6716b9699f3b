package execution.publication;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How status changes are published.
 *
 * @param mostWaiting executions whose changes wait in memory, 1 to 100,000, usually some 6 KB each; the changes of others wait
 *     in the table alone until the sweep finds room for them
 * @param mostWaitingSize how much memory they may take together, a large job included
 * @param retry the longest pause after a failure, by chance down to half of it; an execution's later changes wait for it
 */
@Validated
@ConfigurationProperties("execution.publication")
public record PublicationProperties(
        @Min(1) @Max(100_000) @DefaultValue("2000") int mostWaiting,
        @NotNull @DefaultValue("12MB") DataSize mostWaitingSize,
        @NotNull @DefaultValue("2s") Duration retry) {}
