import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A stand-in for a platform of your own, which run-own.camel.yaml asks. It takes tasks, runs none of them, and says two
 * seconds later that each has succeeded. Start it by: java docs/examples/TaskServer.java 8099
 */
public class TaskServer {

    private static final Duration TAKES = Duration.ofSeconds(2);

    private static final Pattern ATTEMPT = Pattern.compile("\"attemptId\"\\s*:\\s*\"([0-9a-f]{32}-[0-9]{1,4})\"");
    private static final Pattern REFERENCE = Pattern.compile("\"([0-9a-f]{32}-[0-9]{1,4})\"");

    /** When each task began. The reference of a task is the id of its attempt, so an attempt never has two tasks. */
    private static final Map<String, Instant> TASKS = new ConcurrentHashMap<>();

    public static void main(String[] arguments) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0])), 0);
        server.createContext("/tasks", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            switch (exchange.getRequestURI().getPath()) {
                case "/tasks" -> answer(exchange, launch(body));
                case "/tasks/find" -> answer(exchange, reference(TASKS.containsKey(body) ? body : null));
                case "/tasks/stop" -> answer(exchange, "{}"); // the task ends by itself
                case "/tasks/states" -> answer(exchange, states(body));
                default -> answer(exchange, "{}");
            }
        });
        server.start();
    }

    private static String launch(String body) {
        MatchResult attempt = ATTEMPT.matcher(body).results().findFirst().orElseThrow();
        TASKS.putIfAbsent(attempt.group(1), Instant.now());
        System.out.println("task " + attempt.group(1));
        return reference(attempt.group(1));
    }

    private static String reference(String reference) {
        return "{\"reference\": " + (reference == null ? null : '"' + reference + '"') + "}";
    }

    private static String states(String body) {
        return REFERENCE
                .matcher(body)
                .results()
                .map(found -> found.group(1))
                .filter(TASKS::containsKey)
                .map(reference -> "{\"reference\": \"%1$s\", \"attemptId\": \"%1$s\", %2$s}"
                        .formatted(reference, state(reference)))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static String state(String reference) {
        return Instant.now().isBefore(TASKS.get(reference).plus(TAKES))
                ? "\"version\": 1, \"phase\": \"STARTED\""
                : "\"version\": 2, \"phase\": \"STOPPED\", \"end\": {\"exitCode\": 0}";
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        try (exchange) {
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
