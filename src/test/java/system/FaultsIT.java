package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import execution.model.ExecutionKey;
import execution.task.TaskStops;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import local.LocalPlatform;
import local.Names;
import local.ecs.Faults;
import local.ecs.StartedTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Whatever ECS and its events do, an attempt has one task, an execution has one end, and no slot is lost. */
class FaultsIT {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static LocalPlatform platform;
    private static Faults faults;
    private static RunningService service;

    private String tenant;

    @BeforeAll
    static void start() {
        platform = SharedPlatform.get();
        faults = platform.ecs().faults();
        HeldTasks.register();
        SharedPlatform.registerProcess("no-such-command", "/no/such/command");
        service = RunningService.start(platform);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @BeforeEach
    void newTenant() {
        tenant = SharedPlatform.newTenant();
    }

    @AfterEach
    void repair() {
        faults.clear();
    }

    @Test
    void shouldKeepSlotAndStartOneTaskWhenRunTaskAnswerIsLost() {
        // Given
        faults.loseNextAnswers(2);
        faults.dropNextEvents(100);

        // When
        ExecutionKey key = service.trigger(tenant, RunningService.event(HeldTasks.JOB));

        // Then
        await().atMost(RunningService.LONGEST_WAIT).until(() -> SharedPlatform.runTaskCalls(key, 1) == 3);
        service.awaitStatus(key, "running");
        assertThat(SharedPlatform.slotsInUse(tenant)).isEqualTo(1);
        HeldTasks.release(key);
        assertCompletedByOneTask(key);
    }

    static Stream<Named<Consumer<Faults>>> throttling() {
        return Stream.of(
                Named.of("ThrottlingException", f -> f.throttleNext(3)),
                Named.of("InvalidParameterException", f -> f.throttleNextAsInvalidParameter(3)));
    }

    @ParameterizedTest
    @MethodSource("throttling")
    void shouldRepeatTheSameAttemptWhenThrottled(Consumer<Faults> throttling) {
        // Given
        throttling.accept(faults);

        // When
        ExecutionKey key = service.trigger(tenant, RunningService.event("instant"));

        // Then
        assertCompletedByOneTask(key);
        assertThat(SharedPlatform.runTaskCalls(key, 1)).isEqualTo(4);
    }

    static Stream<Named<Consumer<Faults>>> lackOfCapacity() {
        return Stream.of(
                Named.of("failure RESOURCE:CPU", f -> f.refuseNextForCapacity(2)),
                Named.of("ClientException", f -> f.refuseNextForFargateCapacity(2)));
    }

    @ParameterizedTest
    @MethodSource("lackOfCapacity")
    void shouldKeepSlotAndOpenTheNextAttemptWhenThereIsNoCapacity(Consumer<Faults> lackOfCapacity) {
        // Given
        lackOfCapacity.accept(faults);

        // When
        ExecutionKey key = service.trigger(tenant, RunningService.event(HeldTasks.JOB));

        // Then
        JsonNode running = service.awaitStatus(key, "running");
        assertThat(running.get("attempt").asInt()).isEqualTo(3);
        assertThat(RunningService.statuses(running.get("history")))
                .containsExactly("pending", "allocated", "allocated", "allocated", "dispatched", "running");
        assertThat(SharedPlatform.slotsInUse(tenant)).isEqualTo(1);
        HeldTasks.release(key, 3, 0);
        service.awaitStatus(key, "completed");
        assertThat(SharedPlatform.tasks(key))
                .extracting(StartedTask::startedBy)
                .containsExactly(SharedPlatform.attemptId(key, 3));
        assertThat(SharedPlatform.slotsInUse(tenant)).isZero();
    }

    @Test
    void shouldNotTimeOutAnExecutionThatWaitsForCapacity() {
        // Given
        faults.refuseNextForCapacity(4);
        Map<String, Object> event = RunningService.event("instant");
        event.put("timeout_seconds", 1);

        // When
        ExecutionKey key = service.trigger(tenant, event);

        // Then
        service.awaitStatus(key, "completed");
        assertThat(SharedPlatform.tasks(key)).hasSize(1);
    }

    @Test
    void shouldFailWithTheReasonWhenTheLaunchIsRefusedForGood() {
        // When
        ExecutionKey key = service.trigger(tenant, RunningService.event("without-task-definition"));

        // Then
        JsonNode failed = service.awaitStatus(key, "failed");
        assertThat(failed.get("reason").asText()).contains("no task definition");
        assertThat(SharedPlatform.slotsInUse(tenant)).isZero();
        assertThat(SharedPlatform.runTaskCalls(key, 1)).isEqualTo(1);
    }

    @Test
    void shouldCountEachEventOnceWhenEventsAreDoubledAndShuffled() {
        // Given
        faults.duplicateEvents(true);
        faults.shuffleEvents(true);

        // When
        List<ExecutionKey> keys = trigger("instant", 15);

        // Then
        keys.forEach(key -> service.awaitStatus(key, "completed"));
        awaitDrained();
        assertThat(keys).allSatisfy(key -> {
            List<String> history = new ArrayList<>(service.history(key));
            history.remove("running");
            assertThat(history).containsExactly("pending", "allocated", "dispatched", "completed");
            assertThat(SharedPlatform.tasks(key)).hasSize(1);
        });
        assertThat(SharedPlatform.slotsInUse(tenant)).isZero();
    }

    @Test
    void shouldFindTheEndOfATaskWhoseEventsWereDropped() {
        // Given
        ExecutionKey key = service.trigger(tenant, RunningService.event(HeldTasks.JOB));
        service.awaitStatus(key, "running");
        faults.dropNextEvents(100);

        // When
        HeldTasks.release(key);

        // Then
        assertCompletedByOneTask(key);
    }

    @Test
    void shouldSweepOnBehindARowThatCannotBeRead() {
        // Given
        List<Map<String, AttributeValue>> unreadable = SharedPlatform.putUnreadableRowsThatAreDue(tenant);
        try {
            ExecutionKey key = service.trigger(tenant, RunningService.event(HeldTasks.JOB));
            service.awaitStatus(key, "running");
            faults.dropNextEvents(100);

            // When
            HeldTasks.release(key);

            // Then
            assertCompletedByOneTask(key);
        } finally {
            unreadable.forEach(SharedPlatform::deleteRow);
        }
    }

    @Test
    void shouldIgnoreTheEventsOfAnAttemptThatIsOver() {
        // Given
        Map<String, Object> event = RunningService.event(HeldTasks.JOB);
        event.put("max_attempts", 2);
        ExecutionKey key = service.trigger(tenant, event);
        service.awaitStatus(key, "running");
        HeldTasks.release(key, 1, 3);
        await().atMost(RunningService.LONGEST_WAIT)
                .until(() -> SharedPlatform.tasks(key).size() == 2);
        service.awaitStatus(key, "running");
        awaitDrained();
        JsonNode before = service.execution(key).get("history");
        StartedTask over = SharedPlatform.tasks(key).get(0);

        ListAppender<ILoggingEvent> stops = new ListAppender<>();
        Logger log = (Logger) LoggerFactory.getLogger(TaskStops.class);
        log.addAppender(stops);
        stops.start();

        // When
        sendEvent(over, "RUNNING", 100, null);
        sendEvent(over, "STOPPED", 101, 0);

        // Then
        awaitDrained();
        log.detachAppender(stops);
        assertThat(service.execution(key).get("history")).isEqualTo(before);
        assertThat(stops.list).as("a task that has stopped is not stopped").isEmpty();
        HeldTasks.release(key, 2, 0);
        service.awaitStatus(key, "completed");
        assertThat(SharedPlatform.slotsInUse(tenant)).isZero();
    }

    @Test
    void shouldFailWithExitCodeWhenTheTaskIsKilled() {
        // Given
        ExecutionKey key = service.trigger(tenant, RunningService.event(HeldTasks.JOB));
        service.awaitStatus(key, "running");

        // When
        faults.killTask(SharedPlatform.tasks(key).get(0).taskArn());

        // Then
        assertThat(service.awaitStatus(key, "failed").get("exit_code").asInt()).isEqualTo(137);
        assertThat(SharedPlatform.slotsInUse(tenant)).isZero();
    }

    @Test
    void shouldFailWithTheReasonWhenTheTasksCommandCannotBeStarted() {
        // When
        ExecutionKey key = service.trigger(tenant, RunningService.event("no-such-command"));

        // Then
        JsonNode failed = service.awaitStatus(key, "failed");
        assertThat(failed.get("reason").asText())
                .contains("no exit code")
                .contains("command is not in its image")
                .doesNotContain("/no/such/command");
        assertThat(failed.has("exit_code")).isFalse();
        assertThat(SharedPlatform.slotsInUse(tenant)).isZero();
    }

    @Test
    void shouldStartTheJobAgainWhenThePlatformFailedToStartItsTask() {
        // Given
        faults.failNextStarts(2);

        // When
        ExecutionKey key = service.trigger(tenant, RunningService.event("instant"));

        // Then
        JsonNode completed = service.awaitStatus(key, "completed");
        assertThat(completed.get("attempt").asInt()).isEqualTo(3);
        assertThat(completed.get("history").toString()).contains("the task got no network interface");
        JsonNode first = completed.at("/attempts/0");
        assertThat(first.get("reason_class").asText()).isEqualTo("start_failure");
        assertThat(first.get("task").asText())
                .isEqualTo(SharedPlatform.tasks(key).get(0).taskArn());
        assertThat(first.get("remedy").asText()).contains("subnets");
        assertThat(first.get("platform").asText()).startsWith("TaskFailedToStart: ");
        assertThat(first.has("ended_at")).isTrue();
        assertThat(completed.at("/attempts/2/exit_code").asInt(-1)).isZero();
        assertThat(completed.at("/attempts/2").has("reason_class")).isFalse();
        assertThat(SharedPlatform.slotsInUse(tenant)).isZero();
    }

    @Test
    void shouldStopTheTaskOfAnExecutionThatTimesOut() {
        // Given
        Map<String, Object> event = RunningService.event(HeldTasks.JOB);
        event.put("timeout_seconds", 2);

        // When
        ExecutionKey key = service.trigger(tenant, event);

        // Then
        JsonNode timedOut = service.awaitStatus(key, "timed_out");
        assertThat(timedOut.get("reason").asText()).contains("2 s");
        assertAllStopped(key);
    }

    @Test
    void shouldCancelAPendingExecutionAtOnce() {
        // Given
        SharedPlatform.limitSlots(tenant, 0);
        ExecutionKey key = service.trigger(tenant, RunningService.event(HeldTasks.JOB));

        // When
        RunningService.Answer answer = service.cancel(key);

        // Then
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().get("status").asText()).isEqualTo("cancelled");
        assertThat(SharedPlatform.tasks(key)).isEmpty();
        assertThat(SharedPlatform.slotsInUse(tenant)).isZero();
    }

