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
import wrapper.call.CallFailedException;
import wrapper.call.HttpCalls;
import wrapper.call.Patience;
import wrapper.config.Contract;
import wrapper.json.Json;

/** The address of this container's log in the console, as the metadata endpoint of ECS lets it be known. */
public final class LogLink {
    private static final Logger LOG = LoggerFactory.getLogger(LogLink.class);
    private static final String ENDPOINT = "ECS_CONTAINER_METADATA_URI_V4";
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Map<String, String> environment;
    private final HttpCalls http;

    public LogLink(Map<String, String> environment, HttpCalls http) {
        this.environment = environment;
        this.http = http;
    }

    /** Gives it; empty if there is no endpoint, no answer in 5 s, or another log driver than awslogs. */
    String find(BooleanSupplier cancelled) {
        String endpoint = environment.getOrDefault(ENDPOINT, "");
        if (endpoint.isBlank()) {
            return "";
        }
        try {
            URI uri = Contract.httpUrl(endpoint.strip().replaceFirst("/+$", "") + "/task");
            byte[] answer = http.json("GET", uri, Map.of(), null, new Patience(LIMIT, cancelled));
            return Json.object(answer)
                    .flatMap(task -> container(task.path("Containers"), uri))
                    .map(container -> link(container.path("LogOptions")))
                    .orElse("");
        } catch (IllegalArgumentException | CallFailedException e) {
            LOG.warn("no link to the log: {}: {}", ENDPOINT, e.getMessage());
            return "";
        }
    }

    // The endpoint's path ends with our container's id; where it does not, the first that logs is as good a guess.
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

    /** Makes the console's address of a log stream. */
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

    // The console's way behind the "#": encoded twice, with "$" for the second "%".
    private static String encode(String text) {
        return URLEncoder.encode(URLEncoder.encode(text, StandardCharsets.UTF_8), StandardCharsets.UTF_8)
                .replace('%', '$');
    }
}
