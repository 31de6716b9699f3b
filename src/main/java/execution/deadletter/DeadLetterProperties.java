package execution.deadletter;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * When dead letters are archived.
 *
 * @param first How long after the start the dead letter queues are looked at first.
 * @param period The time between two looks. The messages that a look finds are hidden for ten seconds, in which
 *     nobody can move them back to their queue.
 */
@Validated
@ConfigurationProperties("execution.dead-letters")
public record DeadLetterProperties(
        @NotNull @DurationMin(millis = 1) @DefaultValue("1s") Duration first,
        @NotNull @DurationMin(seconds = 1) @DefaultValue("5m") Duration period) {}