    @Test
    void shouldStopTheTaskOfARunningExecutionThatIsCancelled() {
        // Given
        Map<String, Object> event = RunningService.event(HeldTasks.JOB);
        event.put("max_attempts", 3);
        ExecutionKey key = service.trigger(tenant, event);
        service.awaitStatus(key, "running");

        // When
        RunningService.Answer answer = service.cancel(key);

        // Then
        assertThat(answer.status()).isEqualTo(202);
        service.awaitStatus(key, "cancelled");
        assertAllStopped(key);
        assertThat(SharedPlatform.tasks(key)).hasSize(1);
    }

    @Test
    void shouldStopTheTaskOfAnExecutionThatIsCancelledWhileItsLaunchIsUnclear() {
        // Given
        faults.loseNextAnswers(2);
        faults.dropNextEvents(1);
        ExecutionKey key = service.trigger(tenant, RunningService.event(HeldTasks.JOB));
        await().atMost(RunningService.LONGEST_WAIT)
                .until(() -> !SharedPlatform.tasks(key).isEmpty());

        // When
        service.cancel(key);

        // Then
        service.awaitStatus(key, "cancelled");
        assertAllStopped(key);
        assertThat(SharedPlatform.tasks(key)).hasSize(1);
    }

    @Test
    void shouldEndByAStateOfAPlatformThatDoesNotCountThem() {
        // Given
        ExecutionKey key = service.trigger(tenant, RunningService.event(HeldTasks.JOB));
        service.awaitStatus(key, "running");

        // When
        sendEvent(SharedPlatform.tasks(key).get(0), "STOPPED", null, 0);

        // Then
        service.awaitStatus(key, "completed");
        HeldTasks.release(key);
        assertAllStoppedInTheEnd(key);
    }

