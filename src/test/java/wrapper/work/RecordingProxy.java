package wrapper.work;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands between a process and what it calls of AWS. It passes calls of SQS on, answers those of ECS's agent by itself,
 * and writes each call down as IAM sees it: an action, and the last part of a resource's ARN.
 */
final class RecordingProxy implements AutoCloseable {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI sqs;
    private final Set<String> seen = new ConcurrentSkipListSet<>();

    /** @param sqs where the queues are */
    RecordingProxy(URI sqs) throws IOException {
        this.sqs = sqs;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::pass);
        server.createContext("/agent/task-protection/v1/state", this::protect);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Gives the address of ECS's agent, as ECS tells it to a container. */
    URI agent() {
        return endpoint().resolve("/agent");
    }

    /** Gives each call once, as {@code <action> on <resource>}. */
    Set<String> seen() {
        return Set.copyOf(seen);
    }

    private void protect(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            String action = exchange.getRequestMethod().equals("PUT") ? "UpdateTaskProtection" : "GetTaskProtection";
            seen.add("ecs:" + action + " on task/executions/any");
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            JsonNode call = MAPPER.readTree(body);
            String queue = call.path("QueueUrl").asText(call.path("QueueName").asText());
            seen.add("sqs:" + target.substring(target.indexOf('.') + 1).replaceFirst("Batch$", "") + " on "
                    + queue.substring(queue.lastIndexOf('/') + 1));
            HttpRequest request = HttpRequest.newBuilder(sqs.resolve(exchange.getRequestURI()))
                    .header("X-Amz-Target", target)
                    .header("Content-Type", exchange.getRequestHeaders().getFirst("Content-Type"))
                    .header("Authorization", exchange.getRequestHeaders().getFirst("Authorization"))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build();
            HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            answer.headers().firstValue("Content-Type").ifPresent(type -> exchange.getResponseHeaders()
                    .set("Content-Type", type));
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            if (answer.body().length > 0) {
                exchange.getResponseBody().write(answer.body());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
