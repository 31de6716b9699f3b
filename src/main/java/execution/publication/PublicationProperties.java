package execution.publication;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How status changes are published.
 *
 * @param mostWaiting How many executions may have changes that wait for publication in memory, usually some 6 KB each.
 *     The changes of further executions wait in the table alone, until the sweep finds room for them.
 * @param mostWaitingSize How much memory all changes that wait may take together. What is beyond waits in the table
 *     alone.
 * @param retry The longest pause after a failed publication. Chance shortens it down to its half, and later changes of
 *     the same execution wait for it, so that changes stay in their order.
 */
@Validated
@ConfigurationProperties("execution.publication")
public record PublicationProperties(
        @Min(1) @Max(100_000) @DefaultValue("2000") int mostWaiting,
        @NotNull @DefaultValue("12MB") DataSize mostWaitingSize,
        @NotNull @DurationMin(millis = 1) @DefaultValue("2s") Duration retry) {

    @AssertTrue(message = "most-waiting-size must be above 0")
    boolean isThereRoom() {
        return mostWaitingSize == null || mostWaitingSize.toBytes() > 0;
    }
}
