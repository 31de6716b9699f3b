package shared.part;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A bundle of parts that a worker is to claim, run and report.
 *
 * @param task the name of the task
 * @param tenantId whose job it is
 * @param jitEventId with the execution id what names the job
 * @param executionId see {@code jitEventId}
 * @param attempt the job's attempt, from 1
 * @param bundle names the bundle within the job: {@code <block>.<number>}
 * @param parts the parts, which run one after the other
 * @param total the number of the job's parts; null if it is not known yet
 * @param environment the variables of each part's process; without the callback token
 * @param command the words of the command in place of those of the task's file; null for these
 * @param timeoutSeconds how long one try of a part may take
 * @param callbackUrl the execution's address at the service; the parts are claimed at this address and {@code /parts}
 * @param token the callback token, a secret
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PartsMessage(
        @JsonProperty(required = true) String task,
        String tenantId,
        String jitEventId,
        @JsonProperty(required = true) String executionId,
        int attempt,
        @JsonProperty(required = true) String bundle,
        @JsonProperty(required = true) List<Part> parts,
        Long total,
        Map<String, String> environment,
        List<String> command,
        @JsonProperty(required = true) long timeoutSeconds,
        @JsonProperty(required = true) String callbackUrl,
        @JsonProperty(required = true) String token)
        implements FleetMessage {

    private static final Pattern BUNDLE = Pattern.compile("\\d{1,9}\\.\\d{1,9}");

    /**
     * One part.
     *
     * @param part its number within the job, from 0
     * @param arguments its arguments, any JSON; null for a part that has none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Part(@JsonProperty(required = true) int part, JsonNode arguments) {}

    /** @throws IllegalArgumentException if a bundle, a number or a time is none */
    public PartsMessage {
        require(task != null && executionId != null && callbackUrl != null && token != null, "a value is null");
        require(bundle != null && BUNDLE.matcher(bundle).matches(), "bundle must be <block>.<number>");
        require(parts != null && !parts.isEmpty(), "parts must not be empty");
        require(timeoutSeconds > 0, "timeout_seconds must be more than 0");
        parts = List.copyOf(parts);
        environment = environment == null ? Map.of() : Map.copyOf(environment);
        command = command == null ? null : List.copyOf(command);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** Gives the same message with other variables. */
    public PartsMessage with(Map<String, String> variables) {
        return new PartsMessage(
                task,
                tenantId,
                jitEventId,
                executionId,
                attempt,
                bundle,
                parts,
                total,
                variables,
                command,
                timeoutSeconds,
                callbackUrl,
                token);
    }

    /** Names the message without its token and without values. */
    @Override
    public String toString() {
        return "bundle " + bundle + " of execution " + executionId;
    }
}
