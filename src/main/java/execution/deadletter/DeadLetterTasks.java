package execution.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.Execution;
import execution.model.ResultsKey;
import execution.store.Executions;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Finds out of which task a dead letter tells. What is in it comes from outside and may be anything. */
@Component
class DeadLetterTasks {

    static final String UNKNOWN = "unknown";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final String FAMILY = "family:";

    private final ObjectMapper mapper;
    private final Executions executions;

    DeadLetterTasks(ObjectMapper mapper, Executions executions) {
        this.mapper = mapper;
        this.executions = executions;
    }

    /**
     * Gives the name of the task.
     *
     * @return {@code unknown} if the message does not say it
     */
    String of(DeadLetter letter) {
        if (letter.queue().task() != null) {
            return letter.queue().task();
        }
        JsonNode body;
        try {
            body = mapper.readTree(letter.body());
        } catch (JsonProcessingException e) {
            return UNKNOWN;
        }
        String name = body == null ? "" : name(body, letter.queue().kind());
        return NAME.matcher(name).matches() ? name : UNKNOWN;
    }

    private String name(JsonNode body, String kind) {
        return switch (kind) {
            case "trigger" -> body.path("job_name").asText();
            case "task-state" -> family(body.at("/detail/group").asText());
            case "results" -> job(body.at("/Records/0/s3/object/key").asText()).orElse(UNKNOWN);
            case "lambda-results" ->
                function(body.at("/requestContext/functionArn").asText());
            case "fleet" -> body.path("task").asText();
            default -> UNKNOWN;
        };
    }

    /** A job's name is that of its task definition, unless an operator says something else. */
    private static String family(String group) {
        return group.startsWith(FAMILY) ? group.substring(FAMILY.length()) : UNKNOWN;
    }

    private static String function(String arn) {
        String[] parts = arn.split(":");
        return parts.length > 6 ? parts[6] : UNKNOWN;
    }

    private Optional<String> job(String key) {
        try {
            return ResultsKey.parse(URLDecoder.decode(key, StandardCharsets.UTF_8))
                    .map(ResultsKey::execution)
                    .flatMap(executions::find)
                    .map(Execution::job)
                    .map(job -> job.jobName());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
