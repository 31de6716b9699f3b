package bench;

import static bench.Figures.number;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Measures the wrapper as the build lays it out: on the JVM that runs this, and on that of JAVA_25_HOME where it is
 * another. Each has its start cache made anew, for a cache may be of another build.
 */
public final class WrapperBenchmark {

    private static final Path TWRAP = Path.of("target", "twrap", "twrap").toAbsolutePath();
    private static final int WARM_UP = 5;
    private static final int STARTS = 20;
    private static final int TURNS = 5;
    private static final long SMALL = 1_000_000;
    private static final long LARGE = 1_073_741_824;
    private static final String LINE = "x".repeat(79);

    private static final String JOB =
            """
            {"command": "true", "actions": [
              {"stage": "start", "url": "http://127.0.0.1:%1$d/start"},
              {"stage": "end", "url": "http://127.0.0.1:%1$d/first", "payload": {"code": "${{oenv.ExitCode}}"}},
              {"stage": "end", "url": "http://127.0.0.1:%1$d/second"}]}""";

    private final Figures figures = new Figures();
    private final HttpServer service;

    /** The wrapper that runs, and the most memory that it has had when it last called. */
    private volatile Process running;

    private volatile long peak;

    private WrapperBenchmark() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", this::answer);
        service.start();
    }

    public static void main(String[] arguments) throws Exception {
        var benchmark = new WrapperBenchmark();
        var homes = new LinkedHashSet<>(Set.of(System.getProperty("java.home")));
        if (System.getenv("JAVA_25_HOME") != null) {
            homes.add(System.getenv("JAVA_25_HOME"));
        }
        for (var home : homes) {
            benchmark.measure(home);
        }
        benchmark.service.stop(0);
        System.out.println();
        System.out.println(benchmark.figures.markdown());
        Files.writeString(
                Files.createDirectories(Path.of("target", "bench")).resolve("wrapper.md"),
                benchmark.figures.markdown());
    }

    private void measure(String home) throws Exception {
        var made =
                processBuilder(home, List.of("--make-start-cache")).inheritIO().start();
        if (made.waitFor() != 0) {
            throw new IllegalStateException("no start cache for " + home);
        }
        starts(home);
        output(home);
    }

    private void starts(String home) throws Exception {
        var seconds = new double[STARTS];
        var megabytes = new double[STARTS];
        for (var i = -WARM_UP; i < STARTS; i++) {
            var builder = processBuilder(
                    home,
                    List.of("--cli-json", JOB.formatted(service.getAddress().getPort())));
            var started = System.nanoTime();
            running = builder.redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
            if (running.waitFor() != 0) {
                throw new IllegalStateException("the wrapper failed");
            }
            if (i >= 0) {
                seconds[i] = (System.nanoTime() - started) / 1e9;
                megabytes[i] = peak / 1024.0;
            }
        }
        Arrays.sort(seconds);
        Arrays.sort(megabytes);
        var version = version(home);
        var target = version.startsWith("25") ? 0.30 : 0.40;
        var median = seconds[STARTS / 2];
        figures.add(
                "Java %s: wall time round `true` with an HTTP action before and two after it, median of %d"
                        .formatted(version, STARTS),
                number("%.2f s (fastest %.2f s)", median, seconds[0]),
                number("≤ %.2f s", target),
                median <= target);
        var memory = megabytes[STARTS / 2];
        figures.add(
                "Java %s: peak resident memory of that".formatted(version),
                number("%.0f MB", memory),
                "≤ 70 MB",
                memory <= 70);
    }

    private void output(String home) throws Exception {
        var version = version(home);
        List<String> plain = List.of("sh", "-c", lines(LARGE) + " | cat >/dev/null");
        passOn(home, SMALL);
        var small = passOn(home, SMALL);
        passOn(home, LARGE);
        var withouts = new double[TURNS];
        var withs = new double[TURNS];
        var starts = new double[TURNS];
        var large = small;
        for (var i = 0; i < TURNS; i++) {
            withouts[i] = seconds(new ProcessBuilder(plain));
            starts[i] = passOn(home, SMALL).seconds();
            large = passOn(home, LARGE);
            withs[i] = large.seconds();
        }
        Arrays.sort(withouts);
        Arrays.sort(withs);
        Arrays.sort(starts);
        var without = withouts[TURNS / 2];
        // A rate: what the wrapper takes for 1 MB is its start, which has a line of its own.
        var with = withs[TURNS / 2] - starts[TURNS / 2];
        figures.add(
                "Java %s: 1 GB of 80-byte lines into cat, medians of %d in turns: with the wrapper (%.2f s, and %.2f s for its start) as fast as without it (%.2f s)"
                        .formatted(version, TURNS, with, starts[TURNS / 2], without),
                number("%.2f", without / with),
                "≥ 0.5",
                without / with >= 0.5);
        figures.add(
                "Java %s: peak resident memory with 1 MB and with 1 GB of output".formatted(version),
                number("%d MB and %d MB", small.kilobytes() / 1024, large.kilobytes() / 1024),
                "the same (to 10 MB)",
                Math.abs(large.kilobytes() - small.kilobytes()) <= 10_240);
    }

    private static String lines(long bytes) {
        return "yes " + LINE + " | head -c " + bytes;
    }

    private Passed passOn(String home, long bytes) throws Exception {
        var started = System.nanoTime();
        var processes = ProcessBuilder.startPipeline(List.of(
                wrapper(home, "sh", "-c", lines(bytes)).redirectError(Redirect.DISCARD),
                new ProcessBuilder("cat").redirectOutput(Redirect.DISCARD)));
        long kilobytes = 0;
        do {
            kilobytes = Math.max(kilobytes, peakKilobytes(processes.get(0)));
        } while (!processes.get(0).waitFor(10, TimeUnit.MILLISECONDS));
        processes.get(1).waitFor();
        return new Passed((System.nanoTime() - started) / 1e9, kilobytes);
    }

    private static double seconds(ProcessBuilder builder) throws Exception {
        var started = System.nanoTime();
        builder.start().waitFor();
        return (System.nanoTime() - started) / 1e9;
    }

    private static ProcessBuilder wrapper(String home, String... command) {
        var words = Arrays.stream(command).map(word -> '"' + word + '"').toList();
        return processBuilder(home, List.of("--cli-json", "{\"command\":[" + String.join(",", words) + "]}"));
    }

    private static ProcessBuilder processBuilder(String home, List<String> arguments) {
        var line = new ArrayList<>(List.of(TWRAP.toString()));
        line.addAll(arguments);
        var builder = new ProcessBuilder(line);
        builder.environment().put("JAVA_HOME", home);
        return builder;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            peak = peakKilobytes(running);
            exchange.sendResponseHeaders(204, -1);
        }
    }

    private static long peakKilobytes(Process process) {
        try (var lines =
                Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"), StandardCharsets.UTF_8)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | RuntimeException e) {
            // It has ended, or this is not Linux.
            return 0;
        }
    }

    private static String version(String home) throws IOException {
        return Files.readAllLines(Path.of(home, "release")).stream()
                .filter(line -> line.startsWith("JAVA_VERSION="))
                .map(line -> line.replaceAll("JAVA_VERSION=|\"", ""))
                .findFirst()
                .orElse(home);
    }

    private record Passed(double seconds, long kilobytes) {}
}
