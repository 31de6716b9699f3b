package wrapper;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import wrapper.config.Contract;

/**
 * Makes the start cache of the JVM that it runs on. For that it runs the wrapper once, against a stand-in for the
 * service, and the JVM records which classes that run loads. From JDK 25 on the cache is an AOT cache, before that an
 * AppCDS archive.
 */
public final class StartCache {
    private static final int AOT_SINCE = 25;
    private static final String MORE = "wrapper.class-path-more";
    private static final int LONGEST_RUN_SECONDS = 60;
    private static final String JOB = "{\"job\":\"start-cache\",\"command\":[\"echo\",\"ok\"],\"actions\":["
            + "{\"stage\":\"end\",\"url\":\"http://127.0.0.1:%d/\",\"condition\":[\"${{oenv.ExitCode}}\",\"==\",\"0\"]}]}";

    private StartCache() {}

    /**
     * Makes the cache as {@code cache/<Java version>.aot} or {@code .jsa} in the wrapper's folder, and replaces an
     * older one. The file {@code cache/java.args} beside it starts the wrapper without a shell: {@code java @java.args
     * --cli-json …}. If the cache cannot be made within a minute, stderr says why and the exit code is 1.
     *
     * @param arguments none. The system property {@code wrapper.home} is the wrapper's folder, and
     *     {@code wrapper.class-path-more} has the jars that only some runs need, with a colon before each
     */
    public static void main(String[] arguments) throws InterruptedException {
        try {
            Path cache = make(Path.of(System.getProperty("wrapper.home")));
            System.err.println("wrapper: start cache " + cache);
        } catch (IOException e) {
            System.err.println("wrapper: no start cache: " + e.getMessage());
            System.exit(1);
        }
    }

    private static Path make(Path home) throws IOException, InterruptedException {
        boolean aot = Runtime.version().feature() >= AOT_SINCE;
        Path folder = Files.createDirectories(home.resolve("cache"));
        Path cache = folder.resolve(System.getProperty("java.version") + (aot ? ".aot" : ".jsa"));
        Path recorded = folder.resolve(cache.getFileName() + ".new");
        Path log = folder.resolve(cache.getFileName() + ".log");
        HttpServer service = service();
        try {
            ProcessBuilder builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "@" + home.resolve("jvm.options"),
                            (aot ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + recorded,
                            "-cp",
                            System.getProperty("java.class.path"),
                            Wrapper.class.getName(),
                            "--cli-json",
                            JOB.formatted(service.getAddress().getPort()))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .redirectInput(Redirect.from(new File("/dev/null")));
            builder.environment().putAll(contract(service.getAddress().getPort()));
            Process run = builder.start();
            boolean ended = run.waitFor(LONGEST_RUN_SECONDS, TimeUnit.SECONDS);
            run.descendants().forEach(ProcessHandle::destroyForcibly);
            run.destroyForcibly().waitFor();
            if (!ended || run.exitValue() != 0 || !Files.exists(recorded)) {
                throw new IOException((ended ? "the run ended with " + run.exitValue() : "the run did not end") + ": "
                        + Files.readAllLines(log, StandardCharsets.UTF_8).stream()
                                .collect(Collectors.joining(" | ")));
            }
            Files.writeString(folder.resolve(cache.getFileName() + ".size"), bytes(recorded) + "\n");
            Files.move(recorded, cache, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Files.write(
                    folder.resolve("java.args"),
                    arguments(home, (aot ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + cache));
            return cache;
        } finally {
            service.stop(0);
            Files.deleteIfExists(recorded);
            Files.deleteIfExists(log);
        }
    }

    // The script does not use a cache if this number differs, because then the cache is cut short or of other jars.
    private static long bytes(Path cache) throws IOException {
        long bytes = Files.size(cache);
        for (String jar : System.getProperty("java.class.path").split(File.pathSeparator)) {
            bytes += Files.size(Path.of(jar));
        }
        return bytes;
    }

    private static List<String> arguments(Path home, String cacheOption) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(home.resolve("jvm.options")));
        lines.add(quoted(cacheOption));
        lines.add("-cp");
        // All jars are on the class path, because only the script finds out which ones a run needs.
        lines.add(quoted(System.getProperty("java.class.path") + System.getProperty(MORE, "")));
        lines.add(Wrapper.class.getName());
        return lines;
    }

    private static String quoted(String argument) {
        return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static HttpServer service() throws IOException {
        HttpServer service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", StartCache::answer);
        service.start();
        return service;
    }

    // The same answer does for every call, because the wrapper reads nothing of it but where the results go.
    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            byte[] body = "{\"url\":\"http://127.0.0.1:%d/results\",\"headers\":{\"x-amz-meta-scan_id\":\"1\"}}"
                    .formatted(exchange.getLocalAddress().getPort())
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static Map<String, String> contract(int port) {
        return Map.of(
                Contract.CALLBACK_URL,
                "http://127.0.0.1:" + port + "/executions/start/cache",
                Contract.CALLBACK_TOKEN,
                "none",
                "EXECUTION_ID",
                "start-cache",
                "EXECUTION_ATTEMPT",
                "1",
                "EXECUTION_TASK",
                "start-cache",
                "SCAN_REQUEST_ID",
                "start-cache");
    }
}