    @Test
    void shouldFailAfterTheLastAttempt() {
        // Given
        Map<String, Object> event = RunningService.event(HeldTasks.JOB);
        event.put("max_attempts", 2);

        // When
        ExecutionKey key = service.trigger(tenant, event);
        HeldTasks.release(key, 1, 3);
        HeldTasks.release(key, 2, 3);

        // Then
        assertThat(service.awaitStatus(key, "failed").get("exit_code").asInt()).isEqualTo(3);
        assertThat(SharedPlatform.tasks(key))
                .extracting(StartedTask::startedBy)
                .containsExactly(SharedPlatform.attemptId(key, 1), SharedPlatform.attemptId(key, 2));
        assertThat(SharedPlatform.slotsInUse(tenant)).isZero();
    }

    private List<ExecutionKey> trigger(String job, int times) {
        return IntStream.range(0, times)
                .mapToObj(i -> service.trigger(tenant, RunningService.event(job)))
                .toList();
    }

    private void assertCompletedByOneTask(ExecutionKey key) {
        service.awaitStatus(key, "completed");
        assertThat(SharedPlatform.tasks(key)).hasSize(1);
        assertThat(SharedPlatform.slotsInUse(tenant)).isZero();
    }

    private void assertAllStopped(ExecutionKey key) {
        assertThat(SharedPlatform.running(List.of(key))).isEmpty();
        assertThat(SharedPlatform.slotsInUse(tenant)).isZero();
    }

