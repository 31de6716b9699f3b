package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.Digests;
import execution.model.ExecutionKey;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import local.Gate;
import local.LocalPlatform;
import local.Names;
import org.apache.camel.CamelContext;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import schemas.PublishedSchema;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Examples of customise.md, as they stand there, in a whole service with a real broker and a server of S3. */
class OperatorsExamplesIT {

    private static final LocalPlatform PLATFORM = SharedPlatform.get();
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String SECOND = "examples.second";
    private static final String JOBS = "examples.jobs";
    private static final String REFUSED = "examples.refused";
    private static final String BUCKET = "examples-lines";

    @TempDir
    static Path folder;

    private static Gate table;
    private static RunningService service;

    private final String tenant = SharedPlatform.newTenant();

    @BeforeAll
    static void start() throws Exception {
        createTopics();
        PLATFORM.s3().createBucket(create -> create.bucket(BUCKET));
        for (String example : List.of("publish-event-to-two-topics", "publish-results-to-s3", "trigger-from-kafka")) {
            String name = example + ".camel.yaml";
            Files.copy(Path.of("docs", "examples", name), folder.resolve(name));
        }
        table = new Gate(PLATFORM.endpoints().get("dynamodb"));
        service = RunningService.start(
                PLATFORM,
                Map.of(
                        "execution.aws.endpoints.dynamodb", table.endpoint().toString(),
                        "execution.routes-dir", folder.toString(),
                        "second.topic", SECOND,
                        "lines.bucket", BUCKET,
                        "trigger.topic", JOBS,
                        "trigger.refused-topic", REFUSED));
    }

    @AfterAll
    static void stop() throws IOException {
        service.close();
        table.close();
    }

