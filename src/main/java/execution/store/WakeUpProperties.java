package execution.store;

import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How an instance hears that there is work. What is lost here is found by the sweep.
 *
 * @param from stream reads the table's stream itself (one instance), queue reads its records from SQS (several instances,
 *     fed by EventBridge Pipes), none leaves it to the sweep
 * @param own whether an instance wakes itself at once after a write of its own
 */
@Validated
@ConfigurationProperties("execution.wake-up")
public record WakeUpProperties(@NotNull @DefaultValue("stream") Source from, @DefaultValue("true") boolean own) {

    /** Where wake-ups come from. */
    public enum Source {
        STREAM,
        QUEUE,
        NONE
    }
}
