package wrapper.action;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shared.json.Json;
import wrapper.call.CallFailedException;
import wrapper.call.CallLimit;
import wrapper.call.HttpCalls;
import wrapper.config.Contract;

/** The address of this container's log in the console of AWS, found out from the metadata endpoint of ECS. */
public final class LogLink {
    private static final Logger LOG = LoggerFactory.getLogger(LogLink.class);
    private static final String ENDPOINT = "ECS_CONTAINER_METADATA_URI_V4";
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Map<String, String> environment;
    private final HttpCalls http;

    /** Takes the environment, which names the endpoint, and what calls it. */
    public LogLink(Map<String, String> environment, HttpCalls http) {
        this.environment = environment;
        this.http = http;
    }

    /** Gives the address; empty if there is no endpoint, no answer in 5 s, or another log driver than awslogs. */
    String find(BooleanSupplier cancelled) {
        String endpoint = environment.getOrDefault(ENDPOINT, "");
        if (endpoint.isBlank()) {
            return "";
        }
        try {
            URI uri = Contract.httpUrl(endpoint.strip().replaceFirst("/+$", "") + "/task");
            byte[] answer = http.json("GET", uri, Map.of(), null, new CallLimit(LIMIT, cancelled));
            return Json.object(answer)
                    .flatMap(task -> container(task.path("Containers"), uri))
                    .map(container -> link(container.path("LogOptions")))
                    .orElse("");
        } catch (IllegalArgumentException | CallFailedException e) {
            LOG.warn("no link to the log: {}: {}", ENDPOINT, e.getMessage());
            return "";
        }
    }

    // The endpoint's path ends with the id of this container. If it does not, the first container that logs has to do.
    private static Optional<JsonNode> container(JsonNode containers, URI uri) {
        String path = uri.getPath();
        Optional<JsonNode> own = logging(containers)
                .filter(c -> path.endsWith("/" + c.path("DockerId").asText("?") + "/task"))
                .findFirst();
        return own.or(() -> logging(containers).findFirst());
    }

    private static Stream<JsonNode> logging(JsonNode containers) {
        return StreamSupport.stream(containers.spliterator(), false)
                .filter(c -> c.path("LogOptions").hasNonNull("awslogs-stream"));
    }

    /** Gives the address of a log stream in the console. */
    static String link(JsonNode options) {
        String region = options.path("awslogs-region").asText("");
        String domain = region.startsWith("cn-")
                ? "console.amazonaws.cn"
                : region.startsWith("us-gov-") ? "console.amazonaws-us-gov.com" : "console.aws.amazon.com";
        return "https://%s.%s/cloudwatch/home?region=%s#logsV2:log-groups/log-group/%s/log-events/%s"
                .formatted(
                        region,
                        domain,
                        region,
                        encode(options.path("awslogs-group").asText("")),
                        encode(options.path("awslogs-stream").asText("")));
    }

    // The console wants what follows the "#" encoded twice, and the second time with "$" instead of "%".
    private static String encode(String text) {
        return URLEncoder.encode(URLEncoder.encode(text, StandardCharsets.UTF_8), StandardCharsets.UTF_8)
                .replace('%', '$');
    }
}
