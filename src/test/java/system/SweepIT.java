package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import execution.model.ExecutionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import local.ecs.StartedTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class SweepIT {

    private static RunningService service;

    private String tenant;

    @BeforeAll
    static void start() {
        HeldTasks.register();
        // There is one shard, so that its page is soon full.
        service = RunningService.start(SharedPlatform.get(), Map.of("execution.sweep.shards", "1"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @BeforeEach
    void tenant() {
        tenant = SharedPlatform.newTenant();
    }

    @AfterEach
    void clear() {
        SharedPlatform.get().ecs().faults().clear();
    }

    @Test
    void shouldWriteNothingWhenALookFindsATaskWell() {
        // Given
        ExecutionKey key = service.trigger(tenant, RunningService.event(HeldTasks.JOB));
        service.awaitStatus(key, "running");
        awaitDescribed(key, 1);
        String version = version(key);

        // When
        awaitDescribed(key, 4);

        // Then
        assertThat(version(key)).isEqualTo(version);
        HeldTasks.release(key);
        service.awaitStatus(key, "completed");
    }

    /** There are more rows than a page holds, so the sweep finds the last ones only if it reads the next page. */
    @Test
    void shouldFindTheEndOfEachTaskWhenEventsAreDroppedAndManyOthersAreDue() {
        // Given
        int many = 120;
        SharedPlatform.limitSlots(tenant, many);
        SharedPlatform.registerEndless("endless");
        List<ExecutionKey> keys = IntStream.range(0, many)
                .mapToObj(i -> service.trigger(tenant, RunningService.event("endless")))
                .toList();
        keys.forEach(key -> service.awaitStatus(key, "running"));
        SharedPlatform.get().ecs().faults().dropNextEvents(1_000_000);

        // When
        List<StartedTask> tasks =
                keys.stream().flatMap(key -> SharedPlatform.tasks(key).stream()).toList();
        tasks.forEach(task -> SharedPlatform.get().ecs().faults().killTask(task.taskArn()));

        // Then
        keys.forEach(key -> service.awaitStatus(key, "failed"));
    }

    @Test
    void shouldSetASlotCounterRightThatWasSetToItsLimitByHand() {
        // Given
        SharedPlatform.limitSlots(tenant, 2);
        ExecutionKey first = service.trigger(tenant, RunningService.event(HeldTasks.JOB));
        service.awaitStatus(first, "running");

        // When
        SharedPlatform.setSlotsInUse(tenant, 2);

        // Then
        ExecutionKey second = service.trigger(tenant, RunningService.event(HeldTasks.JOB));
        service.awaitStatus(second, "running");
        release(List.of(first, second));
    }

    @Test
    void shouldSetASlotCounterRightThatWasSetToZeroByHand() {
        // Given
        SharedPlatform.limitSlots(tenant, 2);
        List<ExecutionKey> keys = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            keys.add(service.trigger(tenant, RunningService.event(HeldTasks.JOB)));
        }
        keys.forEach(key -> service.awaitStatus(key, "running"));

        // When
        SharedPlatform.setSlotsInUse(tenant, 0);

        // Then
        await().atMost(RunningService.LONGEST_WAIT).until(() -> SharedPlatform.slotsInUse(tenant) == 2);
        release(keys);
    }

    @Test
    void shouldFreeTheSlotOfARowThatWasDeletedByHand() {
        // Given
        SharedPlatform.limitSlots(tenant, 1);
        ExecutionKey deleted = service.trigger(tenant, RunningService.event(HeldTasks.JOB));
        service.awaitStatus(deleted, "running");
        ExecutionKey waiting = service.trigger(tenant, RunningService.event(HeldTasks.JOB));

        // When
        SharedPlatform.deleteRow(Map.of(
                "PK", AttributeValue.fromS(deleted.partitionKey()), "SK", AttributeValue.fromS(deleted.sortKey())));

        // Then
        service.awaitStatus(waiting, "running");
        release(List.of(waiting));
        // The end of a task that no row knows belongs to no test, and the services of other tests would get it.
        SharedPlatform.get().ecs().faults().dropNextEvents(100);
        HeldTasks.release(deleted);
        await().atMost(RunningService.LONGEST_WAIT)
                .until(() -> SharedPlatform.running(List.of(deleted)).isEmpty());
    }

    private static void awaitDescribed(ExecutionKey key, long moreTimes) {
        String task = SharedPlatform.tasks(key).get(0).taskArn();
        long before = SharedPlatform.get().ecs().timesDescribed(task);
        await().atMost(RunningService.LONGEST_WAIT)
                .until(() -> SharedPlatform.get().ecs().timesDescribed(task) >= before + moreTimes);
    }

    private static String version(ExecutionKey key) {
        return SharedPlatform.row(key).get("version").n();
    }

    private static void release(List<ExecutionKey> keys) {
        keys.forEach(HeldTasks::release);
        keys.forEach(key -> service.awaitStatus(key, "completed"));
    }
}
