package producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import local.CloudWatchStub;
import local.FreePorts;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadProducerIT {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final TestBroker BROKER = TestBroker.shared();

    private final String topic = "load-" + UUID.randomUUID();

    @TempDir
    Path folder;

    private Map<String, String> settings(String... namesAndValues) {
        Map<String, String> settings =
                new HashMap<>(Map.of("BOOTSTRAP_SERVERS", BROKER.address(), "TOPIC", topic, "MESSAGES_PER_SEC", "0"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            settings.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return settings;
    }

    private JsonNode produce(int exitCode, String... namesAndValues) throws Exception {
        return Production.start(settings(namesAndValues)).summary(exitCode);
    }

    private static boolean hasAcked(String line) {
        return line.matches(".* acked [1-9][0-9]* failed.*");
    }

    @Test
    void shouldSendEachEventOnceAtFullSpeed() throws Exception {
        JsonNode summary = produce(0, "MESSAGE_COUNT", "20000", "SOURCE", "a test");

        List<ConsumerRecord<byte[], byte[]>> records = BROKER.read(topic);
        Set<String> ids = new HashSet<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            JsonNode event = MAPPER.readTree(record.value());
            assertThat(new String(record.key()))
                    .isEqualTo(event.get("message_id").asText());
            assertThat(event.get("source").asText()).isEqualTo("a test");
            assertThat(record.headers()).isEmpty();
            ids.add(event.get("message_id").asText());
        }
        assertThat(records).hasSize(20_000);
        assertThat(ids)
                .hasSize(20_000)
                .allMatch(id -> id.startsWith(summary.get("run").asText() + "-"));
        assertThat(summary.get("sent").asLong()).isEqualTo(20_000);
        assertThat(summary.get("acked").asLong()).isEqualTo(20_000);
        assertThat(summary.get("lost").asLong()).isZero();
        assertThat(summary.get("acked_by_partition")).hasSize(3).allSatisfy(count -> assertThat(count.asLong())
                .isPositive());
        JsonNode latency = summary.get("ack_latency_ms");
        assertThat(latency.get("p50").asDouble())
                .isPositive()
                .isLessThanOrEqualTo(latency.get("p95").asDouble());
        assertThat(latency.get("p99").asDouble())
                .isLessThanOrEqualTo(latency.get("max").asDouble());
    }

    @Test
    void shouldVerifyExactlyOnceAlsoBesideOtherRuns() throws Exception {
        produce(0, "MESSAGE_COUNT", "500", "VERIFY", "true");

        JsonNode verification = produce(0, "MESSAGE_COUNT", "5000", "VERIFY", "true", "KEYS", "none")
                .get("verification");

        assertThat(verification.get("status").asText()).isEqualTo("verified");
        assertThat(verification.get("promise").asText()).isEqualTo("exactly once");
        assertThat(verification.get("found").asLong()).isEqualTo(5_000);
        assertThat(verification.get("missing").asLong()).isZero();
        assertThat(verification.get("duplicates").asLong()).isZero();
    }

    @Test
    void shouldPromiseNoMoreThanAtLeastOnceWithoutIdempotence() throws Exception {
        JsonNode summary = produce(0, "MESSAGE_COUNT", "100", "ACKS", "1", "VERIFY", "true");

        assertThat(summary.get("idempotent").asBoolean()).isFalse();
        assertThat(summary.get("verification").get("promise").asText()).isEqualTo("at least once");
        assertThat(summary.get("verification").get("status").asText()).isEqualTo("verified");
        assertThat(produce(0, "MESSAGE_COUNT", "10", "RETRIES", "0")
                        .get("idempotent")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void shouldSayThatNothingCanBeVerifiedWithoutAcknowledgements() throws Exception {
        JsonNode summary = produce(0, "MESSAGE_COUNT", "100", "ACKS", "0", "VERIFY", "true");

        assertThat(summary.get("verification").get("status").asText()).isEqualTo("unverifiable");
        assertThat(summary.get("verification").get("promise").asText()).isEqualTo("none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void shouldCompress(String compression) throws Exception {
        Path template = Files.writeString(
                folder.resolve("large.json"),
                "{\"id\":\"${{record.message_id}}\",\"text\":\"" + "x".repeat(2_000) + "\"}");

        produce(
                0,
                "MESSAGE_COUNT",
                "200",
                "COMPRESSION",
                compression,
                "PAYLOAD",
                template.toString(),
                "VERIFY",
                "true");

        long stored;
        try (Admin admin = BROKER.admin()) {
            stored = admin.describeLogDirs(List.of(0)).allDescriptions().get().get(0).values().stream()
                    .flatMap(directory -> directory.replicaInfos().entrySet().stream())
                    .filter(replica -> replica.getKey().topic().equals(topic))
                    .mapToLong(replica -> replica.getValue().size())
                    .sum();
        }
        if (compression.equals("none")) {
            assertThat(stored).isGreaterThan(400_000);
        } else {
            assertThat(stored).isBetween(1L, 200_000L);
        }
    }

    @Test
    void shouldWriteAvroOfASchema() throws Exception {
        String schema =
                """
                {"type": "record", "name": "Order", "fields": [
                  {"name": "message_id", "type": "string"},
                  {"name": "email", "type": ["null", "string"]}]}""";
        Path file = Files.writeString(folder.resolve("order.avsc"), schema);

        produce(0, "MESSAGE_COUNT", "50", "PAYLOAD", file.toString(), "PAYLOAD_FORMAT", "avro", "NULL_PROB", "1");

        var reader = new GenericDatumReader<GenericRecord>(new Schema.Parser().parse(schema));
        List<ConsumerRecord<byte[], byte[]>> records = BROKER.read(topic);
        assertThat(records).hasSize(50);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            GenericRecord order = reader.read(null, DecoderFactory.get().binaryDecoder(record.value(), null));
            assertThat(order.get("message_id")).hasToString(new String(record.key()));
            assertThat(order.get("email")).isNull();
        }
    }

    @Test
    void shouldCreateTheTopicWithAsManyReplicasAsThereAreBrokers() throws Exception {
        produce(0, "MESSAGE_COUNT", "1", "TOPIC_PARTITIONS", "5", "TOPIC_REPLICATION", "3");

        try (Admin admin = BROKER.admin()) {
            var partitions = admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .partitions();
            assertThat(partitions)
                    .hasSize(5)
                    .allMatch(partition -> partition.replicas().size() == 1);
        }
    }

    @Test
    void shouldUseATopicThatIsThere() throws Exception {
        try (Admin admin = BROKER.admin()) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }

        assertThat(produce(0, "MESSAGE_COUNT", "10").get("acked_by_partition")).hasSize(1);
    }

    @Test
    void shouldKeepOneKeyInOnePartition() throws Exception {
        JsonNode partitions =
                produce(0, "MESSAGE_COUNT", "300", "KEYS", "constant:same").get("acked_by_partition");

        assertThat(partitions).filteredOn(count -> count.asLong() == 300).hasSize(1);
        assertThat(BROKER.read(topic)).allMatch(record -> new String(record.key()).equals("same"));
    }

    @Test
    void shouldNotSendFasterThanAskedFor() throws Exception {
        JsonNode summary = produce(0, "MESSAGE_COUNT", "60", "MESSAGES_PER_SEC", "100", "BATCH_SIZE", "10");

        // The last turn of 10 is due after 5 of 100 ms; that it cannot be sooner holds on any machine.
        assertThat(summary.get("seconds").asDouble()).isGreaterThanOrEqualTo(0.5);
        assertThat(summary.get("acked").asLong()).isEqualTo(60);
        assertThat(summary.get("ack_latency_since_due_ms").get("max").asDouble())
                .isGreaterThanOrEqualTo(summary.get("ack_latency_ms").get("p50").asDouble());
        assertThat(summary.get("lag").get("records").asLong()).isZero();
    }

    @Test
    void shouldEndAfterItsTime() throws Exception {
        JsonNode summary = produce(0, "DURATION_SECONDS", "1", "MESSAGES_PER_SEC", "50");

        assertThat(summary.get("seconds").asDouble()).isGreaterThanOrEqualTo(1);
        assertThat(summary.get("sent").asLong()).isBetween(1L, 51L);
    }

    @Test
    void shouldCountRecordsThatAreTooLargeAsLost() throws Exception {
        Path template = Files.writeString(folder.resolve("large.json"), "{\"text\":\"${{random.text.3000}}\"}");

        JsonNode summary = produce(
                LoadProducer.LOST, "MESSAGE_COUNT", "20", "MAX_REQUEST_SIZE", "2000", "PAYLOAD", template.toString());

        assertThat(summary.get("lost").asLong()).isEqualTo(20);
        assertThat(summary.get("failures").get("RecordTooLargeException").asLong())
                .isEqualTo(20);
    }

    @Test
    void shouldFlushAndSumUpWhenStopped() throws Exception {
        Production production =
                Production.start(settings("MESSAGES_PER_SEC", "500", "REPORT_INTERVAL_SECONDS", "1", "VERIFY", "true"));
        production.awaitLine(LoadProducerIT::hasAcked);

        production.stop();

        JsonNode summary = production.summary(0);
        assertThat(summary.get("acked").asLong())
                .isPositive()
                .isEqualTo(summary.get("sent").asLong())
                .isEqualTo(BROKER.read(topic).size());
        assertThat(summary.get("verification").get("status").asText()).isEqualTo("verified");
    }

    @Test
    void shouldKeepTheOfferedRateAndReportTheLagOfASlowBroker() throws Exception {
        var anyClient = new ClientQuotaEntity(Collections.singletonMap(ClientQuotaEntity.CLIENT_ID, null));
        try (Admin admin = BROKER.admin()) {
            setQuota(admin, anyClient, 20_000.0);
            try {
                Production production = Production.start(settings(
                        "MESSAGES_PER_SEC", "5000",
                        "BUFFER_BYTES", "32768",
                        "COMPRESSION", "none",
                        "REPORT_INTERVAL_SECONDS", "1",
                        "STOP_TIMEOUT_SECONDS", "60"));
                production.awaitLine(line -> line.matches(".*lag [1-9][0-9]{3,} records.*"));
                setQuota(admin, anyClient, null);
                production.stop();

                JsonNode summary = production.summary(0);
                assertThat(summary.get("target_per_second").asDouble()).isEqualTo(5_000);
                assertThat(summary.get("lag").get("longest_ms").asLong()).isPositive();
                assertThat(summary.get("ack_latency_since_due_ms").get("max").asDouble())
                        .isGreaterThan(summary.get("ack_latency_ms").get("p50").asDouble());
            } finally {
                setQuota(admin, anyClient, null);
            }
        }
    }

    private static void setQuota(Admin admin, ClientQuotaEntity entity, Double bytesPerSecond) throws Exception {
        admin.alterClientQuotas(List.of(new ClientQuotaAlteration(
                        entity, List.of(new ClientQuotaAlteration.Op("producer_byte_rate", bytesPerSecond)))))
                .all()
                .get();
    }

    @Test
    void shouldTellThatRecordsAreLostWhenTheBrokerGoesAway() throws Exception {
        Production production;
        try (TestBroker broker = TestBroker.start()) {
            production = Production.start(settings(
                    "BOOTSTRAP_SERVERS", broker.address(),
                    "MESSAGES_PER_SEC", "200",
                    "REPORT_INTERVAL_SECONDS", "1",
                    "DELIVERY_TIMEOUT_MS", "1500",
                    "STOP_TIMEOUT_SECONDS", "5"));
            production.awaitLine(LoadProducerIT::hasAcked);
        }
        production.awaitLine(line -> line.startsWith("a record was lost"));
        production.stop();

        JsonNode summary = production.summary(LoadProducer.LOST);
        assertThat(summary.get("acked").asLong()).isPositive();
        assertThat(summary.get("lost").asLong())
                .isPositive()
                .isEqualTo(summary.get("sent").asLong() - summary.get("acked").asLong());
        assertThat(summary.get("failures").get("TimeoutException").asLong()).isPositive();
    }

    @Test
    void shouldStopWhileItWaitsForRoomInTheBuffer() throws Exception {
        Production production;
        try (TestBroker broker = TestBroker.start()) {
            production = Production.start(settings(
                    "BOOTSTRAP_SERVERS", broker.address(),
                    "BUFFER_BYTES", "16384",
                    "DELIVERY_TIMEOUT_MS", "3600000",
                    "REPORT_INTERVAL_SECONDS", "1",
                    "STOP_TIMEOUT_SECONDS", "3"));
            production.awaitLine(LoadProducerIT::hasAcked);
        }
        production.awaitLine(line -> line.contains(" sent 0 acked 0 "));

        production.stop();

        JsonNode summary = production.summary(LoadProducer.LOST);
        assertThat(summary.get("lost").asLong()).isPositive();
    }

    @Test
    void shouldNotClaimWhatItCannotReadBack() throws Exception {
        Production production;
        try (TestBroker broker = TestBroker.start()) {
            production = Production.start(settings(
                    "BOOTSTRAP_SERVERS", broker.address(),
                    "MESSAGES_PER_SEC", "100",
                    "REPORT_INTERVAL_SECONDS", "1",
                    "STOP_TIMEOUT_SECONDS", "3",
                    "VERIFY", "true"));
            production.awaitLine(LoadProducerIT::hasAcked);
        }
        production.stop();

        JsonNode summary = production.summary(LoadProducer.NOT_VERIFIED);
        assertThat(summary.get("verification").get("status").asText()).isEqualTo("incomplete");
    }

    @Test
    void shouldSayThatThePrometheusPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            Production production = Production.start(
                    settings("MESSAGE_COUNT", "1", "PROMETHEUS_PORT", String.valueOf(taken.getLocalPort())));

            assertThat(production.exitCode()).isEqualTo(LoadProducer.FAILED);
            assertThat(production.log()).last().asString().startsWith("PROMETHEUS_PORT: ");
        }
    }

    @Test
    void shouldListVariablesThatAreNoSettingsWithoutTheirValues() throws Exception {
        Production production = Production.start(settings("MESSAGE_COUNT", "1", "SOME_FLAG", "a value"));

        production.summary(0);

        assertThat(production.log())
                .contains("environment variables that are no settings: SOME_FLAG")
                .noneMatch(line -> line.contains("a value"));
    }

    @Test
    void shouldRefuseWrongSettingsBeforeAnythingElse() throws Exception {
        Production production = Production.start(settings("ACKS", "none", "LINGER_MS", "-1"));

        assertThat(production.exitCode()).isEqualTo(LoadProducer.WRONG_SETTINGS);
        assertThat(production.log())
                .containsExactlyInAnyOrder(
                        "ACKS: \"none\", must be one of all, -1, 1, 0",
                        "LINGER_MS: \"-1\", must be a whole number from 0 to 60000");
    }

    @Test
    void shouldTellHowItIsCalled() throws Exception {
        Production production = Production.start(Map.of(), "--help");

        assertThat(production.exitCode()).isZero();
        assertThat(production.out()).contains("--messages-per-sec", "Exit code");
    }

    @Test
    void shouldSayThatANameDoesNotResolve() throws Exception {
        Production production = Production.start(settings("BOOTSTRAP_SERVERS", "no-such-host.invalid:9092"));

        assertThat(production.exitCode()).isEqualTo(LoadProducer.CLUSTER_UNUSABLE);
        assertThat(production.log()).last().asString().contains("no-such-host.invalid:9092: the name does not resolve");
    }

    @Test
    void shouldSayThatNobodyAnswers() throws Exception {
        Production production = Production.start(settings("BOOTSTRAP_SERVERS", "127.0.0.1:" + FreePorts.next()));

        assertThat(production.exitCode()).isEqualTo(LoadProducer.CLUSTER_UNUSABLE);
        assertThat(production.log()).last().asString().contains("cannot be connected to");
    }

    @Test
    void shouldSayThatTheBrokerSpeaksNoTls() throws Exception {
        Production production = Production.start(settings("SECURITY", "SSL"));

        assertThat(production.exitCode()).isEqualTo(LoadProducer.CLUSTER_UNUSABLE);
        assertThat(production.log()).last().asString().contains("TLS is refused");
    }

    @Test
    void shouldGoOnWhenOneOfTheBootstrapServersAnswers() throws Exception {
        JsonNode summary = produce(
                0, "BOOTSTRAP_SERVERS", "127.0.0.1:" + FreePorts.next() + "," + BROKER.address(), "MESSAGE_COUNT", "5");

        assertThat(summary.get("acked").asLong()).isEqualTo(5);
    }

    @Test
    void shouldServeItsFiguresToPrometheus() throws Exception {
        int port = FreePorts.next();
        Production production = Production.start(settings(
                "MESSAGES_PER_SEC", "200", "PROMETHEUS_PORT", String.valueOf(port), "REPORT_INTERVAL_SECONDS", "1"));
        production.awaitLine(LoadProducerIT::hasAcked);
        // The line is logged before the listeners have it: the next one has come after they did.
        production.awaitLine(LoadProducerIT::hasAcked);

        String figures = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                                .build(),
                        BodyHandlers.ofString())
                .body();

        production.stop();
        production.summary(0);
        assertThat(value(figures, "producer_records_acked_total{topic=\"" + topic + "\"}"))
                .isPositive();
        assertThat(value(figures, "producer_records_sent_total{topic=\"" + topic + "\"}"))
                .isPositive();
        assertThat(value(figures, "producer_records_failed_total{topic=\"" + topic + "\"}"))
                .isZero();
        assertThat(value(figures, "producer_ack_latency_seconds{quantile=\"0.99\",topic=\"" + topic + "\"}"))
                .isPositive();
        assertThat(value(figures, "producer_ack_latency_since_due_seconds{quantile=\"0.5\",topic=\"" + topic + "\"}"))
                .isPositive();
        assertThat(figures).contains("producer_lag_records{", "producer_lag_seconds{");
    }

    private static double value(String figures, String metric) {
        var matcher = Pattern.compile("^" + Pattern.quote(metric) + " (\\S+)$", Pattern.MULTILINE)
                .matcher(figures);
        assertThat(matcher.find()).as(metric + " in " + figures).isTrue();
        return Double.parseDouble(matcher.group(1));
    }

    @Test
    void shouldSendItsFiguresToCloudWatch() throws Exception {
        try (CloudWatchStub cloudWatch = CloudWatchStub.startForThisJvm()) {
            produce(
                    0,
                    "MESSAGE_COUNT",
                    "120",
                    "MESSAGES_PER_SEC",
                    "1000",
                    "CLOUDWATCH_NAMESPACE",
                    "Load/Test",
                    "AWS_REGION",
                    "eu-west-1");

            await().until(() -> !cloudWatch.requests().isEmpty());
            JsonNode request = cloudWatch.requests().get(0);
            assertThat(request.get("Namespace").asText()).isEqualTo("Load/Test");
            Map<String, JsonNode> data = new HashMap<>();
            request.get("MetricData")
                    .forEach(datum -> data.put(datum.get("MetricName").asText(), datum));
            assertThat(data)
                    .containsKeys(
                            "RecordsSent",
                            "RecordsFailed",
                            "LagRecords",
                            "LagTime",
                            "AckLatencyP50",
                            "AckLatencyP95",
                            "AckLatencyP99",
                            "AckLatencyMax",
                            "AckLatencySinceDueP99");
            assertThat(data.get("RecordsAcked").get("Value").asDouble()).isEqualTo(120);
            assertThat(data.get("RecordsAcked").get("Unit").asText()).isEqualTo("Count");
            assertThat(data.get("AckLatencyP99").get("Value").asDouble()).isPositive();
            assertThat(data.get("AckLatencyP99").get("Unit").asText()).isEqualTo("Milliseconds");
            JsonNode dimension = data.get("RecordsAcked").get("Dimensions").get(0);
            assertThat(dimension.get("Name").asText()).isEqualTo("Topic");
            assertThat(dimension.get("Value").asText()).isEqualTo(topic);
        }
    }

    @Test
    void shouldProduceWhileCloudWatchIsAway() throws Exception {
        try (CloudWatchStub cloudWatch = CloudWatchStub.startForThisJvm()) {
            cloudWatch.answer(503, () -> {});

            JsonNode summary =
                    produce(0, "MESSAGE_COUNT", "50", "CLOUDWATCH_NAMESPACE", "Load/Test", "AWS_REGION", "eu-west-1");

            assertThat(summary.get("acked").asLong()).isEqualTo(50);
        }
    }

    @Test
    void shouldEndInOrderOnSigterm() throws Exception {
        Path stderr = folder.resolve("stderr");
        Path stdout = folder.resolve("stdout");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        System.getProperty("packaged.jar"),
                        "produce",
                        "--messages-per-sec=1000")
                .redirectOutput(stdout.toFile())
                .redirectError(stderr.toFile());
        builder.environment().putAll(settings("REPORT_INTERVAL_SECONDS", "1"));
        Process process = builder.start();
        try {
            while (Files.readAllLines(stderr).stream().noneMatch(LoadProducerIT::hasAcked)) {
                assertThat(process.waitFor(100, TimeUnit.MILLISECONDS))
                        .as(() -> "ended early")
                        .isFalse();
            }

            process.destroy();

            assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(stderr)).isZero();
        } finally {
            process.destroyForcibly();
        }
        JsonNode summary = MAPPER.readTree(Files.readString(stdout));
        assertThat(summary.get("sent").asLong()).isPositive();
        assertThat(summary.get("acked").asLong())
                .isEqualTo(summary.get("sent").asLong())
                .isEqualTo(BROKER.read(topic).size());
    }
}
