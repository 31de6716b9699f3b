package execution.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Receives webhooks in this JVM, and answers with 200 as long as a test says nothing else. */
public final class Receiver implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
    private final Queue<Integer> next = new ConcurrentLinkedQueue<>();
    private volatile int always = 200;

    /** A request that came. */
    public record Delivery(String path, Map<String, List<String>> headers, byte[] body) {

        /** Gives the value of a header; null if there was none. */
        public String header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(header -> header.getValue().get(0))
                    .findFirst()
                    .orElse(null);
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private Receiver(HttpServer server) {
        this.server = server;
    }

    /** Starts one on a free port of the loopback address. */
    public static Receiver start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Receiver receiver = new Receiver(server);
        server.setExecutor(receiver.threads);
        server.createContext("/", receiver::take);
        server.start();
        return receiver;
    }

    private void take(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        deliveries.add(
                new Delivery(exchange.getRequestURI().toString(), Map.copyOf(exchange.getRequestHeaders()), body));
        Integer status = next.poll();
        exchange.getResponseHeaders().add("Location", url("/elsewhere"));
        exchange.sendResponseHeaders(status == null ? always : status, -1);
        exchange.close();
    }

    /** Answers the next requests with these statuses. */
    public void answerNext(Integer... statuses) {
        next.addAll(List.of(statuses));
    }

    /** Answers with this status from now on. */
    public void answer(int status) {
        always = status;
    }

    public List<Delivery> deliveries() {
        return deliveries;
    }

    /** Gives the setting that allows webhooks to go here. */
    public String host() {
        return "localhost:" + server.getAddress().getPort();
    }

    /** Gives an address below the name localhost. */
    public String url(String path) {
        return "http://" + host() + path;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
