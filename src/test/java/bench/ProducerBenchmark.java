package bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.tools.ProducerPerformance;
import producer.LoadProducer;

/**
 * Our load producer beside Kafka's own ProducerPerformance: the same broker, the same records (taken from ours), the
 * same client settings, each run in a JVM of its own with the same flags, in turns; a figure is the median of its runs.
 * Prints a table and asserts nothing.
 */
public final class ProducerBenchmark implements AutoCloseable {

    private static final int RUNS = Integer.getInteger("bench.runs", 5);
    private static final int RECORDS = Integer.getInteger("bench.records", 2_000_000);
    private static final int PER_SECOND = 20_000;
    private static final int RATED_RECORDS = Integer.getInteger("bench.rated-records", 10 * PER_SECOND);
    private static final int PARTITIONS = 3;
    private static final int SAMPLE = 5_000;
    private static final Pattern THEIRS =
            Pattern.compile("([0-9.]+) records/sec .* ([0-9]+) ms 50th, .* ([0-9]+) ms 99th");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private record Outcome(double perSecond, double p50, double p99, double seconds) {}

    private interface Measurement {
        Outcome run() throws Exception;
    }

    private final BrokerProcess broker = BrokerProcess.start();
    private final Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()));
    private final Path folder = Files.createTempDirectory("producer-benchmark");
    private final Path payloads = folder.resolve("payloads.txt");
    private int topics;

    private ProducerBenchmark() throws Exception {}

    public static void main(String[] arguments) throws Exception {
        try (var benchmark = new ProducerBenchmark()) {
            System.out.println(benchmark.measure().markdown());
        }
        System.exit(0);
    }

    private Figures measure() throws Exception {
        samplePayloads();
        var figures = new Figures();
        for (var compression : List.of("none", "snappy", "zstd")) {
            var outcomes = inTurns(() -> ours(RECORDS, 0, compression, "none"), () -> theirs(RECORDS, -1, compression));
            var ours = median(outcomes.get(0), Outcome::perSecond);
            var theirs = median(outcomes.get(1), Outcome::perSecond);
            figures.add(
                    "full speed, compression " + compression,
                    Figures.number("%.0f records/s, ProducerPerformance %.0f: %.2f", ours, theirs, ours / theirs),
                    "≥ 0.85",
                    ours / theirs >= 0.85);
        }
        var rated = inTurns(
                () -> ours(RATED_RECORDS, PER_SECOND, "snappy", "none"),
                () -> theirs(RATED_RECORDS, PER_SECOND, "snappy"));
        var achieved = median(rated.get(0), Outcome::perSecond);
        figures.add(
                "at 20000/s, snappy: achieved",
                Figures.number(
                        "%.0f records/s, ProducerPerformance %.0f", achieved, median(rated.get(1), Outcome::perSecond)),
                "within 1 %",
                Math.abs(achieved / PER_SECOND - 1) <= 0.01);
        var ourP99 = median(rated.get(0), Outcome::p99);
        var theirP99 = median(rated.get(1), Outcome::p99);
        figures.add(
                "at 20000/s, snappy: from send to acknowledgement",
                Figures.number(
                        "p50 %.1f ms, p99 %.1f ms; ProducerPerformance p50 %.0f ms, p99 %.0f ms",
                        median(rated.get(0), Outcome::p50), ourP99, median(rated.get(1), Outcome::p50), theirP99),
                "p99 ≤ max(1.5 × its, its + 5 ms)",
                ourP99 <= Math.max(1.5 * theirP99, theirP99 + 5));
        var others =
                inTurns(() -> ours(RECORDS, 0, "none", "message_id"), this::camel, () -> ours(1, 0, "none", "none"));
        figures.add(
                "full speed, compression none, each record with its id as key",
                Figures.number("%.0f records/s", median(others.get(0), Outcome::perSecond)));
        figures.add(
                "full speed, compression none, through Camel's kafka component",
                Figures.number("%.0f records/s", median(others.get(1), Outcome::perSecond)));
        figures.add(
                "a run of one record, from the start of the JVM to its end",
                Figures.number("%.1f s", median(others.get(2), Outcome::seconds)));
        return figures;
    }

    /** Each measurement once unmeasured, to warm the broker up, then all of them in turns. */
    private static List<List<Outcome>> inTurns(Measurement... measurements) throws Exception {
        List<List<Outcome>> outcomes = new ArrayList<>();
        for (var measurement : measurements) {
            measurement.run();
            outcomes.add(new ArrayList<>());
        }
        for (var run = 0; run < RUNS; run++) {
            for (var i = 0; i < measurements.length; i++) {
                outcomes.get(i).add(measurements[i].run());
            }
        }
        System.err.println(outcomes);
        return outcomes;
    }

    private static double median(List<Outcome> outcomes, ToDoubleFunction<Outcome> figure) {
        var sorted = outcomes.stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private Outcome ours(int records, int perSecond, String compression, String keys) throws Exception {
        var topic = newTopic();
        var start = System.nanoTime();
        var line = java(
                LoadProducer.class.getName(),
                "--bootstrap-servers=" + broker.address(),
                "--topic=" + topic,
                "--message-count=" + records,
                "--messages-per-sec=" + perSecond,
                "--compression=" + compression,
                "--keys=" + keys);
        var seconds = (System.nanoTime() - start) / 1e9;
        admin.deleteTopics(List.of(topic)).all().get();
        var summary = MAPPER.readTree(line);
        return new Outcome(
                summary.get("acked_per_second").asDouble(),
                summary.get("ack_latency_ms").get("p50").asDouble(),
                summary.get("ack_latency_ms").get("p99").asDouble(),
                seconds);
    }

    private Outcome theirs(int records, int perSecond, String compression) throws Exception {
        var topic = newTopic();
        // What our producer sets for these by default.
        var line = java(
                ProducerPerformance.class.getName(),
                "--topic",
                topic,
                "--num-records",
                Integer.toString(records),
                "--throughput",
                Integer.toString(perSecond),
                "--payload-file",
                payloads.toString(),
                "--producer-props",
                "bootstrap.servers=" + broker.address(),
                "acks=all",
                "enable.idempotence=true",
                "retries=10",
                "linger.ms=20",
                "batch.size=16384",
                "buffer.memory=33554432",
                "max.request.size=2097152",
                "compression.type=" + compression);
        admin.deleteTopics(List.of(topic)).all().get();
        var matcher = THEIRS.matcher(line);
        if (!matcher.find()) {
            throw new IllegalStateException("not understood: " + line);
        }
        return new Outcome(
                Double.parseDouble(matcher.group(1)),
                Double.parseDouble(matcher.group(2)),
                Double.parseDouble(matcher.group(3)),
                0);
    }

    private Outcome camel() throws Exception {
        var topic = newTopic();
        var line = java(
                CamelProducer.class.getName(),
                broker.address(),
                topic,
                payloads.toString(),
                Integer.toString(RECORDS / 4));
        admin.deleteTopics(List.of(topic)).all().get();
        return new Outcome(Double.parseDouble(line.split(" ")[0]), 0, 0, 0);
    }

    /** Runs a class in a JVM of its own and gives the last line that it prints. */
    private String java(String mainClass, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-Duser.language=en",
                "-cp",
                System.getProperty("java.class.path"),
                mainClass));
        command.addAll(Arrays.asList(arguments));
        var errors = folder.resolve("stderr");
        var process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        var lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0 || lines.isEmpty()) {
            throw new IllegalStateException(mainClass + " failed: " + lines + Files.readString(errors));
        }
        return lines.get(lines.size() - 1);
    }

    private String newTopic() throws Exception {
        var name = "load-" + topics++;
        admin.createTopics(List.of(new NewTopic(name, PARTITIONS, (short) 1)))
                .all()
                .get();
        return name;
    }

    /** The last records of a run of ours, which are as long as most are. */
    private void samplePayloads() throws Exception {
        var topic = newTopic();
        java(
                LoadProducer.class.getName(),
                "--bootstrap-servers=" + broker.address(),
                "--topic=" + topic,
                "--message-count=" + RECORDS,
                "--messages-per-sec=0");
        var sample = new ArrayList<String>();
        Map<String, Object> properties = new HashMap<>(Map.of("bootstrap.servers", broker.address()));
        try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new StringDeserializer())) {
            var partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seek(
                    partition,
                    Math.max(0, consumer.endOffsets(List.of(partition)).get(partition) - SAMPLE));
            var end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> sample.add(record.value()));
            }
        }
        admin.deleteTopics(List.of(topic)).all().get();
        Files.write(payloads, sample);
    }

    @Override
    public void close() throws Exception {
        admin.close();
        broker.close();
        Files.deleteIfExists(payloads);
        Files.deleteIfExists(folder.resolve("stderr"));
        try {
            Files.delete(folder);
        } catch (IOException e) {
            // What else is in it may be of use.
        }
    }
}
