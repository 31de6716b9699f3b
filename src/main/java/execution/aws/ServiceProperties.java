package execution.aws;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Names of the resources that the service works on.
 *
 * @param table The name of the executions table.
 * @param assetsTable The name of the asset table, which the route {@code lookup-asset} reads.
 * @param queues SQS queues by name
 * @param buckets S3 buckets by name
 */
@Validated
@ConfigurationProperties("execution")
public record ServiceProperties(
        @NotBlank @DefaultValue("executions") String table,
        @NotBlank @DefaultValue("assets") String assetsTable,
        @NotNull @Valid @DefaultValue Queues queues,
        @NotNull @Valid @DefaultValue Buckets buckets) {

    /**
     * The SQS queues that the service reads, and the dead letter queue of each.
     *
     * @param trigger The name of the queue from which job events are read.
     * @param triggerDeadLetter The name of the queue to which job events go that can never work, each with its reason.
     * @param taskState The name of the queue from which ECS's task state changes are read.
     * @param taskStateDeadLetter The name of the queue to which task states go that cannot be read.
     * @param results The name of the queue from which the bucket's notifications of results are read.
     * @param resultsDeadLetter The name of the queue to which results go that can never be read.
     * @param lambdaResults The name of the queue from which what became of invocations of functions is read where
     *     {@code execution.lambda.destination} is {@code true}.
     * @param lambdaResultsDeadLetter The name of the queue to which records of invocations go that cannot be read.
     * @param fleet The name of the queue from which the workers of the fleet take parts of partitioned jobs and whole
     *     jobs.
     * @param fleetDeadLetter The name of the queue to which messages for workers go that no worker could take.
     * @param wakeUp The name of the queue from which records of the table's stream are read where
     *     {@code execution.wake-up.from} is {@code queue}.
     * @param visibility How long a message that failed is left alone before it is delivered again, in whole seconds.
     */
    public record Queues(
            @NotBlank @DefaultValue("executions-trigger") String trigger,
            @NotBlank @DefaultValue("executions-trigger-dlq") String triggerDeadLetter,
            @NotBlank @DefaultValue("executions-task-state") String taskState,
            @NotBlank @DefaultValue("executions-task-state-dlq") String taskStateDeadLetter,
            @NotBlank @DefaultValue("executions-results") String results,
            @NotBlank @DefaultValue("executions-results-dlq") String resultsDeadLetter,
            @NotBlank @DefaultValue("executions-lambda-results") String lambdaResults,
            @NotBlank @DefaultValue("executions-lambda-results-dlq") String lambdaResultsDeadLetter,
            @NotBlank @DefaultValue("executions-fleet") String fleet,
            @NotBlank @DefaultValue("executions-fleet-dlq") String fleetDeadLetter,
            @NotBlank @DefaultValue("executions-wake-up") String wakeUp,
            @NotNull @DurationMin(seconds = 1) @DurationMax(hours = 12) @DefaultValue("60s") Duration visibility) {}

    /**
     * The S3 buckets that jobs read from, that tasks leave their results in, and that dead letters are kept in.
     *
     * @param input The name of the bucket with the objects that jobs may read, each named {@code <tenant>/<name>}.
     * @param results The name of the bucket in which tasks leave their results, each named
     *     {@code results/<tenant>/<jit_event_id>/<execution_id>/<attempt>/<file>}.
     * @param deadLetters The name of the bucket with copies of all messages that went to a dead letter queue, each
     *     named {@code <task>/<kind>/<message id>.json}.
     */
    public record Buckets(
            @NotBlank @DefaultValue("executions-input") String input,
            @NotBlank @DefaultValue("executions-results") String results,
            @NotBlank @DefaultValue("executions-dead-letters") String deadLetters) {}
}
