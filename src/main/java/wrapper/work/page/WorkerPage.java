package wrapper.work.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import shared.part.FleetJson;

/**
 * Answers {@code GET /worker} with what the worker runs and ran, and {@code GET /worker/health} with whether it is
 * ready. A client has ten seconds for a request, and there are few threads, so slow clients cannot take anything from
 * parts.
 */
public final class WorkerPage implements AutoCloseable {
    private static final int MOST_VALUE = 200;
    private static final int THREADS = 4;
    private static final int MOST_WAITING = 50;

    static {
        // Read once, when the JDK's server is made first, and in seconds.
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        System.setProperty("sun.net.httpserver.maxRspTime", "10");
        System.setProperty("sun.net.httpserver.idleInterval", "10");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "20");
        System.setProperty("sun.net.httpserver.maxReqHeaders", "50");
        System.setProperty("jdk.httpserver.maxConnections", "100");
    }

    private final HttpServer server;
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS, THREADS, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), task -> {
                Thread thread = new Thread(task, "page");
                thread.setDaemon(true);
                return thread;
            });

    private WorkerPage(HttpServer server) {
        this.server = server;
    }

    /**
     * What the page says of the worker.
     *
     * @param id the worker's name
     * @param ready whether it takes messages
     */
    public record Worker(
            String id, String version, Instant started, int capacity, Activity activity, BooleanSupplier ready) {}

    /**
     * Starts to listen.
     *
     * @throws IOException if the port cannot be had
     */
    public static WorkerPage start(
            InetSocketAddress address, wrapper.work.config.WorkSettings.Access access, Worker worker)
            throws IOException {
        HttpServer server = HttpServer.create(address, MOST_WAITING);
        WorkerPage page = new WorkerPage(server);
        PageVisitors allowed = new PageVisitors(access);
        server.setExecutor(page.threads);
        server.createContext("/", exchange -> answer(exchange, 404, JsonNodeFactory.instance::objectNode));
        server.createContext("/worker", exchange -> {
            if (!exchange.getRequestURI().getPath().equals("/worker")) {
                answer(exchange, 404, JsonNodeFactory.instance::objectNode);
            } else if (!allowed.isAllowed(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"worker\", Bearer");
                answer(exchange, 401, JsonNodeFactory.instance::objectNode);
            } else {
                answer(exchange, 200, () -> page(worker));
            }
        });
        server.createContext("/worker/health", exchange -> {
            boolean ready = worker.ready().getAsBoolean();
            answer(exchange, ready ? 200 : 503, () -> JsonNodeFactory.instance
                    .objectNode()
                    .put("status", ready ? "UP" : "OUT_OF_SERVICE"));
        });
        server.start();
        return page;
    }

    /** Gives the port that the page listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, int status, Supplier<ObjectNode> body) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("GET")) {
                exchange.getResponseHeaders().set("Allow", "GET");
                exchange.sendResponseHeaders(405, -1);
                return;
            }
            byte[] bytes = FleetJson.bytes(body.get());
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static ObjectNode page(Worker worker) {
        Activity activity = worker.activity();
        ObjectNode page = JsonNodeFactory.instance
                .objectNode()
                .put("id", worker.id())
                .put("version", worker.version())
                .put("started", worker.started().toString())
                .put("ready", worker.ready().getAsBoolean())
                .put("capacity", worker.capacity());
        ArrayNode running = page.putArray("running");
        activity.running().stream()
                .sorted(Comparator.comparing(Activity.Running::since))
                .forEach(one -> running.addObject()
                        .put("what", one.what().toString())
                        .put("task", one.task())
                        .put("since", one.since().toString()));
        ArrayNode recent = page.putArray("recent");
        activity.recent().forEach(one -> {
            ObjectNode entry = recent.addObject()
                    .put("what", one.what().toString())
                    .put("task", one.task())
                    .put("how", one.how())
                    .put("at", one.at().toString())
                    .put("seconds", one.seconds());
            if (one.value() != null) {
                String value = one.value().toString();
                entry.put("value", value.length() <= MOST_VALUE ? value : value.substring(0, MOST_VALUE) + "…");
            }
        });
        ObjectNode counters = page.putObject("counters");
        for (Activity.Count count : Activity.Count.values()) {
            counters.put(count.name().toLowerCase(Locale.ROOT), activity.get(count));
        }
        return page;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
