package local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.ecs.model.ContainerOverride;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

class LocalPlatformIT {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** The messages that came on the queue so far, for whichever test waits for one. */
    private static final List<JsonNode> NOTIFICATIONS = new ArrayList<>();

    @TempDir
    private static Path logs;

    private static LocalPlatform platform;

    @BeforeAll
    static void start() {
        platform = LocalPlatform.start(LocalPlatform.Options.inMemory().withLogs(logs));
    }

    @AfterAll
    static void close() {
        platform.close();
        platform.close();
    }

    @Test
    void shouldHaveTheTablesTheStreamAndTheDemoAsset() {
        var table = platform.dynamoDb()
                .describeTable(request -> request.tableName(Names.EXECUTIONS_TABLE))
                .table();

        assertThat(table.streamSpecification().streamViewType()).isEqualTo(StreamViewType.NEW_IMAGE);
        assertThat(table.latestStreamArn()).isNotBlank();
        assertThat(table.globalSecondaryIndexes())
                .extracting(index -> index.indexName() + " " + projection(index.projection()))
                .containsExactlyInAnyOrder(
                        "GSI1 KEYS_ONLY",
                        "GSI2 KEYS_ONLY",
                        "GSI3 KEYS_ONLY",
                        "GSI4 KEYS_ONLY",
                        "GSI5 KEYS_ONLY",
                        "GSI6 KEYS_ONLY");
        var asset = platform.dynamoDb()
                .getItem(request -> request.tableName(Names.ASSETS_TABLE)
                        .key(Map.of(
                                "PK", AttributeValue.fromS("TENANT#demo"),
                                "SK", AttributeValue.fromS("ASSET#" + Names.DEMO_ASSET))))
                .item();
        assertThat(asset.get("asset_name").s()).isEqualTo("sample-application");
        assertThat(asset.get("vendor").s()).isEqualTo("github");
    }

    @Test
    void shouldMoveAMessageThatIsNeverDeletedToTheDeadLetterQueue() {
        var queue = platform.queueUrl(Names.WAKE_UP_QUEUE);
        assertThat(platform.sqs()
                        .getQueueAttributes(request ->
                                request.queueUrl(queue).attributeNames(QueueAttributeName.VISIBILITY_TIMEOUT))
                        .attributes())
                .containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "60");
        platform.sqs().sendMessage(request -> request.queueUrl(queue).messageBody("never deleted"));

        for (var i = 0; i < 6; i++) {
            platform.sqs()
                    .receiveMessage(request ->
                            request.queueUrl(queue).visibilityTimeout(0).waitTimeSeconds(1));
        }

