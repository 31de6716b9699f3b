package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.Timestamps;
import execution.store.Executions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import local.LocalPlatform;
import local.Names;
import local.ecs.Faults;
import local.ecs.StartedTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Several instances at once: which of them launches an attempt, and what becomes of a launch that is late or not wanted
 * any more.
 */
class LaunchesIT {

    private static LocalPlatform platform;
    private static Faults faults;
    private static RunningService service;
    private static RunningService other;

    /** Runs at the moment at which RunTask is called, and does what another instance would do. */
    private static final AtomicReference<Runnable> MEANWHILE = new AtomicReference<>();

    private String tenant;

    @BeforeAll
    static void start() {
        platform = SharedPlatform.get();
        faults = platform.ecs().faults();
        HeldTasks.register();
        platform.ecs().onRunTask(call -> {
            Runnable action = MEANWHILE.getAndSet(null);
            if (action != null) {
                action.run();
            }
        });
        // Chance decides which instance claims an execution, so all have the same settings. Those are a long pause
        // after a refusal, and a budget of ten launches a second.
        Map<String, String> settings = Map.of(
                "execution.allocation.refusal-back-off", "1m",
                "execution.ecs.budget.per-second", "10",
                "execution.ecs.budget.burst", "12",
                "execution.ecs.budget.chunk", "1");
        service = RunningService.start(platform, settings);
        other = RunningService.start(platform, settings);
    }

    @AfterAll
    static void stop() {
        other.close();
        service.close();
    }

    @BeforeEach
    void newTenant() {
        tenant = SharedPlatform.newTenant();
    }

    @AfterEach
    void repair() {
        faults.clear();
        MEANWHILE.set(null);
    }

