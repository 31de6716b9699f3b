package bench;

import static bench.Figures.number;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import execution.results.GeneratedFile;
import execution.results.RecordedResults;
import execution.results.nmap.NmapFiles;
import execution.results.nmap.NmapParsers;
import execution.results.parser.ForgottenResults;
import execution.results.parser.ResultsContext;
import execution.results.parser.ResultsFile;
import execution.results.parser.ResultsParser;
import execution.results.sarif.SarifFiles;
import execution.results.sarif.SarifParser;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamReader;

/**
 * Measures the parsers of results beside bare readers of the same file, in one thread and by its CPU time: once in a
 * JVM with the flags of the service, and once with the second compiler.
 */
public final class ParserBenchmark {

    private static final int HOSTS = 1_000;
    private static final long GIGABYTE = 1_000_000_000;
    private static final int SARIF_RESULTS = 25_000;
    private static final int WARM_UP = 30;
    private static final int TURNS = 15;

    private final Figures figures = new Figures();
    private final String label;

    private ParserBenchmark(String label) {
        this.label = label;
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0) {
            new ParserBenchmark(arguments[0]).measure(Path.of(arguments[1]));
            return;
        }
        Path directory = Files.createDirectories(Path.of("target", "bench"));
        var rows = new ArrayList<String>();
        for (var flags : List.of(
                List.of("with the service's flags", "@src/main/jvm/service.options"),
                List.of("with the second compiler", "-Xmx112m", "-XX:+UseSerialGC"))) {
            var part = directory.resolve("parsers-" + rows.size() + ".md");
            var line = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString()));
            line.addAll(flags.subList(1, flags.size()));
            line.addAll(List.of(
                    "-cp",
                    System.getProperty("java.class.path"),
                    ParserBenchmark.class.getName(),
                    flags.get(0),
                    part.toString()));
            var measured =
                    new ProcessBuilder(line).redirectError(Redirect.INHERIT).redirectOutput(Redirect.INHERIT);
            if (measured.start().waitFor() != 0) {
                throw new IllegalStateException("not measured " + flags.get(0));
            }
            var table = Files.readAllLines(part);
            rows.addAll(rows.isEmpty() ? table : table.subList(2, table.size()));
        }
        System.out.println(String.join(System.lineSeparator(), rows));
        Files.write(directory.resolve("parsers.md"), rows);
    }

    private void measure(Path table) throws Exception {
        gigabyte();
        nmap();
        sarif();
        Files.writeString(table, figures.markdown());
    }

    private void nmap() throws Exception {
        var file = Files.createTempFile("nmap", ".xml");
        try {
            try (var out = Files.newOutputStream(file)) {
                out.write(NmapFiles.HEAD.getBytes(StandardCharsets.UTF_8));
                for (var host = 0; host < HOSTS; host++) {
                    out.write(NmapFiles.thoroughHost(host));
                }
                out.write(NmapFiles.TAIL.getBytes(StandardCharsets.UTF_8));
            }
            var megabytes = Files.size(file) / 1e6;
            var results = new FileOfResults(file);
            var parser = NmapParsers.shipped();
            var rates = rates(
                    megabytes,
                    List.of(
                            () -> bare(XMLInputFactory.newDefaultFactory(), results),
                            () -> bare(new InputFactoryImpl(), results),
                            () -> parse(parser, results, new ForgottenResults()),
                            () -> parse(
                                    parser, results, new RecordedResults("nmap", "2026-01-01T00:00:00Z").context())));
            figures.add(
                    "nmap, %s: %d hosts in %.1f MB by the JDK's StAX alone, by Aalto alone"
                            .formatted(label, HOSTS, megabytes),
                    number("%.0f MB/s, %.0f MB/s", rates[0], rates[1]));
            var ratio = rates[2] / rates[1];
            figures.add(
                    "the same to finished documents; beside Aalto alone",
                    number("%.0f MB/s; %.2f", rates[2], ratio),
                    "≥ 280 MB/s; ≥ 0.65",
                    rates[2] >= 280 && ratio >= 0.65);
            figures.add("the same to messages, with their hashes and JSON", number("%.0f MB/s", rates[3]));
        } finally {
            Files.delete(file);
        }
    }

    private void sarif() throws Exception {
        var file = Files.createTempFile("results", ".sarif");
        try {
            try (var in = SarifFiles.large(SARIF_RESULTS).open();
                    var out = Files.newOutputStream(file)) {
                in.transferTo(out);
            }
            var megabytes = Files.size(file) / 1e6;
            var results = new FileOfResults(file);
            var rates = rates(
                    megabytes,
                    List.of(() -> parse(
                            new SarifParser(),
                            results,
                            new RecordedResults("sarif", "2026-01-01T00:00:00Z").context())));
            var seconds = megabytes / rates[0];
            figures.add(
                    "SARIF, %s: %d results in %.1f MB to messages".formatted(label, SARIF_RESULTS, megabytes),
                    number("%.2f s", seconds),
                    "≤ 1 s",
                    seconds <= 1);
        } finally {
            Files.delete(file);
        }
    }

    /** A file of a gigabyte that is made while it is read. */
    private void gigabyte() throws Exception {
        var hosts = new byte[100][];
        Arrays.setAll(hosts, NmapFiles::thoroughHost);
        var times = (int) (GIGABYTE / hosts[0].length);
        System.gc();
        var before = residentMegabytes("VmRSS");
        NmapParsers.shipped()
                .parse(
                        new GeneratedFile(NmapFiles.HEAD, times, host -> hosts[host % hosts.length], NmapFiles.TAIL),
                        new ForgottenResults());
        var more = residentMegabytes("VmHWM") - before;
        figures.add(
                "nmap, %s: peak resident memory while 1 GB is read, beyond that of the idle JVM".formatted(label),
                number("%.0f MB", more),
                "≤ 64 MB",
                more <= 64);
    }

    /** Gives megabytes of the file per second of CPU time: the median of turns in which each is run once. */
    private static double[] rates(double megabytes, List<Callable<?>> ways) throws Exception {
        var seconds = new double[ways.size()][TURNS];
        for (var turn = -WARM_UP; turn < TURNS; turn++) {
            for (var way = 0; way < seconds.length; way++) {
                var before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                ways.get(way).call();
                if (turn >= 0) {
                    seconds[way][turn] = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before) / 1e9;
                }
            }
        }
        return Arrays.stream(seconds)
                .mapToDouble(all -> megabytes / Arrays.stream(all).sorted().toArray()[TURNS / 2])
                .toArray();
    }

    private static int bare(XMLInputFactory factory, ResultsFile file) throws Exception {
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        var events = 0;
        try (var in = file.open()) {
            XMLStreamReader reader = factory.createXMLStreamReader(in);
            while (reader.hasNext()) {
                reader.next();
                events++;
            }
        }
        return events;
    }

    private static Object parse(ResultsParser parser, ResultsFile file, ResultsContext context) throws Exception {
        parser.parse(file, context);
        return context;
    }

    private static double residentMegabytes(String field) throws IOException {
        try (var lines = Files.lines(Path.of("/proc", "self", "status"))) {
            return lines.filter(line -> line.startsWith(field + ":"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElse(0)
                    / 1024.0;
        }
    }

    private record FileOfResults(Path path) implements ResultsFile {

        @Override
        public String name() {
            return path.getFileName().toString();
        }

        @Override
        public Map<String, String> metadata() {
            return Map.of();
        }

        @Override
        public InputStream open() throws IOException {
            return new BufferedInputStream(Files.newInputStream(path), 65_536);
        }
    }
}
