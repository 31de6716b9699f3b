package infrastructure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.aws.AwsResources;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import waiting.LongestWait;

/**
 * Runs the packaged service on what was applied. Like {@link AppliedResourcesChecks} it is no part of {@code verify}:
 * {@code .ci/emulator service} runs it.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AppliedServiceChecks {

    private static final String TENANT = "demo";
    private static final String ASSET = "an-asset";
    private static final String JOB = System.getProperty("applied.job", "words");

    private static AppliedInfrastructure applied;
    private static AppliedService service;

    @BeforeAll
    static void start() throws Exception {
        applied = AppliedInfrastructure.at(URI.create(System.getProperty("applied.endpoint")));
        applied.dynamoDb().putItem(put -> put.tableName(applied.service().assetsTable())
                .item(Map.of(
                        "PK", AttributeValue.fromS("TENANT#" + TENANT),
                        "SK", AttributeValue.fromS("ASSET#" + ASSET),
                        "tenant_id", AttributeValue.fromS(TENANT),
                        "asset_id", AttributeValue.fromS(ASSET),
                        "asset_name", AttributeValue.fromS("an asset"),
                        "asset_type", AttributeValue.fromS("repo"),
                        "vendor", AttributeValue.fromS("github"))));
        String tasks = System.getProperty("applied.tasks");
        service = AppliedService.start(
                applied,
                Path.of(System.getProperty("applied.jar")).toAbsolutePath(),
                Path.of("target", "emulator"),
                tasks == null ? null : Path.of(tasks).toAbsolutePath(),
                TENANT);
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            service.close();
        }
        applied.close();
    }

    @Test
    @Order(1)
    void shouldRunExecutionsThatCameByRequestAndByQueueToTheirEnd() throws Exception {
        List<String> paths = new ArrayList<>();
        for (int number = 0; number < 3; number++) {
            paths.add(trigger());
        }
        List<String> queued = List.of(send(), send());

        for (String path : paths) {
            assertThat(ended(path).get("status").asText()).isEqualTo("completed");
        }
        for (String event : queued) {
            assertThat(ended(await("the execution of the event " + event)
                                    .atMost(LongestWait.LONGEST_WAIT)
                                    .until(() -> pathOf(event), path -> path != null))
                            .get("status")
                            .asText())
                    .isEqualTo("completed");
        }
    }

    /** {@code .ci/emulator service} has typed the commands of the example's README, which are about this asset. */
    @Test
    @Order(1)
    void shouldRunWhatThePageSendsToTheTasksOwnQueue() {
        await("the execution of the asset words")
                .atMost(LongestWait.LONGEST_WAIT)
                .until(() -> service.get("/executions?status=completed")
                        .body()
                        .findValuesAsText("asset_id")
                        .contains("words"));
    }

    @Test
    @Order(2)
    void shouldLaunchOneTaskForEachAttemptInTheClusterAndSubnetsThatWereApplied() throws Exception {
        JsonNode row = ended(trigger());

        String cluster = applied.setting("execution.ecs.cluster").orElseThrow();
        Task task = applied.ecs()
                .describeTasks(describe -> describe.cluster(cluster)
                        .tasks(row.get("task_reference").asText()))
                .tasks()
                .get(0);
        assertThat(applied.ecs()
                        .listTasks(list -> list.cluster(cluster).startedBy(task.startedBy()))
                        .taskArns())
                .containsExactly(task.taskArn());
        String family = applied.setting("execution.ecs.family-prefix").orElse("") + JOB;
        assertThat(task.taskDefinitionArn()).contains(":task-definition/" + family + ":");
        assertThat(task.attachments().toString())
                .containsAnyOf(
                        applied.setting("execution.ecs.subnets").orElseThrow().split(","));
    }

    @Test
    @Order(3)
    void shouldCancelAnExecution() throws Exception {
        String path = trigger();

        AppliedService.Answer answer = service.post(path + "/cancel", Map.of());

        assertThat(answer.status()).as("%s", answer).isIn(200, 202, 409);
        assertThat(ended(path).get("status").asText()).isIn("cancelled", "completed");
    }

    /** The notification goes by the bucket and the queue that were applied; without Kafka its results wait. */
    @Test
    @Order(4)
    void shouldHearOfResults() throws Exception {
        AwsResources.Notification notification = applied.needed().resultsNotification();
        JsonNode row = ended(trigger());
        String key = "%s%s/%s/%s/%s/result%s"
                .formatted(
                        notification.prefix(),
                        TENANT,
                        row.get("jit_event_id").asText(),
                        row.get("execution_id").asText(),
                        row.get("attempt").asText(),
                        notification.suffix());

        applied.s3()
                .putObject(put -> put.bucket(notification.bucket()).key(key), RequestBody.fromString("not an archive"));

        String path = path(row);
        await("the word on the row that the archive " + key + " cannot be read")
                .atMost(LongestWait.LONGEST_WAIT)
                .until(() -> service.get(path).body().hasNonNull("results_error"));
    }

    @Test
    @Order(5)
    void shouldMoveAnEventThatCanNeverBeReadToTheDeadLetters() {
        AwsResources.Queue trigger = applied.needed().queues().get(0);
        String nonsense = "{\"nonsense\":\"" + UUID.randomUUID() + "\"}";

        applied.sqs().sendMessage(send -> send.queueUrl(applied.queueUrl(trigger.name()))
                .messageBody(nonsense));

        await("the dead letter").atMost(LongestWait.LONGEST_WAIT).until(() -> applied
                .sqs()
                .receiveMessage(receive -> receive.queueUrl(applied.queueUrl(trigger.deadLetterQueue()))
                        .visibilityTimeout(0))
                .messages()
                .stream()
                .anyMatch(message -> message.body().equals(nonsense)));
    }

    @Test
    @Order(6)
    void shouldLeaveNothingOnTheTriggerQueueAndEndBySigterm() throws Exception {
        String trigger = applied.needed().queues().get(0).name();
        await("an empty queue").atMost(LongestWait.LONGEST_WAIT).until(() -> applied.queue(trigger), attributes -> List
                .of(
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE)
                .stream()
                .allMatch(name -> attributes.get(name).equals("0")));
        assertThat(service.end()).isEqualTo(128 + 15);
    }

    private static Map<String, Object> event() {
        Map<String, Object> event = new HashMap<>();
        event.put("jit_event_id", UUID.randomUUID().toString());
        event.put("jit_event_name", "applied");
        event.put("asset_id", ASSET);
        event.put("workflow_slug", "workflow-applied");
        event.put("job_name", JOB);
        event.put("request", "one two three");
        return event;
    }

    private static String trigger() throws Exception {
        AppliedService.Answer answer = service.post("/executions", event());
        assertThat(answer.status()).as("%s", answer).isEqualTo(202);
        return path(answer.body());
    }

    private static String path(JsonNode row) {
        return "/executions/" + row.get("jit_event_id").asText() + "/"
                + row.get("execution_id").asText();
    }

    /** Sends an event by the queue, as another service does, and gives the event's id. */
    private static String send() throws IOException {
        Map<String, Object> event = event();
        event.put("tenant_id", TENANT);
        String body = new ObjectMapper().writeValueAsString(event);
        String queue = applied.queueUrl(applied.needed().queues().get(0).name());
        applied.sqs().sendMessage(send -> send.queueUrl(queue).messageBody(body));
        return event.get("jit_event_id").toString();
    }

    private static String pathOf(String event) throws Exception {
        JsonNode page = service.get("/executions").body();
        return StreamSupport.stream(page.findParents("execution_id").spliterator(), false)
                .filter(row -> row.path("jit_event_id").asText().equals(event))
                .map(AppliedServiceChecks::path)
                .findFirst()
                .orElse(null);
    }

    private static JsonNode ended(String path) {
        Callable<JsonNode> row = () -> service.get(path).body();
        return await("the end of " + path)
                .atMost(LongestWait.LONGEST_WAIT)
                .until(row, found -> found.hasNonNull("completed_at"));
    }
}
