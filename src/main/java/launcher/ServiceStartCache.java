package launcher;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Runs the service once while the build of the image has the JVM record a start cache, so that the JVM sees which
 * classes a start loads. All of AWS is one stand-in, which has the queues and the cluster that a start looks for, and
 * holds nothing else. Kafka is not there, which stops no start.
 */
public final class ServiceStartCache {
    private static final List<String> SERVICES = List.of(
            "dynamodb", "dynamodbstreams", "ecs", "lambda", "logs", "s3", "secretsmanager", "sns", "sqs", "sts");
    private static final int POLL_MILLIS = 200;

    private ServiceStartCache() {}

    /**
     * Starts the service, sends it some requests, stops it and ends the JVM, which then writes the cache.
     *
     * @param arguments none. The JVM has to be told by {@code -XX:AOTCacheOutput} where the cache goes
     */
    public static void main(String[] arguments) throws IOException {
        HttpServer aws = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService threads = Executors.newCachedThreadPool();
        aws.setExecutor(threads);
        aws.createContext("/", ServiceStartCache::answer);
        aws.start();
        String address = "http://127.0.0.1:" + aws.getAddress().getPort();
        int code;
        try (ConfigurableApplicationContext service =
                SpringApplication.run(ExecutionServiceApplication.class, settings(address))) {
            int port = ((ServletWebServerApplicationContext) service)
                    .getWebServer()
                    .getPort();
            for (String path : List.of("/actuator/health/readiness", "/executions", "/tasks", "/openapi.yaml")) {
                request("http://127.0.0.1:" + port + path);
            }
            code = 0;
        } catch (RuntimeException e) {
            // Spring has logged why.
            code = 1;
        }
        System.exit(code);
    }

    private static String[] settings(String aws) {
        List<String> settings = new ArrayList<>(List.of(
                "--spring.config.additional-location=classpath:launcher/start-cache.yaml",
                "--execution.security.callback.key=" + key()));
        SERVICES.forEach(service -> settings.add("--execution.aws.endpoints." + service + "=" + aws));
        return settings.toArray(String[]::new);
    }

    private static String key() {
        return Base64.getEncoder().encodeToString(UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII));
    }

    private static void request(String address) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(address).toURL().openConnection();
        connection.setRequestProperty("Authorization", "Bearer none");
        connection.getResponseCode();
        connection.disconnect();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            byte[] answer = answer(
                            target == null ? "" : target,
                            body,
                            "http://" + exchange.getRequestHeaders().getFirst("Host"))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private static String answer(String target, String body, String address) {
        return switch (target.substring(target.lastIndexOf('.') + 1)) {
            case "GetQueueUrl" -> "{\"QueueUrl\":\"" + address + "/000000000000/queue\"}";
            case "ReceiveMessage" -> noMessages();
            case "Query", "Scan" -> "{\"Items\":[],\"Count\":0,\"ScannedCount\":0}";
            case "DescribeClusters" ->
                "{\"clusters\":[{\"clusterName\":\"executions\",\"status\":\"ACTIVE\"}],\"failures\":[]}";
            default -> "{}";
        };
    }

    // An empty queue that answered at once would be asked without a pause.
    private static String noMessages() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "{}";
    }
}
