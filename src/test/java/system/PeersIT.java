package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.api.OpenApiContract;
import execution.model.ExecutionKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import local.LocalPlatform;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What users of other services of this kind expect of a job: re-runs, retention and an archive. */
class PeersIT {

    private static final LocalPlatform PLATFORM = SharedPlatform.get();
    private static final String ARCHIVE = "executions-archive";

    private static final String QUEUE = "scan-requests";

    @TempDir
    static Path folder;

    private static RunningService service;
    private static String owner;

    @BeforeAll
    static void start() throws IOException {
        SharedPlatform.registerInstant("instant");
        SharedPlatform.registerEndless("endless");
        PLATFORM.s3().createBucket(create -> create.bucket(ARCHIVE));
        for (String queue : List.of(QUEUE, QUEUE + "-dlq")) {
            PLATFORM.sqs().createQueue(create -> create.queueName(queue));
        }
        service = RunningService.start(
                PLATFORM,
                Map.of(
                        "execution.tasks-dir",
                        tasks(),
                        "execution.retention",
                        "1d",
                        "execution.archive-bucket",
                        ARCHIVE,
                        "execution.archive-after",
                        "1s"));
    }

    /** A folder with a task that has a queue, and one whose queue does not exist. */
    private static String tasks() throws IOException {
        owner = SharedPlatform.newTenant();
        String file =
                """
                title: Scan
                container: {task_definition: instant, container: instant}
                request:
                  type: [object, string]
                  pattern: ^[0-9.]{7,15}$
                  properties: {AddressToScan: {type: string, pattern: "^[0-9.]{7,15}$", maxLength: 15}}
                  required: [AddressToScan]
                  additionalProperties: false
                  maxLength: 15
                queue:
                  name: %s
                  event:
                    tenant_id: {constant: %s}
                    asset_id: {constant: asset-1}
                """;
        Files.writeString(folder.resolve("scan-queued.yaml"), file.formatted(QUEUE, owner));
        Files.writeString(folder.resolve("scan-unread.yaml"), file.formatted("queue-that-is-not-there", owner));
        return folder.toString();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static ExecutionKey completed(String tenant) {
        ExecutionKey key = service.trigger(tenant, RunningService.event("instant"));
        service.awaitStatus(key, "completed");
        return key;
    }

    @Test
    void shouldArchiveAnEndedExecutionBeforeItsRowMayExpire() throws Exception {
        ExecutionKey key = completed(SharedPlatform.newTenant());

        await("the row may expire").atMost(RunningService.LONGEST_WAIT).until(() -> SharedPlatform.row(key)
                .containsKey("expires_at"));

        JsonNode row = service.execution(key);
        assertThat(row.get("expires_at").asLong())
                .isEqualTo(row.get("completed_at_ts").asLong() + 86_400);
        assertThat(SharedPlatform.row(key)).doesNotContainKey("GSI6PK");
        S3Object object = PLATFORM.s3()
                .listObjectsV2(list -> list.bucket(ARCHIVE).prefix("archive/" + key.tenantId()))
                .contents()
                .get(0);
        assertThat(object.key())
                .isEqualTo("archive/%s/%s/%s/%s.json"
                        .formatted(
                                key.tenantId(),
                                row.get("completed_at").asText().substring(0, 10),
                                key.jitEventId(),
                                key.executionId()));
        JsonNode archived = new ObjectMapper()
                .readTree(PLATFORM.s3()
                        .getObjectAsBytes(get -> get.bucket(ARCHIVE).key(object.key()))
                        .asByteArray());
        OpenApiContract.assertExecution(archived);
        assertThat(archived.get("history")).isEqualTo(row.get("history"));
        assertThat(archived.get("results_key")).isEqualTo(row.get("results_key"));
    }

    private static void send(String message) {
        String url = PLATFORM.sqs().getQueueUrl(get -> get.queueName(QUEUE)).queueUrl();
        PLATFORM.sqs().sendMessage(send -> send.queueUrl(url).messageBody(message));
    }

    private static List<JsonNode> owned() {
        return StreamSupport.stream(
                        service.get(owner, "/executions")
                                .body()
                                .get("executions")
                                .spliterator(),
                        false)
                .toList();
    }

    @Test
    void shouldRunWhatComesByATasksOwnQueueAndRefuseTheRestWithItsReason() {
        send("127.0.0.1");
        send("{\"AddressToScan\": \"127.0.0.2\"}");
        send("127.0.0.1; rm -rf /");
        send("{\"AddressToScan\": \"$(id)\"}");

        await().atMost(RunningService.LONGEST_WAIT)
                .until(() -> owned().stream()
                                .filter(row ->
                                        "completed".equals(row.get("status").asText()))
                                .count()
                        == 2);
        assertThat(owned())
                .hasSize(2)
                .allSatisfy(row -> assertThat(row.get("job_name").asText()).isEqualTo("scan-queued"))
                .extracting(row -> row.get("request").toString())
                .containsExactlyInAnyOrder("\"127.0.0.1\"", "{\"AddressToScan\":\"127.0.0.2\"}");
        String dead =
                PLATFORM.sqs().getQueueUrl(get -> get.queueName(QUEUE + "-dlq")).queueUrl();
        List<String> reasons = new ArrayList<>();
        await().atMost(RunningService.LONGEST_WAIT).until(() -> {
            PLATFORM.sqs()
                    .receiveMessage(receive ->
                            receive.queueUrl(dead).maxNumberOfMessages(10).messageAttributeNames("All"))
                    .messages()
                    .forEach(letter ->
                            reasons.add(letter.messageAttributes().get("reason").stringValue()));
            return reasons.size() == 2;
        });
        assertThat(reasons).allSatisfy(reason -> assertThat(reason).contains("request"));
    }

    @Test
    void shouldRunAnEndedExecutionAgainOnceHoweverOftenThatIsAsked() {
        String tenant = SharedPlatform.newTenant();
        ExecutionKey first = completed(tenant);

        RunningService.Answer accepted = service.rerun(first, "");
        RunningService.Answer again = service.rerun(first, "{}");

        assertThat(accepted.status()).as("%s", accepted).isEqualTo(202);
        assertThat(again.status()).isEqualTo(200);
        ExecutionKey second = new ExecutionKey(
                tenant, first.jitEventId(), accepted.body().get("execution_id").asText());
        assertThat(again.body().get("execution_id").asText()).isEqualTo(second.executionId());
        JsonNode row = service.awaitStatus(second, "completed");
        assertThat(row.get("rerun_of").asText()).isEqualTo(first.executionId());
        assertThat(row.get("asset_name").asText()).isEqualTo("an asset");
        assertThat(service.rerun(second, "").status())
                .as("a re-run of the re-run")
                .isEqualTo(202);
        String other = "0123456789abcdef0123456789abcdef";
        assertThat(service.rerun(first, "{\"execution_id\": \"" + other + "\"}").status())
                .isEqualTo(202);
    }

    @Test
    void shouldRunNothingAgainThatHasNotEndedOrIsAnotherTenants() {
        ExecutionKey running = service.trigger(SharedPlatform.newTenant(), RunningService.event("endless"));

        assertThat(service.rerun(running, "").status()).isEqualTo(409);
        assertThat(service.rerun(
                                new ExecutionKey(
                                        SharedPlatform.newTenant(), running.jitEventId(), running.executionId()),
                                "")
                        .status())
                .isEqualTo(404);

        service.cancel(running);
        service.awaitStatus(running, "cancelled");
    }
}
