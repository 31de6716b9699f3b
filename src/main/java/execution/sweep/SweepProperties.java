package execution.sweep;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * When an execution is looked at again that nobody acted on.
 *
 * @param first How long after the start the first sweep begins.
 * @param period The time between two sweeps for what has become due.
 * @param shards How many parts the index of unfinished work has. All instances need the same number, and it may only
 *     ever be raised, because executions in a part that is left out are never looked at again.
 * @param launch How long after its last write an execution is due that has a slot and was not launched yet.
 * @param task How long a task may be silent before its runner is asked for it, and the time between two such questions.
 *     It has to be well inside the time for which the platform remembers a stopped task; that is an hour at ECS.
 * @param stop How long after the last try a task is stopped again that is to be stopped and still runs.
 * @param publication How old a status change may become before the sweep publishes it, where it is not known to be
 *     published.
 * @param recount The time between two counts of what the slot counter of a tenant and runner should be.
 */
@Validated
@ConfigurationProperties("execution.sweep")
public record SweepProperties(
        @NotNull @DurationMin(millis = 1) @DefaultValue("1s") Duration first,
        @NotNull @DurationMin(millis = 1) @DefaultValue("10s") Duration period,
        @Min(1) @Max(64) @DefaultValue("4") int shards,
        @NotNull @DurationMin(millis = 1) @DefaultValue("30s") Duration launch,
        @NotNull @DurationMin(millis = 1) @DefaultValue("5m") Duration task,
        @NotNull @DurationMin(millis = 1) @DefaultValue("20s") Duration stop,
        @NotNull @DurationMin(millis = 1) @DefaultValue("1m") Duration publication,
        @NotNull @DurationMin(millis = 1) @DefaultValue("10m") Duration recount) {}
