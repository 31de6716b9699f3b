package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import execution.model.ExecutionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A tenant never has more tasks at once than it has slots, and no slot is lost. */
class SlotsIT {

    private static final int LIMIT = 3;

    private static RunningService service;

    @BeforeAll
    static void start() {
        HeldTasks.register();
        service = RunningService.start(
                SharedPlatform.get(), Map.of("execution.allocation.slots.ecs", Integer.toString(LIMIT)));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void shouldStartThePendingInOrderOfCreationAsSlotsBecomeFree() {
        // Given
        String tenant = SharedPlatform.newTenant();
        List<ExecutionKey> keys = trigger(tenant, HeldTasks.JOB, LIMIT + 3);
        keys.subList(0, LIMIT).forEach(key -> service.awaitStatus(key, "running"));
        assertThat(keys.subList(LIMIT, keys.size())).extracting(service::status).containsOnly("pending");

        for (int next = LIMIT; next < keys.size(); next++) {
            // When
            HeldTasks.release(keys.get(next - LIMIT));

            // Then
            service.awaitStatus(keys.get(next), "running");
            assertThat(keys.subList(next + 1, keys.size()))
                    .extracting(service::status)
                    .allMatch("pending"::equals);
            assertThat(SharedPlatform.slotsInUse(tenant)).isEqualTo(LIMIT);
        }
        keys.forEach(HeldTasks::release);
        keys.forEach(key -> service.awaitStatus(key, "completed"));
        assertThat(SharedPlatform.slotsInUse(tenant)).isZero();
        assertThat(keys).allMatch(key -> SharedPlatform.tasks(key).size() == 1);
    }

    @Test
    void shouldNeverHaveMoreTasksAtOnceThanSlots() {
        // Given
        String tenant = SharedPlatform.newTenant();
        List<ExecutionKey> keys = new CopyOnWriteArrayList<>();
        List<Integer> runningBesideALaunch = new CopyOnWriteArrayList<>();
        SharedPlatform.get().ecs().onRunTask(call -> keys.stream()
                .filter(key -> SharedPlatform.attemptId(key, 1).equals(call.startedBy()))
                .findFirst()
                .ifPresent(launched -> runningBesideALaunch.add(SharedPlatform.running(keys.stream()
                                .filter(key -> !key.equals(launched))
                                .toList())
                        .size())));
        SharedPlatform.limitSlots(tenant, 0);
        keys.addAll(trigger(tenant, "instant", 20));

        // When
        SharedPlatform.limitSlots(tenant, LIMIT);

        // Then
        keys.forEach(key -> service.awaitStatus(key, "completed"));
        assertThat(runningBesideALaunch)
                .hasSizeGreaterThanOrEqualTo(keys.size())
                .allMatch(others -> others < LIMIT);
        assertThat(SharedPlatform.slotsInUse(tenant)).isZero();
        // Executions for which slots are free at the same time start at the same time, in any order.
        List<String> allocatedAt = keys.stream().map(SlotsIT::allocatedAt).toList();
        for (int first = 0; first + LIMIT < keys.size(); first++) {
            assertThat(allocatedAt.get(first)).isLessThanOrEqualTo(allocatedAt.get(first + LIMIT));
        }
    }

    @Test
    void shouldNotHoldUpATenantByTheBacklogOfAnother() {
        // Given
        List<ExecutionKey> backlog = trigger(SharedPlatform.newTenant(), HeldTasks.JOB, 3 * LIMIT);

        // When
        ExecutionKey other = service.trigger(SharedPlatform.newTenant(), RunningService.event("instant"));

        // Then
        service.awaitStatus(other, "completed");
        assertThat(backlog).extracting(service::status).contains("pending").doesNotContain("completed");
        backlog.forEach(HeldTasks::release);
        backlog.forEach(key -> service.awaitStatus(key, "completed"));
    }

    @Test
    void shouldNotHoldUpTheLaneByAJobThatCannotBePrepared() throws Exception {
        // Given
        service.bean(CamelContext.class).addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:environment-unpreparable").throwException(new IllegalStateException("a bug in the route"));
            }
        });
        String tenant = SharedPlatform.newTenant();
        ExecutionKey unpreparable = service.trigger(tenant, RunningService.event("unpreparable"));

        // When
        ExecutionKey behind = service.trigger(tenant, RunningService.event("instant"));

        // Then
        service.awaitStatus(behind, "completed");
        assertThat(service.status(unpreparable)).isEqualTo("pending");
        service.cancel(unpreparable);
        service.awaitStatus(unpreparable, "cancelled");
    }

    @Test
    void shouldLetTheSlotItemsOwnLimitGoBeforeTheConfiguredOne() {
        // Given
        String tenant = SharedPlatform.newTenant();
        SharedPlatform.limitSlots(tenant, 1);

        // When
        List<ExecutionKey> keys = trigger(tenant, HeldTasks.JOB, 2);

        // Then
        service.awaitStatus(keys.get(0), "running");
        assertThat(service.status(keys.get(1))).isEqualTo("pending");

        // When
        SharedPlatform.limitSlots(tenant, 2);

        // Then
        service.awaitStatus(keys.get(1), "running");
        keys.forEach(HeldTasks::release);
        keys.forEach(key -> service.awaitStatus(key, "completed"));
        await().atMost(RunningService.LONGEST_WAIT).until(() -> SharedPlatform.slotsInUse(tenant) == 0);
    }

    private static String allocatedAt(ExecutionKey key) {
        return service.execution(key).at("/history/1/occurred_at").asText();
    }

    private static List<ExecutionKey> trigger(String tenant, String job, int times) {
        return new ArrayList<>(IntStream.range(0, times)
                .mapToObj(i -> service.trigger(tenant, RunningService.event(job)))
                .toList());
    }
}
