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
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where tasks run and how often ECS may be called.
 *
 * @param cluster The name or ARN of the cluster that tasks run in. The service does not start where there is no active
 *     cluster of this name.
 * @param subnets The ids of the subnets that tasks run in.
 * @param securityGroups The ids of the tasks' security groups. Without any, tasks have the default group of the
 *     subnets' VPC.
 * @param assignPublicIp Whether tasks get a public address. A task in a public subnet needs one to reach anything
 *     outside of its VPC, and a task in a private subnet has no use for one.
 * @param capacityProvider The capacity provider of tasks, {@code FARGATE} or {@code FARGATE_SPOT}. Where it is empty,
 *     tasks are launched with the launch type {@code FARGATE}.
 * @param familyPrefix What stands before each family of a task definition that a job names, so that two installations
 *     in one account and region have families of their own. A task definition that is named by its ARN has no prefix.
 * @param sameTokenFor How long a launch whose answer was unclear is repeated with the same client token, counted from
 *     the first moment at which RunTask may have been called. After that the cluster's list of tasks decides whether
 *     there is a task. ECS keeps a client token for as long as the task lives and an hour more, and for 24 hours at
 *     most.
 * @param listedWithin How long after a launch its task may still be missing in the cluster's list of tasks.
 * @param budget calls to ECS for the account
 * @param logs the logs of tasks
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
        @NotNull
                @Pattern(
                        regexp = "[A-Za-z0-9_-]{0,64}",
                        message = "must be at most 64 letters, digits, dashes and underscores")
                @DefaultValue("")
                String familyPrefix,
        @NotNull @DurationMin(millis = 1) @DurationMax(hours = 24) @DefaultValue("30m") Duration sameTokenFor,
        @NotNull @DurationMin(millis = 1) @DefaultValue("1m") Duration listedWithin,
        @NotNull @Valid @DefaultValue Budget budget,
        @NotNull @Valid @DefaultValue Logs logs) {

    /**
     * How many calls of ECS all instances together may make. Fargate's default quota is 20 launches a second sustained
     * with a burst of 100, RunTask and StopTask together (Amazon ECS, "AWS Fargate throttling quotas").
     *
     * @param perSecond How many launches and stops there may be in a second in the long run, for the whole account.
     * @param burst How many launches and stops may come at once after a pause.
     * @param stopReserve How many of {@code execution.ecs.budget.burst} are for StopTask alone, so that launches that
     *     wait do not keep a task from being stopped. At least one of the burst is left to launches.
     * @param readsPerSecond How many calls of DescribeTasks and ListTasks there may be in a second in the long run.
     *     Five times as many may come at once after a pause.
     * @param chunk How many calls an instance leases from the account's budget at a time. A small number shares the
     *     budget evenly among the instances, and a large one takes fewer writes to the table.
     */
    public record Budget(
            @Min(1) @Max(10_000) @DefaultValue("20") int perSecond,
            @Min(1) @Max(10_000) @DefaultValue("100") int burst,
            @Min(0) @Max(10_000) @DefaultValue("10") int stopReserve,
            @Min(1) @Max(10_000) @DefaultValue("10") int readsPerSecond,
            @Min(1) @Max(1_000) @DefaultValue("10") int chunk) {}

    /**
     * Where CloudWatch Logs has what tasks print. It is what their task definitions say to the log driver {@code
     * awslogs}, which names the stream of a container {@code <prefix>/<container>/<task id>}.
     *
     * @param group The log group, {@code awslogs-group} of the task definitions. {@code {job_name}} in it stands for
     *     the job's name, which is by default the family of the task definition.
     * @param streamPrefix What the names of the streams begin with, {@code awslogs-stream-prefix} of the task
     *     definitions.
     */
    public record Logs(
            @Pattern(
                            regexp = "([A-Za-z0-9_./#-]|\\{job_name}){1,512}",
                            message = "must be the name of a log group, in which {job_name} may stand")
                    @DefaultValue("/ecs/{job_name}")
                    String group,
            @Pattern(regexp = "[^:*\\s]{1,200}", message = "must have no colon, asterisk or blank") @DefaultValue("ecs")
                    String streamPrefix) {

        /** What stands for the job's name in the group. */
        public static final String JOB = "{job_name}";
    }
}
