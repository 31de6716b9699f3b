package local.lambda;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import local.LocalLogs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A local Lambda: it answers Invoke and GetFunction, handles each event by the handler of its function, handles
 * asynchronous events again after errors, and sends a record of each asynchronous event that is over.
 */
public final class LocalLambda implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LocalLambda.class);

    private static final Pattern PATH =
            Pattern.compile("/2015-03-31/functions/(?:arn:aws:lambda:[^:/]*:[0-9]*:function:)?([A-Za-z0-9_-]+)"
                    + "(?::[^/]*)?(/invocations)?");

    /** The most bytes of an event that is handled asynchronously. */
    private static final int MOST_BYTES = 262_144;

    private final Map<String, Function> functions = new ConcurrentHashMap<>();
    private final List<Invocation> taken = new CopyOnWriteArrayList<>();
    private final List<Invocation> invocations = new CopyOnWriteArrayList<>();
    private final List<Ended> ended = new CopyOnWriteArrayList<>();
    private final LambdaFaults faults = new LambdaFaults();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "local-lambda");
        thread.setDaemon(true);
        return thread;
    });
    private final Destination destination;
    private final LocalLogs logs;
    private final HttpServer server;

    /**
     * One time that a function was invoked.
     *
     * @param function its name
     * @param requestId the same for all invocations of one call
     * @param event what it was invoked with
     */
    public record Invocation(String function, String requestId, String event) {}

    /** An invocation that is over, and what came of it. */
    public record Ended(Invocation invocation, Function.Answer answer) {}

    private LocalLambda(int port, Consumer<String> records, LocalLogs logs) throws IOException {
        this.logs = logs;
        destination = new Destination(records, faults);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    /**
     * Starts it without any function.
     *
     * @param port 0 for a free one
     * @param records receives the record of each asynchronous event that is over; must not block
     * @param logs gets what the functions print
     */
    public static LocalLambda start(int port, Consumer<String> records, LocalLogs logs) throws IOException {
        return new LocalLambda(port, records, logs);
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Adds a function, or changes it. */
    public void put(Function function) {
        functions.put(function.name(), function);
    }

    public LambdaFaults faults() {
        return faults;
    }

    /** Gives each asynchronous event that was taken so far, whether its function has been invoked or not. */
    public List<Invocation> taken() {
        return List.copyOf(taken);
    }

    /** Gives each time that a function was invoked so far. */
    public List<Invocation> invocations() {
        return List.copyOf(invocations);
    }

    /** Gives each invocation that is over. */
    public List<Ended> ended() {
        return List.copyOf(ended);
    }

    static String arn(String function) {
        return "arn:aws:lambda:eu-west-1:000000000000:function:" + function;
    }

    private void serve(HttpExchange exchange) {
        try (exchange) {
            try {
                answer(exchange);
            } catch (LambdaError e) {
                exchange.getResponseHeaders().add("x-amzn-ErrorType", e.code());
                respond(
                        exchange,
                        e.status(),
                        Json.object()
                                .put("Type", "User")
                                .put("Message", "told to")
                                .toString());
            }
        } catch (IOException e) {
            LOG.debug("A call of the local Lambda has no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange) throws IOException, LambdaError, InterruptedException {
        String path = URLDecoder.decode(exchange.getRequestURI().getRawPath(), StandardCharsets.UTF_8);
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var matcher = PATH.matcher(path);
        if (!matcher.matches()) {
            throw new LambdaError(404, "UnknownOperationException");
        }
        boolean invoke = matcher.group(2) != null;
        if (invoke) {
            faults.beforeInvoke();
        }
        Function function = functions.get(matcher.group(1));
        if (function == null) {
            throw new LambdaError(404, "ResourceNotFoundException");
        }
        if (invoke) {
            invoke(exchange, function, body);
        } else {
            respond(exchange, 200, description(function));
        }
    }

    private void invoke(HttpExchange exchange, Function function, String event)
            throws IOException, LambdaError, InterruptedException {
        if (!event.isEmpty() && !Json.isJson(event)) {
            throw new LambdaError(400, "InvalidRequestContentException");
        }
        String requestId = UUID.randomUUID().toString();
        exchange.getResponseHeaders().add("x-amzn-RequestId", requestId);
        if (!"Event".equals(exchange.getRequestHeaders().getFirst("X-Amz-Invocation-Type"))) {
            var answer = handle(function, event, requestId);
            exchange.getResponseHeaders().add("X-Amz-Executed-Version", "$LATEST");
            if (answer.error()) {
                exchange.getResponseHeaders().add("X-Amz-Function-Error", "Unhandled");
            }
            respond(exchange, 200, answer.payload());
            return;
        }
        if (event.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw new LambdaError(413, "RequestTooLargeException");
        }
        queue(function, event, requestId);
        if (!faults.losesAnswer()) {
            exchange.sendResponseHeaders(202, -1);
        }
    }

    private void queue(Function function, String event, String requestId) {
        taken.add(new Invocation(function.name(), requestId, event));
        if (faults.drops()) {
            return;
        }
        if (faults.isTooOld()) {
            destination.tell(function.name(), requestId, event, "EventAgeExceeded", 0, null);
            return;
        }
        threads.execute(() -> handleUntilDone(function, event, requestId));
        if (faults.doubles()) {
            threads.execute(() -> handleUntilDone(function, event, requestId));
        }
    }

    private void handleUntilDone(Function function, String event, String requestId) {
        try {
            for (int times = 1; ; times++) {
                var answer = handle(function, event, requestId);
                if (!answer.error() || times > function.retries()) {
                    String condition = answer.error() ? "RetriesExhausted" : "Success";
                    destination.tell(function.name(), requestId, event, condition, times, answer);
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Function.Answer handle(Function function, String event, String requestId) throws InterruptedException {
        Invocation invocation = new Invocation(function.name(), requestId, event);
        invocations.add(invocation);
        print(function.name(), requestId, "START");
        Function.Answer answer;
        try {
            answer = function.handler().handle(event, requestId);
        } catch (RuntimeException e) {
            answer = Function.Answer.error(e.getClass().getSimpleName(), String.valueOf(e.getMessage()));
        }
        answer.printed().lines().forEach(line -> print(function.name(), requestId, line));
        print(function.name(), requestId, "END");
        ended.add(new Ended(invocation, answer));
        return answer;
    }

    /** Writes a line into the function's log, with the id of the request in it as the runtime of Node.js does. */
    private void print(String function, String requestId, String line) {
        logs.put("/aws/lambda/" + function, "environment", Instant.now(), requestId + " " + line);
    }

    private static String description(Function function) {
        var answer = Json.object();
        answer.putObject("Configuration")
                .put("FunctionName", function.name())
                .put("FunctionArn", arn(function.name()))
                .put("State", "Active")
                .put("Version", "$LATEST");
        return answer.toString();
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** Ends it, and what its functions do. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
