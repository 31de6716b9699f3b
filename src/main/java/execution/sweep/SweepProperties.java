package execution.sweep;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * When an execution that nobody acted on is looked at again.
 *
 * @param first after the start
 * @param period between two sweeps for what has become due
 * @param shards of the index of unfinished work; the same for all instances, and only ever raised
 * @param launch an allocated execution is due this long after its last write
 * @param task a dispatched or running one: its task is asked for, and again each time that this has passed; well inside the hour
 *     for which ECS remembers stopped tasks
 * @param stop one that is to be stopped: the stop is repeated
 * @param publication one with status changes that are not known to be published
 * @param recount between two counts of what a lane's slot counter should be
 */
@Validated
@ConfigurationProperties("execution.sweep")
public record SweepProperties(
        @NotNull @DefaultValue("1s") Duration first,
        @NotNull @DefaultValue("10s") Duration period,
        @Min(1) @Max(64) @DefaultValue("4") int shards,
        @NotNull @DefaultValue("30s") Duration launch,
        @NotNull @DefaultValue("5m") Duration task,
        @NotNull @DefaultValue("20s") Duration stop,
        @NotNull @DefaultValue("1m") Duration publication,
        @NotNull @DefaultValue("10m") Duration recount) {}
