package execution.store;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How an instance hears that there is work. What is lost here is found by the sweep.
 *
 * @param from Where an instance hears of the writes of others. {@code stream} reads the table's stream and is for a
 *     single instance, {@code queue} reads the stream's records from a queue that EventBridge Pipes fills and is for
 *     several instances, and {@code none} leaves it to the sweep.
 * @param poll The pause between two reads of the table's stream where {@code execution.wake-up.from} is {@code stream}.
 * @param own Whether an instance acts at once on a write of its own, without hearing of it from outside.
 */
@Validated
@ConfigurationProperties("execution.wake-up")
public record WakeUpProperties(
        @NotNull @DefaultValue("stream") Source from,
        @NotNull @DurationMin(millis = 10) @DurationMax(minutes = 1) @DefaultValue("500ms") Duration poll,
        @DefaultValue("true") boolean own) {

    /** Where wake-ups come from. */
    public enum Source {
        STREAM,
        QUEUE,
        NONE
    }
}
