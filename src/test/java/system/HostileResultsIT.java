package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import execution.model.ExecutionKey;
import execution.model.ResultsKey;
import execution.results.HostileArchives;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import local.LocalPlatform;
import local.Names;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Tasks leave archives that would take all of the memory or all of the time of a careless reader, or block a consumer
 * for ever. The service has the heap that its image gives it.
 */
class HostileResultsIT {

    /**
     * The size of the archives in percent of the full size. Ten percent is still more than the memory of a careless
     * reader.
     */
    private static final int SCALE = Integer.getInteger("bombs.scale", 10);

    private static final long MEGABYTE = 1_000_000L * SCALE / 100;

    /** How long unpacking may take. The largest archive takes a second or two at full size. */
    private static final int MOST_SECONDS = Math.max(5, 60 * SCALE / 100);

    /** One more than there are consumers. */
    private static final int REFUSED_BY_THE_TOPIC = 5;

    private static final String SCANNED = "instant-hostile";
    private static final String SLOW = "instant-slow-parser";
    private static final String FILE = "scan.txt";

    private static final LocalPlatform PLATFORM = SharedPlatform.get();

    @TempDir
    private Path directory;

    /** Writes an archive. */
    private interface Bomb {
        void write(Path archive) throws IOException;
    }

    private record Hostile(ExecutionKey key, String reason) {}

    private Map<String, String> properties(Path work, String topic) throws IOException {
        Path routes = Files.createDirectory(directory.resolve("routes"));
        Files.writeString(
                routes.resolve("hostile.camel.yaml"),
                """
                - route:
                    id: parse-hostile
                    from:
                      uri: direct:parse-%s
                      steps:
                        - bean:
                            ref: jdeprscanParser
                - route:
                    id: parse-slowly
                    from:
                      uri: direct:parse-%s
                      steps:
                        - delay:
                            constant: 3600000
                """
                        .formatted(SCANNED, SLOW));
        return Map.of(
                "camel.main.routes-include-pattern",
                "classpath:routes/*.camel.yaml,file:" + routes + "/*.camel.yaml",
                "execution.kafka.results-topic",
                topic,
                "execution.results.directory",
                work.toString(),
                // The large files of this test are of one letter, and what counts here is memory.
                "execution.results.most-ratio",
                "2000",
                "execution.results.most-time",
                MOST_SECONDS + "s");
    }

