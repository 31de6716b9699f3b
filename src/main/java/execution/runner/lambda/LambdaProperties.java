package execution.runner.lambda;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How functions of Lambda are waited for.
 *
 * @param startWithin How long after its invocation a function may take to report that it runs. After that the attempt
 *     is over, and an invocation that starts later is refused. Lambda keeps an invocation waiting while the function's
 *     concurrency is used up.
 * @param longestRun How long after the report of its start a function may take to end. After that it cannot run any
 *     more, so the attempt is over. Lambda ends each invocation after 15 minutes at the latest.
 * @param destination Whether functions send what became of their invocations to the queue
 *     {@code execution.queues.lambda-results}. The queue is read only if this is {@code true}.
 */
@Validated
@ConfigurationProperties("execution.lambda")
public record LambdaProperties(
        @NotNull @DurationMin(millis = 1) @DefaultValue("15m") Duration startWithin,
        @NotNull @DurationMin(millis = 1) @DefaultValue("16m") Duration longestRun,
        @DefaultValue("false") boolean destination) {}
