package routes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import execution.model.Launch;
import execution.runner.RunnerContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;

/** The runner in YAML that the operator guide shows, as it stands there, against a platform that speaks HTTP. */
class GuideRunnerTest extends RunnerContract {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Map<String, ObjectNode> byAttempt = new LinkedHashMap<>();
    private final HttpServer platform = platform();
    private Case next = Case.RUNS;

    private HttpServer platform() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void startPlatform() {
        platform.createContext("/tasks", exchange -> {
            try (exchange) {
                serve(exchange, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            }
        });
        platform.start();
    }

    @Override
    protected void end() {
        platform.stop(0);
    }

    @Override
    protected String runner() {
        return "own";
    }

    @Override
    protected CamelContext start() throws Exception {
        startPlatform();
        DefaultCamelContext context = new DefaultCamelContext();
        Properties properties = new Properties();
        properties.put("runner.own", "http://127.0.0.1:" + platform.getAddress().getPort());
        context.getPropertiesComponent().setInitialProperties(properties);
        GuideExamples.load(context);
        context.start();
        return context;
    }

    @Override
    protected synchronized Launch prepare(Case planned) {
        next = planned;
        return new Launch("scan", "scan", null, null, List.of("scan", "--all"), Map.of(), Map.of());
    }

    @Override
    protected synchronized long tasks(String attemptId) {
        return byAttempt.containsKey(attemptId) ? 1 : 0;
    }

    private synchronized void serve(HttpExchange exchange, String body) throws IOException {
        switch (exchange.getRequestURI().getPath()) {
            case "/tasks" ->
                launch(exchange, MAPPER.readTree(body).path("attemptId").textValue());
            case "/tasks/find" -> answer(exchange, 200, reference(body));
            case "/tasks/stop" -> stop(exchange, body);
            case "/tasks/states" -> answer(exchange, 200, states(MAPPER.readTree(body)));
            default -> answer(exchange, 404, MAPPER.createObjectNode());
        }
    }

    private void launch(HttpExchange exchange, String attemptId) throws IOException {
        Case planned = next;
        next = Case.RUNS;
        if (byAttempt.containsKey(attemptId)) {
            answer(exchange, 200, reference(attemptId));
            return;
        }
        switch (planned) {
            case REFUSED_FOR_NOW -> answer(exchange, 409, MAPPER.createObjectNode());
            case REFUSED_FOR_GOOD -> answer(exchange, 422, MAPPER.createObjectNode());
            case THROTTLED -> answer(exchange, 429, MAPPER.createObjectNode());
            case FAILS_TO_ANSWER -> answer(exchange, 503, MAPPER.createObjectNode());
            default -> {
                byAttempt.put(attemptId, task(planned, attemptId));
                if (planned != Case.ANSWER_LOST) {
                    answer(exchange, 200, reference(attemptId));
                }
            }
        }
    }

    private ObjectNode task(Case planned, String attemptId) {
        ObjectNode task = MAPPER.createObjectNode()
                .put("reference", "t-" + (byAttempt.size() + 1))
                .put("attemptId", attemptId)
                .put("version", 1)
                .put("phase", "STARTED");
        switch (planned) {
            case SUCCEEDS -> end(task, 0, "JOB", null);
            case FAILS -> end(task, 3, "JOB", null);
            case FAILED_BY_PLATFORM -> end(task, null, "PLATFORM", "the machine is gone");
            case UNUSABLE -> end(task, null, "UNUSABLE", "there is no such program");
            default -> {
                // It runs.
            }
        }
        return task;
    }

    private static void end(ObjectNode task, Integer exitCode, String cause, String reason) {
        task.put("phase", "STOPPED").put("version", task.get("version").asInt() + 1);
        task.putObject("end").put("exitCode", exitCode).put("cause", cause).put("reason", reason);
    }

    private void stop(HttpExchange exchange, String reference) throws IOException {
        byAttempt.values().stream()
                .filter(task -> task.get("reference").textValue().equals(reference))
                .filter(task -> task.get("phase").textValue().equals("STARTED"))
                .forEach(task -> end(task, 143, "REQUESTED", null));
        exchange.sendResponseHeaders(204, -1);
    }

    private ObjectNode reference(String attemptId) {
        JsonNode task = byAttempt.get(attemptId);
        return MAPPER.createObjectNode()
                .put("reference", task == null ? null : task.get("reference").textValue());
    }

    private ArrayNode states(JsonNode references) {
        ArrayNode known = MAPPER.createArrayNode();
        for (JsonNode reference : references) {
            byAttempt.values().stream()
                    .filter(task -> task.get("reference").equals(reference))
                    .forEach(known::add);
        }
        return known;
    }

    private static void answer(HttpExchange exchange, int status, JsonNode body) throws IOException {
        byte[] bytes = MAPPER.writeValueAsBytes(body);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