    /** A topic that takes smaller messages than the service expects. */
    private static String topic() throws ExecutionException, InterruptedException {
        String topic = "results-" + UUID.randomUUID();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", PLATFORM.kafkaBrokers()))) {
            admin.createTopics(
                            List.of(new NewTopic(topic, 1, (short) 1).configs(Map.of("max.message.bytes", "100000"))))
                    .all()
                    .get();
        }
        return topic;
    }

    private void put(ExecutionKey key, Bomb bomb) throws IOException {
        Path archive = directory.resolve("archive");
        bomb.write(archive);
        PLATFORM.s3().putObject(put -> put.bucket(Names.RESULTS_BUCKET).key(objectKey(key)), archive);
    }

    private static String objectKey(ExecutionKey key) {
        return new ResultsKey(key, 1, FILE + ".tar.gz").text();
    }

    private static ExecutionKey scanned(RunningService client, String tenant) {
        return client.trigger(tenant, RunningService.event(SCANNED));
    }

    private static void awaitResults(RunningService client, ExecutionKey key) {
        await("results of " + key).atMost(RunningService.LONGEST_WAIT).until(() -> SharedPlatform.row(key)
                .containsKey("results_key"));
        client.awaitStatus(key, "completed");
    }

    private static void awaitError(RunningService client, ExecutionKey key, String reason) {
        await("results_error of " + key)
                .atMost(RunningService.LONGEST_WAIT.plusSeconds(MOST_SECONDS))
                .untilAsserted(() -> assertThat(
                                client.execution(key).path("results_error").asText())
                        .contains(reason));
    }

    private static int messagesLeft() {
        return PLATFORM
                .sqs()
                .getQueueAttributes(get -> get.queueUrl(PLATFORM.queueUrl(Names.RESULTS_QUEUE))
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes()
                .values()
                .stream()
                .mapToInt(Integer::parseInt)
                .sum();
    }

    private static List<Path> filesIn(Path work) throws IOException {
        try (Stream<Path> files = Files.walk(work)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("lock"))
                    .toList();
        }
    }

    @Test
    void shouldReadGoodResultsWhileAndAfterHostileOnesAreRefused() throws Exception {
        // Given
        SharedPlatform.registerInstant(SCANNED);
        SharedPlatform.registerInstant(SLOW);
        String tenant = SharedPlatform.newTenant();
        Path work = directory.resolve("work");
        Path left = Files.createDirectories(work.resolve("instance-killed")).resolve("results-1.tmp");
        Files.writeString(left, "left by an instance that was killed");
        Map<String, Bomb> bombs = new LinkedHashMap<>();
        bombs.put("in front of its file", archive -> HostileArchives.longGnuName(archive, 300 * MEGABYTE));
        bombs.put("bytes in front", archive -> HostileArchives.longPaxName(archive, 300 * MEGABYTE));
        bombs.put("gzip header", archive -> HostileArchives.longGzipHeader(archive, 8, 95 * MEGABYTE));
        String topic = topic();

        try (ServiceProcess service = ServiceProcess.startAsShipped(PLATFORM, properties(work, topic));
                Topic results = Topic.read(topic)) {
            RunningService client = service.client();
            assertThat(left).doesNotExist();
            List<Hostile> hostile = new ArrayList<>();

            // When
            hostile.add(new Hostile(
                    client.trigger(tenant, RunningService.event(SLOW)), "takes longer than " + MOST_SECONDS + " s"));
            List<ExecutionKey> keys = Stream.generate(() -> scanned(client, tenant))
                    .limit(bombs.size() + REFUSED_BY_THE_TOPIC + 1L)
                    .toList();
            keys.forEach(key -> awaitResults(client, key));
            var next = keys.iterator();
            for (Map.Entry<String, Bomb> bomb : bombs.entrySet()) {
                ExecutionKey key = next.next();
                put(key, bomb.getValue());
                hostile.add(new Hostile(key, bomb.getKey()));
            }
            for (int i = 0; i < REFUSED_BY_THE_TOPIC; i++) {
                ExecutionKey key = next.next();
                put(key, archive -> HostileArchives.manyFindings(archive, FILE, 400));
                hostile.add(new Hostile(key, "the topic never takes the results"));
            }
            ExecutionKey oneLine = next.next();
            put(oneLine, archive -> HostileArchives.oneLine(archive, FILE, 400 * MEGABYTE));
            ExecutionKey good = scanned(client, tenant);

            // Then
            awaitResults(client, good);
            hostile.forEach(refused -> awaitError(client, refused.key(), refused.reason()));
            await("a line that is too long is left out")
                    .atMost(RunningService.LONGEST_WAIT)
                    .until(() -> objectKey(oneLine)
                            .equals(SharedPlatform.row(oneLine)
                                    .get("results_key")
                                    .s()));
            ExecutionKey after = scanned(client, tenant);
            awaitResults(client, after);
            await().atMost(RunningService.LONGEST_WAIT)
                    .until(() -> !results.all(after).isEmpty());
            await("nothing is to be delivered again")
                    .atMost(RunningService.LONGEST_WAIT)
                    .until(() -> messagesLeft() == 0);
            await("no file is left").atMost(RunningService.LONGEST_WAIT).until(() -> filesIn(work)
                    .isEmpty());
            JsonNode row = client.execution(oneLine);
            assertThat(row.get("has_findings").asBoolean()).isFalse();
        } finally {
            deleteObjects(tenant);
        }
    }

    /** Deletes a tenant's results, because the platform keeps objects in the memory of this JVM. */
    private static void deleteObjects(String tenant) {
        PLATFORM.s3()
                .listObjectsV2Paginator(
                        list -> list.bucket(Names.RESULTS_BUCKET).prefix("results/" + tenant + "/"))
                .contents()
                .forEach(object -> PLATFORM.s3().deleteObject(delete -> delete.bucket(Names.RESULTS_BUCKET)
                        .key(object.key())));
    }
}
