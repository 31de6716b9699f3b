package execution.partition;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the parts of partitioned jobs are sent to workers, and when a part is given to another worker.
 *
 * @param lease How long a worker may be silent about parts that it has claimed, in whole seconds. A worker that cannot
 *     renew its lease ends its parts before the lease is over; then another worker may begin their next try.
 * @param unclaimedFor How long parts that were sent may be claimed by no worker before they are sent again, while no
 *     message waits in the queue {@code execution.queues.fleet}. While messages wait there, it is thirty times as long.
 * @param taskUnclaimedFor How long a part that runs as a task of its own may be claimed by no task before it is
 *     launched again. A task has to start within that time, its image has to be pulled meanwhile. A launch whose answer
 *     was unclear is repeated in the first half of it.
 * @param mostLosses How often the worker of a part may be lost. A part that outlived no worker so often has failed,
 *     whatever the job's number of attempts, because the part itself may be what ends the workers.
 * @param bundle How long the parts of one message should take together. A message has as many parts as took that long
 *     before, 25 at most.
 * @param idle How long after a turn in which nothing happened a job has its next turn at the latest. A job in which
 *     something happens has a turn each second, and one after each report of a worker to the same instance.
 */
@Validated
@ConfigurationProperties("execution.partitions")
public record PartitionProperties(
        @NotNull @DurationMin(seconds = 3) @DurationMax(hours = 1) @DefaultValue("60s") Duration lease,
        @NotNull @DurationMin(millis = 1) @DurationMax(days = 7) @DefaultValue("2m") Duration unclaimedFor,
        @NotNull @DurationMin(millis = 1) @DurationMax(minutes = 50) @DefaultValue("10m") Duration taskUnclaimedFor,
        @Min(1) @Max(100) @DefaultValue("3") int mostLosses,
        @NotNull @DurationMin(millis = 1) @DurationMax(hours = 1) @DefaultValue("1s") Duration bundle,
        @NotNull @DurationMin(seconds = 1) @DurationMax(minutes = 5) @DefaultValue("10s") Duration idle) {}
