package execution.runner.process;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Tasks that run as processes of the service's own machine. Such a task is the same user as the service, and nothing
 * keeps it from the files and the credentials of that user; so the runner is for a service on one machine whose tasks
 * are trusted.
 *
 * @param enabled Whether the runner {@code process} is there. Jobs for it are refused where it is not.
 * @param wrapper The words that start the wrapper; the first is the path of its script. It has to be there when the
 *     service starts.
 * @param directory The directory with a directory of each task. It has to outlive a restart of the service, because a
 *     task outlives it too, and only one machine may use it.
 * @param most How many processes may run at once on this machine. A task that would be one more waits.
 * @param freeSpace How much room the disk of {@code execution.process.directory} must have for another task to be
 *     started.
 * @param stopTimeout How long a task may take to end after SIGTERM, in whole seconds. The wrapper kills the command at
 *     two thirds of it, and after all of it the next request to stop kills the wrapper.
 * @param kept How long the end of a task, its log among it, is remembered. It has to be longer than the half hour for
 *     which an unclear launch is repeated, and than several times {@code execution.sweep.task}.
 */
@Validated
@ConfigurationProperties("execution.process")
public record ProcessProperties(
        @DefaultValue("false") boolean enabled,
        @NotEmpty @DefaultValue("/opt/twrap/twrap") List<@NotBlank String> wrapper,
        @NotNull @DefaultValue("/var/lib/execution-service/processes") Path directory,
        @Min(1) @Max(1_000) @DefaultValue("4") int most,
        @NotNull @DefaultValue("512MB") DataSize freeSpace,
        @NotNull @DurationMin(seconds = 1) @DurationMax(hours = 1) @DefaultValue("30s") Duration stopTimeout,
        @NotNull @DurationMin(hours = 1) @DefaultValue("24h") Duration kept) {}
