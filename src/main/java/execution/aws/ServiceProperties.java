package execution.aws;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Names of the resources that the service works on.
 *
 * @param table name of the executions table
 * @param assetsTable name of the asset table, read by the route lookup-asset
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
     * @param trigger job events come in here
     * @param triggerDeadLetter events that can never work go there, with their reason
     * @param taskState ECS task state changes come in here
     * @param taskStateDeadLetter task states that cannot be read go there
     * @param results bucket notifications of results come in here
     * @param resultsDeadLetter results that can never be read go there
     * @param wakeUp records of the table's stream come in here when {@code execution.wake-up.from} is queue
     * @param visibility for how long a message that failed is left alone before it is delivered again; whole seconds
     */
    public record Queues(
            @NotBlank @DefaultValue("executions-trigger") String trigger,
            @NotBlank @DefaultValue("executions-trigger-dlq") String triggerDeadLetter,
            @NotBlank @DefaultValue("executions-task-state") String taskState,
            @NotBlank @DefaultValue("executions-task-state-dlq") String taskStateDeadLetter,
            @NotBlank @DefaultValue("executions-results") String results,
            @NotBlank @DefaultValue("executions-results-dlq") String resultsDeadLetter,
            @NotBlank @DefaultValue("executions-wake-up") String wakeUp,
            @NotNull @DefaultValue("60s") Duration visibility) {}

    /**
     * @param input objects that jobs may read, {@code <tenant>/<name>}
     * @param results what tasks leave, {@code results/<tenant>/<jit_event_id>/<execution_id>/<attempt>/<file>}
     */
    public record Buckets(
            @NotBlank @DefaultValue("executions-input") String input,
            @NotBlank @DefaultValue("executions-results") String results) {}
}
