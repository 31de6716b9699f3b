package cli;

import cli.call.Installations;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs commands against a stand-in for the service, so that the JVM can record which classes they load: the build makes
 * execctl's start cache of that.
 */
final class ExecctlStartCache {
    private static final String EXECUTION = "00000000-0000-0000-0000-000000000000/00000000000000000000000000000000";
    private static final String ONE =
            """
            {"jit_event_id":"00000000-0000-0000-0000-000000000000","execution_id":"00000000000000000000000000000000",
            "status":"completed","created_at":"2026-01-01T12:00:00.000000Z","completed_at":"2026-01-01T12:00:01.000000Z",
            "attempts":[{"number":1}],"history":[{"seq":1,"status":"completed","occurred_at":"2026-01-01T12:00:00.000000Z"}],
            "tasks":[],"lines":[],"next":null,"source":"log"}""";

    private ExecctlStartCache() {}

    /** Runs the commands once. Ends with 1 if one of them fails. */
    public static void main(String[] arguments) throws IOException {
        HttpServer service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", ExecctlStartCache::answer);
        service.start();
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        Surroundings surroundings = new Surroundings(
                new Installations(
                        Map.of(
                                "EXECCTL_URL",
                                "http://127.0.0.1:" + service.getAddress().getPort(),
                                "EXECCTL_TOKEN",
                                "none"),
                        Path.of("none"),
                        null),
                InputStream.nullInputStream(),
                nowhere,
                nowhere,
                true,
                millis -> {},
                new AtomicReference<>());
        int failed = Execctl.run(surroundings, "--help")
                | Execctl.run(surroundings, "trigger", "job", "--asset", "a", "--request", "{}")
                | Execctl.run(surroundings, "list")
                | Execctl.run(surroundings, "show", EXECUTION, "-o", "json")
                | Execctl.run(surroundings, "show", EXECUTION)
                | Execctl.run(surroundings, "why", EXECUTION)
                | Execctl.run(surroundings, "watch", EXECUTION)
                | Execctl.run(surroundings, "logs", EXECUTION)
                | Execctl.run(surroundings, "tasks");
        service.stop(0);
        // Loads what main needs besides.
        Surroundings.ofProcess();
        System.exit(failed);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            String list = exchange.getRequestURI().getPath().equals("/executions")
                            && exchange.getRequestMethod().equals("GET")
                    ? "{\"executions\":[" + ONE + "],\"next\":null}"
                    : ONE;
            byte[] body = list.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