    private static void assertAllStoppedInTheEnd(ExecutionKey key) {
        await().atMost(RunningService.LONGEST_WAIT)
                .until(() -> SharedPlatform.running(List.of(key)).isEmpty());
    }

    /**
     * Waits until every task state has been dealt with. A state that the service refuses stays on the queue for a
     * minute.
     */
    private static void awaitDrained() {
        await().until(() -> {
            Map<QueueAttributeName, String> attributes = platform.sqs()
                    .getQueueAttributes(get -> get.queueUrl(platform.queueUrl(Names.TASK_STATE_QUEUE))
                            .attributeNames(
                                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                    .attributes();
            return attributes.values().stream().allMatch("0"::equals);
        });
    }

    private static void sendEvent(StartedTask task, String status, Integer version, Integer exitCode) {
        ObjectNode event = MAPPER.createObjectNode();
        event.put("detail-type", "ECS Task State Change");
        event.put("time", Instant.now().toString());
        ObjectNode detail = event.putObject("detail");
        detail.put("taskArn", task.taskArn());
        detail.put("startedBy", task.startedBy());
        detail.put("lastStatus", status);
        detail.put("version", version);
        ObjectNode container = detail.putArray("containers").addObject();
        container.put("name", task.family());
        container.put("exitCode", exitCode);
        platform.sqs().sendMessage(send -> send.queueUrl(platform.queueUrl(Names.TASK_STATE_QUEUE))
                .messageBody(event.toString()));
    }
}
