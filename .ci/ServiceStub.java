import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A stand-in for the service: prints its port, then a line for each call; answers each with where results go. */
final class ServiceStub {
    public static void main(String[] arguments) throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var port = server.getAddress().getPort();
        var answer = "{\"url\":\"http://127.0.0.1:%d/upload\",\"headers\":{}}".formatted(port).getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            try (exchange) {
                var body = exchange.getRequestBody().readAllBytes();
                var text = exchange.getRequestMethod().equals("PUT") ? body.length + " bytes" : new String(body, StandardCharsets.UTF_8);
                System.out.println(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + text);
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
        server.start();
        System.out.println(port);
    }
}
