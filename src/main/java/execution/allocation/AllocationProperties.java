package execution.allocation;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.Map;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How many executions a tenant may have at once.
 *
 * @param slots by runner; an attribute {@code slot_limit} on a tenant's slot item in the table goes before
 * @param defaultSlots for a runner without an entry
 * @param pendingTimeout a pending execution older than this ends as timed_out, also if it has a slot and its launch had to be put off
 * @param maxRefusals how often a launch may be refused for lack of capacity before the execution fails
 * @param refusalBackOff pause before the attempt after a refusal, 1 ms to 5 min, doubled each time up to 5 minutes, with jitter
 */
@Validated
@ConfigurationProperties("execution.allocation")
public record AllocationProperties(
        @NotNull @DefaultValue Map<String, @Min(0) @Max(1_000_000) Integer> slots,
        @Min(0) @Max(1_000_000) @DefaultValue("10") int defaultSlots,
        @NotNull @DefaultValue("24h") Duration pendingTimeout,
        @Min(0) @Max(100) @DefaultValue("20") int maxRefusals,
        @NotNull @DurationMin(millis = 1) @DurationMax(minutes = 5) @DefaultValue("2s") Duration refusalBackOff) {

    /** The limit for a runner where the tenant has none of its own. */
    public int slotsFor(String runner) {
        return slots.getOrDefault(runner, defaultSlots);
    }
}
