package shared.part;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Map;

/**
 * A whole job, which a worker runs under the wrapper as a Fargate task would.
 *
 * @param task the name of the task
 * @param attemptId the attempt that the job runs for
 * @param environment the wrapper's variables, the callback token among them
 * @param command the words after the wrapper's name in place of those of the task's file; null for these
 * @param timeoutSeconds after how long the worker ends the wrapper, should the wrapper not have ended by itself
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobMessage(
        @JsonProperty(required = true) String task,
        @JsonProperty(required = true) String attemptId,
        Map<String, String> environment,
        List<String> command,
        @JsonProperty(required = true) long timeoutSeconds)
        implements FleetMessage {

    /** @throws IllegalArgumentException if a name is missing or the time is not positive */
    public JobMessage {
        if (task == null || attemptId == null || timeoutSeconds <= 0) {
            throw new IllegalArgumentException("a job needs task, attempt_id and a positive timeout_seconds");
        }
        environment = environment == null ? Map.of() : Map.copyOf(environment);
        command = command == null ? null : List.copyOf(command);
    }

    /** Names the message without its environment, which has the callback token in it. */
    @Override
    public String toString() {
        return "job of attempt " + attemptId;
    }
}
