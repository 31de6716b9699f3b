package execution.runner.ecs;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where tasks run and how often ECS may be called.
 *
 * @param cluster name or ARN; the service does not start without it
 * @param subnets ids of the tasks' subnets, one at least
 * @param securityGroups ids; none is the default group of the subnets' VPC
 * @param assignPublicIp ENABLED only in a public subnet
 * @param capacityProvider FARGATE or FARGATE_SPOT; empty uses the launch type FARGATE
 * @param sameTokenFor how long a launch with an unclear answer is repeated under its client token, counted from the first
 *     moment at which RunTask may have been called; after that the cluster's list of tasks decides. A client token lives as long as the task and an hour, at most 24 h.
 * @param listedWithin how long after a launch its task may still be missing in the cluster's list of tasks
 * @param budget calls to ECS for the account
 */
@Validated
@ConfigurationProperties("execution.ecs")
public record EcsProperties(
        @NotBlank @DefaultValue("executions") String cluster,
        @NotEmpty List<@NotBlank String> subnets,
        @NotNull @DefaultValue List<String> securityGroups,
        @Pattern(regexp = "ENABLED|DISABLED", message = "must be ENABLED or DISABLED") @DefaultValue("DISABLED")
                String assignPublicIp,
        @NotNull @DefaultValue("") String capacityProvider,
        @NotNull @DefaultValue("30m") Duration sameTokenFor,
        @NotNull @DefaultValue("1m") Duration listedWithin,
        @NotNull @Valid @DefaultValue Budget budget) {

    /**
     * Fargate's default quota is 20 launches a second sustained with a burst of 100, RunTask and StopTask together
     * (Amazon ECS, "AWS Fargate throttling quotas").
     *
     * @param perSecond launches and stops a second for the whole account
     * @param burst how many may come at once
     * @param stopReserve how many of the burst only StopTask may use
     * @param readsPerSecond DescribeTasks and ListTasks a second
     * @param chunk how many calls an instance leases at once
     */
    public record Budget(
            @Min(1) @Max(10_000) @DefaultValue("20") int perSecond,
            @Min(1) @Max(10_000) @DefaultValue("100") int burst,
            @Min(0) @Max(10_000) @DefaultValue("10") int stopReserve,
            @Min(1) @Max(10_000) @DefaultValue("10") int readsPerSecond,
            @Min(1) @Max(1_000) @DefaultValue("10") int chunk) {}
}
