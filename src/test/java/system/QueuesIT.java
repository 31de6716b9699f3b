package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.Digests;
import execution.model.ExecutionKey;
import execution.outage.PollOutages;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import local.Gate;
import local.LocalPlatform;
import local.Names;
import org.apache.camel.CamelContext;
import org.apache.camel.SuspendableService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

@ExtendWith(OutputCaptureExtension.class)
class QueuesIT {

    private static final LocalPlatform PLATFORM = SharedPlatform.get();

    private static Gate table;
    private static Gate queues;
    private static RunningService service;

    @BeforeAll
    static void start() {
        table = new Gate(PLATFORM.endpoints().get("dynamodb"));
        queues = new Gate(PLATFORM.endpoints().get("sqs"));
        service = RunningService.start(
                PLATFORM,
                Map.of(
                        "execution.aws.endpoints.dynamodb", table.endpoint().toString(),
                        "execution.aws.endpoints.sqs", queues.endpoint().toString(),
                        "execution.dead-letters.period", "1s"));
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
        table.close();
        queues.close();
    }

    private static ExecutionKey send(Map<String, Object> event) {
        try {
            String body = new ObjectMapper().writeValueAsString(event);
            PLATFORM.sqs().sendMessage(send -> send.queueUrl(PLATFORM.queueUrl("executions-trigger"))
                    .messageBody(body));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
        return keyOf(event, event.get("jit_event_id").toString());
    }

    private static ExecutionKey keyOf(Map<String, Object> event, String jitEventId) {
        String tenant = event.get("tenant_id").toString();
        String id = Digests.id(
                tenant,
                jitEventId,
                event.get("workflow_slug").toString(),
                event.get("job_name").toString(),
                event.get("asset_id").toString());
        return new ExecutionKey(tenant, jitEventId, id);
    }

    private static Map<String, Object> event(String tenant) {
        Map<String, Object> event = RunningService.event("instant");
        event.put("tenant_id", tenant);
        return event;
    }

    private static Message deadLetter(String queue, String containing) {
        return await("a dead letter with " + containing)
                .atMost(RunningService.LONGEST_WAIT)
                .until(
                        () -> PLATFORM
                                .sqs()
                                .receiveMessage(receive -> receive.queueUrl(PLATFORM.queueUrl(queue + "-dlq"))
                                        .maxNumberOfMessages(10)
                                        .visibilityTimeout(0)
                                        .messageAttributeNames("All"))
                                .messages()
                                .stream()
                                .filter(message -> message.body().contains(containing))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static boolean isThere(ExecutionKey key) {
        return service.get(key.tenantId(), RunningService.path(key)).status() == 200;
    }

    @Test
    void shouldRunAnEventFromTheQueueUnderItsDerivedId() {
        ExecutionKey key = send(event(SharedPlatform.newTenant()));

        await().atMost(RunningService.LONGEST_WAIT).until(() -> isThere(key));
        service.awaitStatus(key, "completed");
    }

    /** The form is that of docs/schedules.md, which the tests of the Terraform module compare with the module's own. */
    @Test
    void shouldRunEachTimeOfAScheduleOnceThoughItsMessagesComeTwice() throws Exception {
        Matcher shown =
                Pattern.compile("(?s)```json\n(.*?)```").matcher(Files.readString(Path.of("docs", "schedules.md")));
        assertThat(shown.find()).isTrue();
        String tenant = SharedPlatform.newTenant();
        String form = shown.group(1)
                .replace("acme", tenant)
                .replace("office", SharedPlatform.ASSET)
                .replace("nmap", "instant")
                .replaceFirst("\"request\":\\{[^}]*\\},", "");
        for (String time : List.of("2030-01-01T03:00:00Z", "2030-01-02T03:00:00Z")) {
            String body = form.replace("<aws.scheduler.scheduled-time>", time);
            ExecutionKey key = keyOf(
                    new ObjectMapper().readValue(body, new TypeReference<>() {}),
                    UUID.nameUUIDFromBytes(body.getBytes(StandardCharsets.UTF_8))
                            .toString());
            sendToTrigger(body);
            await().atMost(RunningService.LONGEST_WAIT).until(() -> isThere(key));
            sendToTrigger(body);

            JsonNode row = service.awaitStatus(key, "completed");
            assertThat(row.at("/additional_attributes/scheduled_time").textValue())
                    .isEqualTo(time);
        }

        await("the queue is empty").atMost(RunningService.LONGEST_WAIT).until(() -> PLATFORM
                .sqs()
                .getQueueAttributes(get -> get.queueUrl(PLATFORM.queueUrl("executions-trigger"))
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes()
                .values()
                .stream()
                .allMatch("0"::equals));
        assertThat(service.get(tenant, "/executions").body().get("executions")).hasSize(2);
    }

    private static void sendToTrigger(String body) {
        PLATFORM.sqs().sendMessage(send -> send.queueUrl(PLATFORM.queueUrl("executions-trigger"))
                .messageBody(body));
    }

    @Test
    void shouldMoveABadEventToTheDeadLettersWithItsReason() {
        Map<String, Object> event = event(SharedPlatform.newTenant());
        event.put("asset_id", "no-such-asset");
        send(event);

        Message letter =
                deadLetter("executions-trigger", event.get("jit_event_id").toString());

        assertThat(letter.messageAttributes().get("reason").stringValue()).contains("asset_id");
        String key = "instant/trigger/"
                + letter.messageAttributes().get("message_id").stringValue() + ".json";
        await("the copy " + key)
                .ignoreExceptionsInstanceOf(NoSuchKeyException.class)
                .atMost(RunningService.LONGEST_WAIT)
                .untilAsserted(() -> assertThat(PLATFORM.s3()
                                .getObjectAsBytes(get ->
                                        get.bucket(Names.DEAD_LETTERS_BUCKET).key(key))
                                .asUtf8String())
                        .contains("asset_id", event.get("jit_event_id").toString()));
    }

    @Test
    void shouldMoveAnEventWithTheIdsOfAnotherToTheDeadLetters() {
        Map<String, Object> event = event(SharedPlatform.newTenant());
        ExecutionKey key = send(event);
        await().atMost(RunningService.LONGEST_WAIT).until(() -> isThere(key));
        event.put("jit_event_name", "another-" + UUID.randomUUID());
        send(event);

        Message letter =
                deadLetter("executions-trigger", event.get("jit_event_name").toString());

        assertThat(letter.messageAttributes().get("reason").stringValue()).contains("exists with another request");
    }

    @Test
    void shouldMoveWhatIsNoTaskStateOrNotificationToTheDeadLetters() {
        for (String queue : List.of("executions-task-state", "executions-results")) {
            String garbage = "{\"garbage\":\"" + UUID.randomUUID() + "\"}";
            PLATFORM.sqs()
                    .sendMessage(send -> send.queueUrl(PLATFORM.queueUrl(queue)).messageBody(garbage));

            assertThat(deadLetter(queue, garbage).messageAttributes()).containsKey("reason");
        }
    }

    /**
     * Each message is refused because of its content, so no queue is closed for it, and the messages of others do not
     * wait.
     */
    @Test
    void shouldMoveWhatCannotBeStoredOrDecodedToTheDeadLettersWithoutClosingTheQueue() throws Exception {
        String number = sendText(new ObjectMapper()
                .writeValueAsString(event(SharedPlatform.newTenant()))
                .replaceFirst("}$", ",\"additional_attributes\":{\"n\":1e400}}"));
        String half = sendText(new ObjectMapper()
                .writeValueAsString(event(SharedPlatform.newTenant()))
                .replaceFirst("}$", ",\"additional_attributes\":{\"n\":\"\\\\ud800\"}}"));
        String key = "results/%zz" + UUID.randomUUID();
        PLATFORM.sqs().sendMessage(send -> send.queueUrl(PLATFORM.queueUrl("executions-results"))
                .messageBody("{\"Records\":[{\"s3\":{\"bucket\":{\"name\":\"" + Names.RESULTS_BUCKET
                        + "\"},\"object\":{\"key\":\"" + key + "\"}}}]}"));
        String task = "arn:" + UUID.randomUUID();
        PLATFORM.sqs().sendMessage(send -> send.queueUrl(PLATFORM.queueUrl("executions-task-state"))
                .messageBody("{\"time\":\"2000-01-01T00:00:00Z\",\"detail\":{\"taskArn\":\"" + task
                        + "\",\"lastStatus\":\"STOPPED\",\"version\":1e400}}"));

        assertThat(reason(deadLetter("executions-trigger", number))).contains("additional_attributes.n");
        assertThat(reason(deadLetter("executions-trigger", half))).contains("additional_attributes.n");
        assertThat(reason(deadLetter("executions-results", key))).contains("not URL-encoded");
        assertThat(reason(deadLetter("executions-task-state", task))).contains("version");
        assertThat(List.of("trigger-queue", "task-state-queue", "results-queue"))
                .allSatisfy(route -> assertThat(consumer(route).isSuspended())
                        .as("%s is closed", route)
                        .isFalse());
    }

    private static String sendText(String event) throws JsonProcessingException {
        PLATFORM.sqs().sendMessage(send -> send.queueUrl(PLATFORM.queueUrl("executions-trigger"))
                .messageBody(event));
        return new ObjectMapper().readTree(event).get("jit_event_id").asText();
    }

    private static String reason(Message letter) {
        return letter.messageAttributes().get("reason").stringValue();
    }

    private static SuspendableService consumer(String route) {
        return (SuspendableService)
                service.bean(CamelContext.class).getRoute(route).getConsumer();
    }

    @Test
    void shouldLeaveNothingOnTheQueueThatWasDoneOrRefused() {
        String tenant = SharedPlatform.newTenant();
        List<ExecutionKey> keys =
                IntStream.range(0, 12).mapToObj(number -> send(event(tenant))).toList();
        Map<String, Object> refused = event(tenant);
        refused.put("asset_id", "no-such-asset");
        send(refused);

        for (ExecutionKey key : keys) {
            await().atMost(RunningService.LONGEST_WAIT).until(() -> isThere(key));
            service.awaitStatus(key, "completed");
        }

        for (String queue : List.of("executions-trigger", "executions-task-state", "executions-results")) {
            await("nothing is left on " + queue + ", nor held by a consumer")
                    .atMost(RunningService.LONGEST_WAIT)
                    .until(() -> messagesOf(queue) == 0);
        }
    }

    private static int messagesOf(String queue) {
        return PLATFORM
                .sqs()
                .getQueueAttributes(get -> get.queueUrl(PLATFORM.queueUrl(queue))
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes()
                .values()
                .stream()
                .mapToInt(Integer::parseInt)
                .sum();
    }

    @Test
    void shouldKeepEventsOnTheQueueWhileTheTableIsAway() {
        String tenant = SharedPlatform.newTenant();
        table.shut();
        ExecutionKey first = send(event(tenant));
        await("the queue is closed").atMost(RunningService.LONGEST_WAIT).until(consumer("trigger-queue")::isSuspended);
        ExecutionKey second = send(event(tenant));

        table.open();

        for (ExecutionKey key : List.of(second, first)) {
            await("execution of " + key)
                    .atMost(RunningService.LONGEST_WAIT.multipliedBy(3))
                    .until(() -> isThere(key));
            service.awaitStatus(key, "completed");
        }
    }

    @Test
    void shouldSayOnceThatSqsIsAwayAndTakeEventsAgainWhenItIsBack(CapturedOutput output) {
        PollOutages outages = service.bean(PollOutages.class);
        queues.shut();
        await("all queues are away").atMost(RunningService.LONGEST_WAIT).until(() -> outages.current()
                .keySet()
                .containsAll(List.of("trigger-queue", "task-state-queue", "results-queue")));
        ExecutionKey key = send(event(SharedPlatform.newTenant()));

        queues.open();

        await().atMost(RunningService.LONGEST_WAIT).until(() -> isThere(key));
        service.awaitStatus(key, "completed");
        assertThat(output.getOut().lines().filter(line -> line.contains("Polling by route trigger-queue fails")))
                .hasSize(1);
        assertThat(output.getOut()).doesNotContain("Error while polling");
    }
}
