package execution.api;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What may be asked for, and how much at once. The limits hold for each tenant in each instance. The requests of a
 * tenant's tasks are counted apart from the requests of its users.
 *
 * @param jobs The names of jobs that may be asked for besides those that have a task file or a route {@code
 *     direct:environment-<job_name>}; a {@code *} stands for any characters. A job's name is by default the family of
 *     its task definition, so {@code *} alone lets every tenant run every task definition that the service may run.
 * @param mostInFlight How many requests of a tenant may be under way at once, each from its first byte to its answer.
 *     What is beyond is refused with 429.
 * @param perSecond How many requests a tenant may make in a second in the long run. What is beyond is refused with 429.
 * @param burst How many requests of a tenant may come at once after a pause.
 * @param mostPending How many executions of a tenant may be pending for a runner before no more are taken. They are
 *     counted once a minute at most, so several instances together may take some more.
 * @param bodyWithin How long the body of a request may be on its way, from its first byte to its last.
 */
@Validated
@ConfigurationProperties("execution.requests")
public record RequestProperties(
        @NotNull @DefaultValue
                List<
                                @Pattern(
                                        regexp = "[a-z0-9*_-]{1,64}",
                                        message = "must be a job's name, or a pattern with *")
                                String>
                        jobs,
        @Min(1) @Max(10_000) @DefaultValue("16") int mostInFlight,
        @Min(1) @Max(100_000) @DefaultValue("100") int perSecond,
        @Min(1) @Max(100_000) @DefaultValue("200") int burst,
        @Min(1) @Max(1_000_000) @DefaultValue("10000") int mostPending,
        @NotNull @DurationMin(seconds = 1) @DurationMax(minutes = 1) @DefaultValue("10s") Duration bodyWithin) {

    /** The most bytes of JSON that a job event may have, whether it comes by HTTP or by the queue. */
    public static final int MOST_EVENT_BYTES = 65_536;

    /** Tells whether a job of this name is among {@link #jobs}. */
    public boolean offers(String job) {
        return jobs.stream().anyMatch(pattern -> job.matches(pattern.replace("*", ".*")));
    }
}
