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
 * Makes the start caches of the JVM that it runs on, one for the wrapper and one for a worker. For that it runs each of
 * them once, against a stand-in for the service and for AWS, and the JVM records which classes that run loads. From JDK
 * 25 on a cache is an AOT cache, before that an AppCDS archive.
 */
public final class StartCache {
    private static final int AOT_SINCE = 25;
    private static final String MORE = "wrapper.class-path-more";
    private static final int LONGEST_RUN_SECONDS = 60;
    private static final String JOB = "{\"job\":\"start-cache\",\"command\":[\"echo\",\"ok\"],\"actions\":["
            + "{\"stage\":\"end\",\"url\":\"http://127.0.0.1:%d/\",\"condition\":[\"${{oenv.ExitCode}}\",\"==\",\"0\"]}]}";

    private static final String ANSWER = "{\"url\":\"http://127.0.0.1:%1$d/results\","
            + "\"headers\":{\"x-amz-meta-scan_id\":\"1\"},\"QueueUrl\":\"http://127.0.0.1:%1$d/0/fleet\"}";
    /** What a worker logs when it has started. */
    private static final String WORKS = "its page is on port";

    private static final int LOOK_MILLIS = 50;

    private StartCache() {}

    /**
     * Makes the caches as {@code cache/<Java version>.aot} and {@code cache/work-<Java version>.aot} in the wrapper's
     * folder, or as {@code .jsa}, and replaces older ones. The files {@code cache/java.args} and {@code
     * cache/work.args} beside them start the wrapper and a worker without a shell: {@code java @java.args --cli-json
     * …}. If a cache cannot be made within a minute, stderr says why and the exit code is 1.
     *
     * @param arguments none. The system property {@code wrapper.home} is the wrapper's folder, and
     *     {@code wrapper.class-path-more} has the jars that only some runs need, with a colon before each
     */
    public static void main(String[] arguments) throws InterruptedException {
        try {
            Path home = Path.of(System.getProperty("wrapper.home"));
            System.err.println("wrapper: start cache " + makeForWrapper(home));
            System.err.println("wrapper: start cache " + makeForWorker(home));
        } catch (IOException e) {
            System.err.println("wrapper: no start cache: " + e.getMessage());
            System.exit(1);
        }
    }

    private static Path makeForWrapper(Path home) throws IOException, InterruptedException {
        HttpServer service = service();
        try {
            int port = service.getAddress().getPort();
            Path cache = make(
                    home,
                    "",
                    jars(),
                    Wrapper.class,
                    List.of("--cli-json", JOB.formatted(port)),
                    contract(port),
                    run -> {});
            List<String> jvm = jvm(home, cache);
            // All jars are on the class path, because only the script finds out which ones a run needs.
            Files.write(home.resolve("cache").resolve("java.args"), arguments(jvm, Wrapper.class));
            Files.write(home.resolve("cache").resolve("wrap.args"), arguments(jvm, Program.class));
            return cache;
        } finally {
            service.stop(0);
        }
    }

    private static Path makeForWorker(Path home) throws IOException, InterruptedException {
        HttpServer service = service();
        try {
            String address = "http://127.0.0.1:" + service.getAddress().getPort();
            Map<String, String> environment = Map.of(
                    "AWS_ENDPOINT_URL", address,
                    "AWS_REGION", "eu-west-1",
                    "AWS_ACCESS_KEY_ID", "key",
                    "AWS_SECRET_ACCESS_KEY", "secret");
            List<String> arguments = List.of("--queue", "fleet", "--port", "0", "--address", "127.0.0.1");
            Path cache =
                    make(home, "work-", allJars(), Worker.class, arguments, environment, StartCache::stopWhenItWorks);
            List<String> jvm = jvm(home, cache);
            jvm.add("-Xmx192m");
            jvm.add("-XX:+ExitOnOutOfMemoryError");
            jvm.add(quoted("-Dwrapper.home=" + home));
            Files.write(home.resolve("cache").resolve("work.args"), arguments(jvm, Program.class));
            return cache;
        } finally {
            service.stop(0);
        }
    }

    /** Ends a run that does not end by itself. */
    private interface Ending {
        void of(Running run) throws IOException, InterruptedException;
    }

    private record Running(Process process, Path log) {}

    private static void stopWhenItWorks(Running run) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_RUN_SECONDS);
        while (run.process.isAlive() && System.nanoTime() < end) {
            if (Files.readString(run.log).contains(WORKS)) {
                run.process.destroy();
                return;
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private static Path make(
            Path home,
            String prefix,
            String classPath,
            Class<?> main,
            List<String> arguments,
            Map<String, String> environment,
            Ending ending)
            throws IOException, InterruptedException {
        boolean aot = aot();
        Path folder = Files.createDirectories(home.resolve("cache"));
        Path cache = folder.resolve(prefix + System.getProperty("java.version") + (aot ? ".aot" : ".jsa"));
        Path recorded = folder.resolve(cache.getFileName() + ".new");
        Path log = folder.resolve(cache.getFileName() + ".log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + home.resolve("jvm.options"),
                (aot ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + recorded,
                "-cp",
                classPath,
                main.getName()));
        command.addAll(arguments);
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .redirectInput(Redirect.from(new File("/dev/null")));
            builder.environment().putAll(environment);
            Process run = builder.start();
            ending.of(new Running(run, log));
            boolean ended = run.waitFor(LONGEST_RUN_SECONDS, TimeUnit.SECONDS);
            run.descendants().forEach(ProcessHandle::destroyForcibly);
            run.destroyForcibly().waitFor();
            if (!ended || run.exitValue() != 0 || !Files.exists(recorded)) {
                throw new IOException((ended ? "the run ended with " + run.exitValue() : "the run did not end") + ": "
                        + Files.readAllLines(log, StandardCharsets.UTF_8).stream()
                                .collect(Collectors.joining(" | ")));
            }
            Files.writeString(folder.resolve(cache.getFileName() + ".size"), bytes(recorded, classPath) + "\n");
            Files.move(recorded, cache, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return cache;
        } finally {
            Files.deleteIfExists(recorded);
            Files.deleteIfExists(log);
        }
    }

    private static boolean aot() {
        return Runtime.version().feature() >= AOT_SINCE;
    }

    private static String jars() {
        return System.getProperty("java.class.path");
    }

    private static String allJars() {
        return jars() + System.getProperty(MORE, "");
    }

    // The script does not use a cache if this number differs, because then the cache is cut short or of other jars.
    private static long bytes(Path cache, String classPath) throws IOException {
        long bytes = Files.size(cache);
        for (String jar : classPath.split(File.pathSeparator)) {
            bytes += Files.size(Path.of(jar));
        }
        return bytes;
    }

    private static List<String> jvm(Path home, Path cache) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(home.resolve("jvm.options")));
        lines.add(quoted((aot() ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + cache));
        return lines;
    }

    private static List<String> arguments(List<String> jvm, Class<?> main) {
        List<String> lines = new ArrayList<>(jvm);
        lines.add("-cp");
        lines.add(quoted(allJars()));
        lines.add(main.getName());
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

    // The same answer does for every call: the wrapper reads from it where the results go, and a worker its queue.
    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            byte[] body = ANSWER.formatted(exchange.getLocalAddress().getPort()).getBytes(StandardCharsets.UTF_8);
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
