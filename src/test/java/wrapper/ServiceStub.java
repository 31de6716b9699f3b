package wrapper;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The service and the object store as the wrapper sees them: a real HTTP server with answers told beforehand. */
public final class ServiceStub implements AutoCloseable {
    public static final String TOKEN = "t0ken-s3cret";
    public static final String SIGNATURE = "s1gnature-s3cret";
    public static final String BASE = "/executions/jit-1/e-1";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Queue<Answer>> answers = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    public ServiceStub() throws IOException {
        this(HttpServer.create());
    }

    /** Takes a server that is not bound yet. */
    public ServiceStub(HttpServer server) throws IOException {
        this.server = server;
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** Has the next call answered so; the last answer told is repeated. Without any it is 204 without a body. */
    public ServiceStub answer(String method, String path, int status, String body, String... headers) {
        return answer(method, path, new Answer(status, body.getBytes(UTF_8), () -> {}, headers));
    }

    public ServiceStub answer(String method, String path, Answer answer) {
        answers.computeIfAbsent(method + " " + path, key -> new ConcurrentLinkedQueue<>())
                .add(answer);
        return this;
    }

    /** Has results sent to an upload URL with a signature. */
    public ServiceStub acceptResults() {
        answer(
                "POST",
                BASE + "/results",
                201,
                "{\"url\":\"%s\",\"headers\":{\"x-amz-meta-scan_id\":\"scan-1\"}}"
                        .formatted(url("/bucket/results?X-Amz-Signature=" + SIGNATURE)));
        return this;
    }

    /** Has the end of the output sent to an upload URL with a signature. */
    public ServiceStub acceptOutput() {
        return answer(
                "POST",
                BASE + "/output",
                201,
                "{\"url\":\"%s\",\"headers\":{}}".formatted(url("/bucket/output?X-Amz-Signature=" + SIGNATURE)));
    }

    public List<Request> requests() {
        return requests;
    }

    public List<String> calls() {
        return requests.stream().map(Request::call).toList();
    }

    public List<String> bodies(String call) {
        return requests.stream()
                .filter(request -> request.call().equals(call))
                .map(Request::text)
                .toList();
    }

    /** Gives the container's environment for an execution of this service. */
    public Map<String, String> contract() {
        return contract(url(BASE));
    }

    public static Map<String, String> contract(String url) {
        Map<String, String> environment = new HashMap<>();
        environment.put("EXECUTION_CALLBACK_URL", url);
        environment.put("EXECUTION_CALLBACK_TOKEN", TOKEN);
        environment.put("EXECUTION_ID", "e-1");
        environment.put("EXECUTION_ATTEMPT", "2");
        environment.put("EXECUTION_TASK", "zap");
        environment.put("SCAN_REQUEST_ID", "scan-1");
        return environment;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String call =
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
        requests.add(new Request(
                call,
                exchange.getRequestURI().getRawQuery(),
                exchange.getRequestHeaders(),
                exchange.getRequestBody().readAllBytes()));
        Queue<Answer> told = answers.getOrDefault(call, new ArrayDeque<>());
        Answer answer = told.size() > 1 ? told.poll() : told.peek();
        try (exchange) {
            if (answer == null) {
                exchange.sendResponseHeaders(204, -1);
                return;
            }
            answer.before().run();
            for (int i = 0; i < answer.headers().length; i += 2) {
                exchange.getResponseHeaders().set(answer.headers()[i], answer.headers()[i + 1]);
            }
            exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        }
    }

    /** An answer and what is done before it. */
    public record Answer(int status, byte[] body, Runnable before, String... headers) {}

    /** A request as it came. */
    public record Request(String call, String query, Headers headers, byte[] body) {
        public String text() {
            return new String(body, UTF_8);
        }
    }
}
