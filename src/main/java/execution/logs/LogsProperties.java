package execution.logs;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the logs of tasks are read. The limits hold for each instance.
 *
 * @param callsPerSecond How often CloudWatch Logs may be asked in a second. An account may ask 25 times in a second
 *     and region unless AWS has raised that (CloudWatch Logs, quota "GetLogEvents throttle limit in transactions per
 *     second"), so all instances together must stay below it. One tenant's requests get at most half of it.
 * @param poll After how long a log that is followed is read again. Where more logs are followed than calls per second
 *     allow, it takes longer.
 * @param settle How long after the end of an attempt its last lines may still arrive. A log that is followed ends only
 *     after that.
 * @param mostFollowers How many requests may follow a log at once. What is beyond is refused with 429.
 * @param mostFollowersOfTenant How many requests of one tenant may follow a log at once.
 * @param followFor How long one request may follow a log. A client that wants more continues with a new request.
 * @param keepAlive How often a line of comment is sent while there is nothing to send. It tells the service that a
 *     client has gone, and keeps balancers from closing the connection.
 * @param stalledFor How long a client may take nothing of what waits for it before its connection is closed.
 */
@Validated
@ConfigurationProperties("execution.logs")
public record LogsProperties(
        @Min(2) @Max(1_000) @DefaultValue("10") int callsPerSecond,
        @NotNull @DurationMin(millis = 50) @DurationMax(minutes = 1) @DefaultValue("1s") Duration poll,
        @NotNull @DurationMin(millis = 0) @DurationMax(minutes = 10) @DefaultValue("5s") Duration settle,
        @Min(1) @Max(500) @DefaultValue("50") int mostFollowers,
        @Min(1) @Max(500) @DefaultValue("10") int mostFollowersOfTenant,
        @NotNull @DurationMin(seconds = 1) @DurationMax(hours = 24) @DefaultValue("1h") Duration followFor,
        @NotNull @DurationMin(millis = 100) @DurationMax(minutes = 5) @DefaultValue("5s") Duration keepAlive,
        @NotNull @DurationMin(seconds = 1) @DurationMax(minutes = 10) @DefaultValue("30s") Duration stalledFor) {}
