package execution.config;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What may be asked for.
 *
 * @param jobs names of jobs that may be asked for beside those that have a route {@code direct:environment-<job_name>}; a
 *     {@code *} stands for any characters. A job's name is by default the family of its task definition, so whoever may ask
 *     for any job may run any task definition of the account that the service may run.
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
                        jobs) {

    /** Whether a job of this name is among {@link #jobs}. */
    public boolean offers(String job) {
        return jobs.stream().anyMatch(pattern -> job.matches(pattern.replace("*", ".*")));
    }
}