    private static void createTopics() throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", PLATFORM.kafkaBrokers()))) {
            admin.createTopics(List.of(
                            new NewTopic(SECOND, 1, (short) 1),
                            new NewTopic(JOBS, 1, (short) 1),
                            new NewTopic(REFUSED, 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    @Test
    void shouldPublishStatusChangesToASecondTopicInOrder() {
        ExecutionKey key = service.trigger(tenant, RunningService.event("instant"));
        service.awaitStatus(key, "completed");

        List<String> history = service.history(key);
        try (Topic first = Topic.read(Names.EVENTS_TOPIC);
                Topic second = Topic.read(SECOND, PublishedSchema.STATUS_EVENT)) {
            assertThat(statuses(first.awaitEvents(key, history.size()))).isEqualTo(history);
            assertThat(statuses(second.awaitEvents(key, history.size()))).isEqualTo(history);
        }
    }

    @Test
    void shouldPutTheDocumentsOfAJobIntoABucket() {
        Map<String, Object> event = RunningService.event("word-count");
        event.put("request", "three plain words");
        ExecutionKey key = service.trigger(tenant, event);
        service.awaitStatus(key, "completed");

        String folderOfTask = "results/word-count/" + tenant + "/" + key.executionId() + "-";
        await().until(() -> lines(folderOfTask).size() == 1);
        JsonNode line = lines(folderOfTask).get(0);
        assertThat(line.get("execution_id").asText()).isEqualTo(key.executionId());
        assertThat(line.get("tenant_id").asText()).isEqualTo(tenant);
        assertThat(line.get("type").asText()).isEqualTo("words");
        assertThat(line.at("/document/words").asInt()).isEqualTo(3);
    }

    @Test
    void shouldPutALineForEachDocumentWhateverIsInItAndOnce() {
        String message =
                """
                {"execution_id": "e-1", "documents": {"a": [{"text": "Zeile\\n€ \\u2028"}, {"n": 2}], "b": [{"n": 3}]}}
                """;

        publishResults("e-1", message);
        publishResults("e-1", message);

        assertThat(objects("results/scan/" + tenant + "/")).hasSize(1);
        List<JsonNode> lines = lines("results/scan/" + tenant + "/");
        assertThat(lines).extracting(line -> line.get("type").asText()).containsExactly("a", "a", "b");
        assertThat(lines.get(0).at("/document/text").asText()).isEqualTo("Zeile\n€ \u2028");
        assertThat(lines).allSatisfy(line -> assertThat(line.get("execution_id").asText())
                .isEqualTo("e-1"));
    }

    @Test
    void shouldPutNoObjectOfResultsWithoutDocuments() {
        publishResults("e-2", "{\"execution_id\": \"e-2\", \"documents\": {}}");

        assertThat(objects("results/scan/" + tenant + "/")).isEmpty();
    }

    @Test
    void shouldSetEventsAsideThatCanNeverBeTakenAndTakeTheNext() {
        Map<String, Object> unknown = event();
        unknown.put("asset_id", "no-such-asset");
        Map<String, Object> good = event();

        send(List.of("no JSON \u00e4", json(unknown), json(good)));

        awaitCompleted(good);
        Map<String, String> refused = awaitRefused("no JSON \u00e4", json(unknown));
        assertThat(refused.get("no JSON \u00e4")).contains("JSON");
        assertThat(refused.get(json(unknown))).contains("asset_id");
        assertThat(refused).doesNotContainKey(json(good));
    }

    @Test
    void shouldSetARecordWithoutAValueAside() {
        Map<String, Object> good = event();

        send(Arrays.asList(null, json(good)));

        awaitCompleted(good);
        assertThat(awaitRefused((String) null).get(null)).isNotBlank();
    }

    @Test
    void shouldReadEventsAgainUntilTheyCanBeTaken() {
        List<Map<String, Object>> events = List.of(event(), event(), event());
        double before = failures();
        table.shut();
        try {
            send(events.stream().map(OperatorsExamplesIT::json).toList());
            await("a failed event").until(() -> failures() > before);
        } finally {
            table.open();
        }

        events.forEach(OperatorsExamplesIT::awaitCompleted);
        Map<String, Object> bad = event();
        bad.put("asset_id", "none");
        send(List.of(json(bad)));
        assertThat(awaitRefused(json(bad)))
                .doesNotContainKeys(
                        events.stream().map(OperatorsExamplesIT::json).toArray(String[]::new));
    }

    private static List<String> statuses(List<JsonNode> changes) {
        return changes.stream().map(change -> change.get("status").asText()).toList();
    }

    private static double failures() {
        return service
                .bean(MeterRegistry.class)
                .find("camel.exchanges.failed")
                .tag("routeId", "trigger-from-kafka")
                .counters()
                .stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    /** Makes an event as one comes that is no request: it names its tenant. */
    private Map<String, Object> event() {
        Map<String, Object> event = RunningService.event("instant");
        event.put("tenant_id", tenant);
        return event;
    }

    private static ExecutionKey keyOf(Map<String, Object> event) {
        String tenant = event.get("tenant_id").toString();
        String jitEventId = event.get("jit_event_id").toString();
        return new ExecutionKey(
                tenant,
                jitEventId,
                Digests.id(
                        tenant,
                        jitEventId,
                        event.get("workflow_slug").toString(),
                        event.get("job_name").toString(),
                        event.get("asset_id").toString()));
    }

    private static void awaitCompleted(Map<String, Object> event) {
        ExecutionKey key = keyOf(event);
        await("an execution of the event")
                .until(() ->
                        service.get(key.tenantId(), RunningService.path(key)).status() == 200);
        service.awaitStatus(key, "completed");
    }

    private static String json(Map<String, Object> event) {
        try {
            return MAPPER.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Sends records with a header that must not count as one of the service's own. */
    private static void send(List<String> values) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, PLATFORM.kafkaBrokers()),
                new StringSerializer(),
                new StringSerializer())) {
            for (String value : values) {
                ProducerRecord<String, String> job = new ProducerRecord<>(JOBS, value);
                job.headers().add("tenant_id", "other".getBytes(StandardCharsets.UTF_8));
                producer.send(job);
            }
        }
    }

    /** Waits for refused events, and gives the reasons of all that were refused so far by their values. */
    private static Map<String, String> awaitRefused(String... values) {
        Map<String, String> reasons = new HashMap<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        PLATFORM.kafkaBrokers(),
                        ConsumerConfig.GROUP_ID_CONFIG,
                        UUID.randomUUID().toString(),
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.subscribe(List.of(REFUSED));
            await().until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(event -> reasons.put(event.value(), reason(event)));
                return reasons.keySet().containsAll(Arrays.asList(values));
            });
        }
        return reasons;
    }

    private static String reason(ConsumerRecord<String, String> refused) {
        return new String(refused.headers().lastHeader("refused_reason").value(), StandardCharsets.UTF_8);
    }

    private void publishResults(String executionId, String message) {
        service.bean(CamelContext.class)
                .createProducerTemplate()
                .requestBodyAndHeaders(
                        "direct:publish-results",
                        message,
                        Map.of("execution_id", executionId, "tenant_id", tenant, "task", "scan"));
    }

    private static List<S3Object> objects(String prefix) {
        return PLATFORM.s3()
                .listObjectsV2(list -> list.bucket(BUCKET).prefix(prefix))
                .contents();
    }

    private static List<JsonNode> lines(String prefix) {
        return objects(prefix).stream()
                .flatMap(object -> PLATFORM.s3()
                        .getObjectAsBytes(get -> get.bucket(BUCKET).key(object.key()))
                        .asUtf8String()
                        .lines())
                .map(OperatorsExamplesIT::read)
                .toList();
    }

    private static JsonNode read(String line) {
        try {
            return MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(line, e);
        }
    }
}