    @Test
    void shouldCancelAtOnceWhatIsPutOffByAnotherInstance() {
        // Given
        faults.refuseNextForCapacity(1);
        ExecutionKey key = service.trigger(tenant, RunningService.event("instant"));
        awaitPutOff(key);

        // When
        RunningService.Answer answer = other.cancel(key);

        // Then
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().get("status").asText()).isEqualTo("cancelled");
        assertThat(SharedPlatform.slotsInUse(tenant)).isZero();
        assertThat(SharedPlatform.tasks(key)).isEmpty();
    }

    @Test
    void shouldNotAskAgainForALaunchThatAnotherInstanceHasEnded() {
        // Given
        faults.failNext(2);
        Map<String, Object> event = RunningService.event("instant");
        ExecutionKey key = key(event);
        MEANWHILE.set(() -> end(key));

        // When
        service.trigger(tenant, event);
        service.awaitStatus(key, "failed");
        ExecutionKey later = service.trigger(tenant, RunningService.event("instant"));

        // Then
        service.awaitStatus(later, "completed");
        assertThat(SharedPlatform.runTaskCalls(later, 1)).isEqualTo(2);
        assertThat(SharedPlatform.runTaskCalls(key, 1)).isEqualTo(1);
    }

    @Test
    void shouldEndACancelledExecutionWhoseUnclearLaunchStartedNothing() {
        // Given
        faults.failNext(Integer.MAX_VALUE);
        ExecutionKey key = service.trigger(tenant, RunningService.event(HeldTasks.JOB));
        await().atMost(RunningService.LONGEST_WAIT).until(() -> SharedPlatform.runTaskCalls(key, 1) > 0);

        // When
        other.cancel(key);
        faults.clear();

        // Then
        service.awaitStatus(key, "cancelled");
        assertNoTaskIsLeft(key);
    }

    @Test
    void shouldStopTheTaskOfALaunchWhoseAttemptIsOver() {
        // Given
        faults.dropNextEvents(Integer.MAX_VALUE);
        Map<String, Object> event = RunningService.event(HeldTasks.JOB);
        ExecutionKey key = key(event);
        MEANWHILE.set(() -> end(key));

        // When
        service.trigger(tenant, event);

        // Then
        service.awaitStatus(key, "failed");
        await().atMost(RunningService.LONGEST_WAIT)
                .until(() -> !SharedPlatform.tasks(key).isEmpty());
        assertNoTaskIsLeft(key);
    }

    @Test
    void shouldStopATaskThatIsHeardOfOnlyAfterItsAttempt() {
        // Given
        faults.loseNextAnswers(1);
        Map<String, Object> event = RunningService.event(HeldTasks.JOB);
        ExecutionKey key = key(event);
        MEANWHILE.set(() -> end(key));

        // When
        service.trigger(tenant, event);

        // Then
        await().atMost(RunningService.LONGEST_WAIT)
                .until(() -> !SharedPlatform.tasks(key).isEmpty());
        assertNoTaskIsLeft(key);
        assertThat(service.status(key)).isEqualTo("failed");
    }

    @Test
    void shouldLaunchOnceWhatAnotherInstanceTakesOver() {
        // Given
        ExecutionKey key;
        try (RunningService gone = RunningService.start(platform)) {
            faults.throttleNext(Integer.MAX_VALUE);
            key = gone.trigger(tenant, RunningService.event("instant"));
            awaitPutOff(key);
        }

        // When
        faults.clear();

        // Then
        service.awaitStatus(key, "completed");
        assertThat(SharedPlatform.tasks(key))
                .extracting(StartedTask::startedBy)
                .containsExactly(SharedPlatform.attemptId(key, 1));
        assertThat(service.history(key)).startsWith("pending", "allocated", "dispatched");
        assertThat(SharedPlatform.slotsInUse(tenant)).isZero();
    }

    @Test
    void shouldLaunchWhatWasPutOffForLongerThanATokenIsTrusted() {
        // Given
        faults.throttleNext(Integer.MAX_VALUE);
        ExecutionKey key = service.trigger(tenant, RunningService.event("instant"));
        awaitPutOff(key);
        longAgo(key, "attempt_started_at");

        // When
        faults.clear();

        // Then
        service.awaitStatus(key, "completed");
        assertThat(SharedPlatform.tasks(key)).hasSize(1);
    }

    @Test
    void shouldTimeOutALaunchThatIsPutOffForTooLong() {
        // Given
        faults.throttleNext(Integer.MAX_VALUE);
        ExecutionKey key = service.trigger(tenant, RunningService.event("instant"));
        awaitPutOff(key);

        // When
        longAgo(key, "created_at");

        // Then
        assertThat(service.awaitStatus(key, "timed_out").get("reason").asText()).contains("could not be launched");
        assertThat(SharedPlatform.tasks(key)).isEmpty();
        assertThat(SharedPlatform.slotsInUse(tenant)).isZero();
    }

    @Test
    void shouldLaunchEverythingOnceWhenThereIsLittleBudget() {
        // When
        List<ExecutionKey> keys = IntStream.range(0, 10)
                .mapToObj(i -> service.trigger(tenant, RunningService.event("instant")))
                .toList();

        // Then
        keys.forEach(key -> service.awaitStatus(key, "completed"));
        assertThat(keys).allMatch(key -> SharedPlatform.tasks(key).size() == 1);
        assertThat(keys).allMatch(key -> SharedPlatform.runTaskCalls(key, 1) == 1);
    }

    @Test
    void shouldNeverLaunchWhatIsCancelledWhileItWaitsForBudget() {
        // Given
        leaveBudget(-1_000);
        try {
            ExecutionKey key = service.trigger(tenant, RunningService.event("instant"));
            service.awaitStatus(key, "allocated");

            // When
            other.cancel(key);

            // Then
            service.awaitStatus(key, "cancelled");
            assertThat(SharedPlatform.runTaskCalls(key, 1)).isZero();
            assertThat(SharedPlatform.slotsInUse(tenant)).isZero();
        } finally {
            leaveBudget(100);
        }
    }

    /**
     * Leaves the account so many calls. With ten new calls a second, a budget that is a thousand calls short does not
     * recover within a minute.
     */
    private static void leaveBudget(int tokens) {
        platform.dynamoDb().updateItem(update -> update.tableName(Names.EXECUTIONS_TABLE)
                .key(Map.of("PK", AttributeValue.fromS("BUDGET#ecs-launch"), "SK", AttributeValue.fromS("BUDGET")))
                .updateExpression("SET tokens = :tokens, refilled_at = :now")
                .expressionAttributeValues(Map.of(
                        ":tokens", AttributeValue.fromN(Integer.toString(tokens)),
                        ":now", AttributeValue.fromN(Long.toString(System.currentTimeMillis())))));
    }

    private ExecutionKey key(Map<String, Object> event) {
        event.put("execution_id", UUID.randomUUID().toString().replace("-", ""));
        return new ExecutionKey(
                tenant,
                event.get("jit_event_id").toString(),
                event.get("execution_id").toString());
    }

    /** Ends an execution as another instance would. */
    private static void end(ExecutionKey key) {
        Executions executions = other.bean(Executions.class);
        executions.update(
                executions.find(key).orElseThrow(),
                row -> row.end(ExecutionStatus.FAILED, null, "ended elsewhere", Timestamps.now(Clock.systemUTC())));
    }

    private static void awaitPutOff(ExecutionKey key) {
        await().atMost(RunningService.LONGEST_WAIT)
                .until(() -> SharedPlatform.row(key).containsKey("not_before"));
    }

    private static void longAgo(ExecutionKey key, String attribute) {
        platform.dynamoDb().updateItem(update -> update.tableName(Names.EXECUTIONS_TABLE)
                .key(Map.of("PK", AttributeValue.fromS(key.partitionKey()), "SK", AttributeValue.fromS(key.sortKey())))
                .updateExpression("SET #attribute = :then")
                .expressionAttributeNames(Map.of("#attribute", attribute))
                .expressionAttributeValues(Map.of(":then", AttributeValue.fromS("2020-01-01T00:00:00.000000"))));
    }

    private static void assertNoTaskIsLeft(ExecutionKey key) {
        await().atMost(RunningService.LONGEST_WAIT)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> SharedPlatform.running(List.of(key)).isEmpty());
        assertThat(SharedPlatform.slotsInUse(key.tenantId())).isZero();
    }
}
