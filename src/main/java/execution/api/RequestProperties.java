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
 * What may be asked for, and how much at once. The limits hold for each tenant in each instance; what a tenant's tasks ask counts
 * apart from what its users ask.
 *
 * @param jobs names of jobs that may be asked for beside those that have a route {@code direct:environment-<job_name>}; a
 *     {@code *} stands for any characters. A job's name is by default the family of its task definition, so whoever may ask
 *     for any job may run any task definition of the account that the service may run.
 * @param mostInFlight requests of a tenant that are under way at once, from their first byte to their answer; 1 to 10,000
 * @param perSecond requests of a tenant a second in the long run; 1 to 100,000
 * @param burst how many may come at once after a pause; 1 to 100,000
 * @param mostPending executions of a tenant that may be pending for a runner before no more are taken; 1 to 1,000,000. They are
 *     counted once a minute at most, so several instances together may take some more
 * @param bodyWithin for how long a body may be on its way, from its first byte to its last; 1 s to 1 min
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

    /** The most bytes of JSON that a job's event may have, by HTTP and by the queue. */
    public static final int MOST_EVENT_BYTES = 65_536;

    /** Whether a job of this name is among {@link #jobs}. */
    public boolean offers(String job) {
        return jobs.stream().anyMatch(pattern -> job.matches(pattern.replace("*", ".*")));
    }
}
