package execution.security;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Answers each GetSecretValue of one secret, a JSON object with a callback key, as Secrets Manager does; there is no
 * other.
 */
final class CallbackKeySecret implements AutoCloseable {

    static final String REFERENCE = "{{aws:execution-service/callback#key}}";
    static final String KEY =
            Base64.getEncoder().encodeToString("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8));

    private final HttpServer server;

    private CallbackKeySecret(HttpServer server) {
        this.server = server;
    }

    static CallbackKeySecret start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean known = request.contains("\"execution-service/callback\"");
            byte[] answer = (known
                            ? "{\"ARN\":\"arn\",\"Name\":\"execution-service/callback\",\"SecretString\":\"{\\\"key\\\":\\\""
                                    + KEY + "\\\"}\"}"
                            : "{\"__type\":\"ResourceNotFoundException\","
                                    + "\"message\":\"Secrets Manager can't find the specified secret.\"}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
            exchange.sendResponseHeaders(known ? 200 : 400, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return new CallbackKeySecret(server);
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
