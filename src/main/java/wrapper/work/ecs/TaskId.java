package wrapper.work.ecs;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shared.json.Json;
import wrapper.call.CallFailedException;
import wrapper.call.CallLimit;
import wrapper.call.HttpCalls;
import wrapper.config.Contract;

/** The id of the task that this process runs in, found out from the metadata endpoint of ECS. */
public final class TaskId {
    private static final Logger LOG = LoggerFactory.getLogger(TaskId.class);
    private static final String ENDPOINT = "ECS_CONTAINER_METADATA_URI_V4";
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,63}");

    private TaskId() {}

    /** Gives the last part of the task's ARN; a random name if there is no endpoint, or no answer in 5 s. */
    public static String find(Map<String, String> environment, HttpCalls http, BooleanSupplier cancelled) {
        String endpoint = environment.getOrDefault(ENDPOINT, "");
        if (!endpoint.isBlank()) {
            try {
                URI uri = Contract.httpUrl(endpoint.strip().replaceFirst("/+$", "") + "/task");
                byte[] answer = http.json("GET", uri, Map.of(), null, new CallLimit(LIMIT, cancelled));
                String arn = Json.object(answer)
                        .map(task -> task.path("TaskARN").asText(""))
                        .orElse("");
                String id = arn.substring(arn.lastIndexOf('/') + 1);
                if (ID.matcher(id).matches()) {
                    return id;
                }
            } catch (IllegalArgumentException | CallFailedException e) {
                LOG.warn("the id of this task is not known: {}: {}", ENDPOINT, e.getMessage());
            }
        }
        return UUID.randomUUID().toString();
    }
}
