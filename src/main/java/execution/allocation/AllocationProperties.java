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
 * How many executions of a tenant may run at once, and what becomes of those that have to wait.
 *
 * @param slots How many executions each tenant may have allocated, dispatched or running at once, by the name of the
 *     runner. The attribute {@code slot_limit} of a tenant's slot item in the executions table goes before it for that
 *     tenant.
 * @param defaultSlots How many executions each tenant may have at once with a runner that {@code
 *     execution.allocation.slots} does not name.
 * @param pendingTimeout How long an execution may be pending before it ends as {@code timed_out}, unless its task's
 *     file has {@code limits.waiting}. It holds as well for an execution that has a slot and whose launch had to be put
 *     off, because a launch that never takes place would keep the slot for ever.
 * @param maxRefusals How often a launch may be refused for lack of capacity, or a task may be ended by the platform,
 *     before the execution fails.
 * @param refusalBackOff The pause before the attempt after a first refusal. It doubles with each further refusal up to
 *     5 minutes, and a part of it is left to chance, so that many refused executions do not come back at the same
 *     moment.
 * @param priorityStep How much earlier each step of priority lets an execution stand in its lane. An execution of
 *     priority 9 goes before all those of priority 0 that have waited for less than nine steps. With {@code 0s}
 *     priorities have no effect. All instances need the same value; executions that are pending keep the places that
 *     they have when it changes.
 */
@Validated
@ConfigurationProperties("execution.allocation")
public record AllocationProperties(
        @NotNull @DefaultValue Map<String, @Min(0) @Max(1_000_000) Integer> slots,
        @Min(0) @Max(1_000_000) @DefaultValue("10") int defaultSlots,
        @NotNull @DurationMin(millis = 1) @DefaultValue("24h") Duration pendingTimeout,
        @Min(0) @Max(100) @DefaultValue("20") int maxRefusals,
        @NotNull @DurationMin(millis = 1) @DurationMax(minutes = 5) @DefaultValue("2s") Duration refusalBackOff,
        @NotNull @DurationMin @DurationMax(days = 1) @DefaultValue("10m") Duration priorityStep) {

    /** The limit for a runner where the tenant has none of its own. */
    public int slotsFor(String runner) {
        return slots.getOrDefault(runner, defaultSlots);
    }
}