        assertThat(receive(Names.WAKE_UP_QUEUE + Names.DEAD_LETTERS, 1)).containsExactly("never deleted");
    }

    @Test
    void shouldTellOfAnArchiveThatWasPutWithAPresignedUrl() throws Exception {
        var key = "results/demo/a b+c/1/scan.tar.gz";
        var put = platform.presigner().presignPutObject(presign -> presign.signatureDuration(Duration.ofMinutes(5))
                .putObjectRequest(request ->
                        request.bucket(Names.RESULTS_BUCKET).key(key).metadata(Map.of("execution-id", "e1"))));
        var upload = HttpRequest.newBuilder(put.url().toURI()).PUT(HttpRequest.BodyPublishers.ofString("archive"));
        put.signedHeaders().forEach((name, values) -> {
            if (!name.equalsIgnoreCase("host")) {
                values.forEach(value -> upload.header(name, value));
            }
        });
        var http = HttpClient.newHttpClient();

        assertThat(http.send(upload.build(), HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);

        var notification = receiveNotification(key);
        assertThat(notification.path("eventSource").asText()).isEqualTo("aws:s3");
        assertThat(notification.path("eventName").asText()).isEqualTo("ObjectCreated:Put");
        assertThat(notification.at("/s3/bucket/name").asText()).isEqualTo(Names.RESULTS_BUCKET);
        assertThat(notification.at("/s3/bucket/arn").asText()).isEqualTo("arn:aws:s3:::" + Names.RESULTS_BUCKET);
        assertThat(notification.at("/s3/object/key").asText()).isEqualTo("results/demo/a+b%2Bc/1/scan.tar.gz");
        assertThat(notification.at("/s3/object/size").asInt()).isEqualTo(7);
        assertThat(notification.at("/s3/object/eTag").asText()).matches("[0-9a-f]{32}");

        assertThat(platform.s3()
                        .headObject(
                                request -> request.bucket(Names.RESULTS_BUCKET).key(key))
                        .metadata())
                .containsEntry("execution-id", "e1");
        var get = platform.presigner().presignGetObject(presign -> presign.signatureDuration(Duration.ofMinutes(5))
                .getObjectRequest(
                        request -> request.bucket(Names.RESULTS_BUCKET).key(key)));
        assertThat(get(http, get.url().toURI()).body()).isEqualTo("archive");
        assertThat(get(http, URI.create(get.url().toString().replace("Signature=", "Signature=0")))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void shouldTellOfCopiesAndMultipartUploadsToo() {
        var source = "results/demo/source.tar.gz";
        var uploaded = "results/demo/parts.tar.gz";
        var s3 = platform.s3();

        var upload = s3.createMultipartUpload(
                        request -> request.bucket(Names.RESULTS_BUCKET).key(source))
                .uploadId();
        var part = s3.uploadPart(
                request -> request.bucket(Names.RESULTS_BUCKET)
                        .key(source)
                        .uploadId(upload)
                        .partNumber(1),
                RequestBody.fromString("archive"));
        s3.completeMultipartUpload(request -> request.bucket(Names.RESULTS_BUCKET)
                .key(source)
                .uploadId(upload)
                .multipartUpload(parts -> parts.parts(
                        CompletedPart.builder().partNumber(1).eTag(part.eTag()).build())));
        s3.copyObject(request -> request.sourceBucket(Names.RESULTS_BUCKET)
                .sourceKey(source)
                .destinationBucket(Names.RESULTS_BUCKET)
                .destinationKey(uploaded));

        assertThat(receiveNotification(source).path("eventName").asText())
                .isEqualTo("ObjectCreated:CompleteMultipartUpload");
        assertThat(receiveNotification(uploaded).path("eventName").asText()).isEqualTo("ObjectCreated:Copy");
    }

    @Test
    void shouldRunAnInstantTaskToItsResultsAndEvents() throws IOException {
        var override = ContainerOverride.builder()
                .name(Names.INSTANT_FAMILY)
                .environment(
                        variable("RESULTS_PREFIX", "results/demo/e1/1"),
                        variable("RESULTS_BUCKET", Names.RESULTS_BUCKET),
                        variable("SCAN_REQUEST_ID", "scan-1"))
                .build();
        var task = platform.ecsClient()
                .runTask(request -> request.cluster(Names.CLUSTER)
                        .taskDefinition(Names.INSTANT_FAMILY)
                        .startedBy("attempt-1")
                        .networkConfiguration(network -> network.awsvpcConfiguration(vpc -> vpc.subnets(Names.SUBNET)))
                        .overrides(overrides -> overrides.containerOverrides(override)))
                .tasks()
                .get(0);

        var key = "results/demo/e1/1/scan-1-instant.txt.tar.gz";
        assertThat(receiveNotification(key).path("eventName").asText()).isEqualTo("ObjectCreated:Put");
        var archive = platform.s3()
                .getObjectAsBytes(
                        request -> request.bucket(Names.RESULTS_BUCKET).key(key))
                .asByteArray();
        try (var tar = new TarArchiveInputStream(new GzipCompressorInputStream(new ByteArrayInputStream(archive)))) {
            assertThat(tar.getNextEntry().getName()).isEqualTo("scan-1-instant.txt");
        }
        assertThat(receiveEvents(task)).containsExactly("RUNNING", "STOPPED");
    }

    @Test
    void shouldHaveTheTaskDefinitionOfTheAnalysisAndItsSamples() {
        var container = platform.ecsClient()
                .describeTaskDefinition(request -> request.taskDefinition(Names.ANALYSIS_FAMILY))
                .taskDefinition()
                .containerDefinitions()
                .get(0);

        assertThat(container.image()).isEqualTo(Names.WRAPPER_IMAGE);
        assertThat(container.entryPoint()).startsWith(System.getProperty("java.home") + "/bin/java");
        assertThat(container.entryPoint()).endsWith("wrapper.Wrapper");
        assertThat(container.entryPoint())
                .element(container.entryPoint().indexOf("-cp") + 1)
                .asString()
                .contains("camel-main", "logback-classic");
        assertThat(container.command()).hasSize(2).first().isEqualTo("--cli-json");
        assertThat(platform.s3()
                        .listObjectsV2(request -> request.bucket(Names.INPUT_BUCKET))
                        .contents())
                .extracting(object -> object.key())
                .containsExactlyInAnyOrder(Names.SAMPLE_KEY, Names.BROKEN_KEY, Names.SARIF_KEY);
    }

    @Test
    void shouldCarryMessagesOnTheTopics() throws Exception {
        var settings = new Properties();
        settings.put("bootstrap.servers", platform.kafkaBrokers());
        settings.put("group.id", "platform-test");
        settings.put("auto.offset.reset", "earliest");
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
                var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            assertThat(producer.partitionsFor(Names.EVENTS_TOPIC)).hasSize(3);
            assertThat(producer.partitionsFor(Names.RESULTS_TOPIC)).hasSize(3);
            producer.send(new ProducerRecord<>(Names.EVENTS_TOPIC, "e1", "running"))
                    .get();
            consumer.subscribe(List.of(Names.EVENTS_TOPIC));

            await().until(() -> consumer.poll(Duration.ofMillis(100)).count() == 1);
        }
    }

    @Test
    void shouldTellWhereEachServerIs() {
        assertThat(platform.addresses())
                .contains(
                        "kafka " + platform.kafkaBrokers(),
                        "dynamodb " + platform.endpoints().get("dynamodb"),
                        "sqs " + platform.endpoints().get("sqs"),
                        "s3 " + platform.endpoints().get("s3"),
                        "ecs " + platform.endpoints().get("ecs"),
                        "lambda " + platform.endpoints().get("lambda"),
                        "logs " + platform.endpoints().get("logs"));
    }

    @Test
    void shouldPointTheServiceAtItself() {
        assertThat(platform.endpoints()).allSatisfy((service, endpoint) -> assertThat(platform.properties())
                .containsEntry("execution.aws.endpoints." + service, endpoint.toString()));
        assertThat(platform.properties())
                .containsAllEntriesOf(Names.SETTINGS)
                .containsEntry("execution.kafka.brokers", platform.kafkaBrokers())
                .allSatisfy((name, value) -> assertThat(value).isNotBlank());
        assertThatThrownBy(() -> platform.properties().remove("execution.table"))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    private static String projection(Projection projection) {
        return projection.projectionTypeAsString();
    }

    private static KeyValuePair variable(String name, String value) {
        return KeyValuePair.builder().name(name).value(value).build();
    }

    private static HttpResponse<String> get(HttpClient http, URI uri) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode receiveNotification(String key) {
        await().until(() -> {
            receive(Names.RESULTS_QUEUE, 1)
                    .forEach(body -> json(body).path("Records").forEach(NOTIFICATIONS::add));
            return NOTIFICATIONS.stream().anyMatch(notification -> isOf(notification, key));
        });
        return NOTIFICATIONS.stream()
                .filter(notification -> isOf(notification, key))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isOf(JsonNode notification, String key) {
        var encoded = notification.at("/s3/object/key").asText();
        return URLDecoder.decode(encoded, StandardCharsets.UTF_8).equals(key);
    }

    /**
     * Sorts messages by their version, because ElasticMQ, like SQS, has no order for messages that came in the same
     * millisecond.
     */
    private static List<String> receiveEvents(Task task) {
        var details = new ArrayList<JsonNode>();
        await().until(() -> {
            receive(Names.TASK_STATE_QUEUE, 1).stream()
                    .map(body -> json(body).path("detail"))
                    .filter(detail -> detail.path("taskArn").asText().equals(task.taskArn()))
                    .forEach(details::add);
            return details.size() == 2;
        });
        assertThat(details)
                .allSatisfy(
                        detail -> assertThat(detail.path("startedBy").asText()).isEqualTo("attempt-1"));
        details.sort(Comparator.comparing(detail -> detail.path("version").asInt()));
        return details.stream()
                .map(detail -> detail.path("lastStatus").asText())
                .toList();
    }

    private static List<String> receive(String queue, int waitSeconds) {
        var url = platform.queueUrl(queue);
        var messages = platform.sqs()
                .receiveMessage(
                        request -> request.queueUrl(url).maxNumberOfMessages(10).waitTimeSeconds(waitSeconds))
                .messages();
        messages.forEach(message ->
                platform.sqs().deleteMessage(request -> request.queueUrl(url).receiptHandle(message.receiptHandle())));
        return messages.stream().map(message -> message.body()).toList();
    }

    private static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }
}
