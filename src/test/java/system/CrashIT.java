package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import execution.model.ExecutionKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import local.KafkaServer;
import local.LocalPlatform;
import local.Names;
import local.ecs.Faults;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The service is killed at the worst moments, and started again. */
class CrashIT {

    private static final int SLOTS = 4;

    private static LocalPlatform platform;
    private static Faults faults;

    @BeforeAll
    static void start() {
        platform = SharedPlatform.get();
        faults = platform.ecs().faults();
        HeldTasks.register();
    }

    @AfterEach
    void repair() {
        faults.clear();
    }

    @ParameterizedTest(name = "wake-ups from {0}, own {1}, events doubled and shuffled {2}")
    @CsvSource({"stream, true, false", "none, false, true"})
    void shouldCompleteEverythingByOneTaskEachAfterAKill(String wakeUpsFrom, String own, boolean disorder)
            throws Exception {
        // Given
        Map<String, String> properties = Map.of(
                "execution.allocation.slots.ecs", Integer.toString(SLOTS),
                "execution.wake-up.from", wakeUpsFrom,
                "execution.wake-up.own", own);
        faults.duplicateEvents(disorder);
        faults.shuffleEvents(disorder);
        String tenant = SharedPlatform.newTenant();
        ExecutionKey running;
        ExecutionKey dispatched;
        ExecutionKey unclear;
        ExecutionKey allocated;
        ExecutionKey pending;

        try (ServiceProcess service = ServiceProcess.start(platform, properties)) {
            RunningService client = service.client();
            running = client.trigger(tenant, RunningService.event(HeldTasks.JOB));
            client.awaitStatus(running, "running");

            faults.dropNextEvents(Integer.MAX_VALUE);
            dispatched = client.trigger(tenant, RunningService.event(HeldTasks.JOB));
            await().atMost(RunningService.LONGEST_WAIT)
                    .until(() -> !SharedPlatform.tasks(dispatched).isEmpty());

            // The task exists and calls back, and the service never learns its ARN.
            faults.loseNextAnswers(Integer.MAX_VALUE);
            faults.lagLists(true);
            unclear = client.trigger(tenant, RunningService.event(HeldTasks.JOB));
            await().atMost(RunningService.LONGEST_WAIT)
                    .until(() -> !SharedPlatform.tasks(unclear).isEmpty());
            assertThat(HeldTasks.callBack(client, unclear)).isEqualTo(200);
            client.awaitStatus(unclear, "running");

            faults.throttleNext(Integer.MAX_VALUE);
            allocated = client.trigger(tenant, RunningService.event(HeldTasks.JOB));
            await().atMost(RunningService.LONGEST_WAIT).until(() -> SharedPlatform.runTaskCalls(allocated, 1) > 0);
            pending = client.trigger(tenant, RunningService.event(HeldTasks.JOB));
            assertThat(client.status(pending)).isEqualTo("pending");
            assertThat(client.execution(unclear).has("task_reference")).isFalse();

            // When
            service.kill();
        }
        faults.throttleNext(0);
        faults.loseNextAnswers(0);
        faults.lagLists(false);

        try (ServiceProcess service = ServiceProcess.start(platform, properties);
                Topic events = Topic.read(Names.EVENTS_TOPIC)) {
            RunningService client = service.client();

            // Then
            List<ExecutionKey> keys = List.of(running, dispatched, unclear, allocated, pending);
            HeldTasks.release(unclear);
            client.awaitStatus(unclear, "completed");
            faults.dropNextEvents(0);
            keys.forEach(HeldTasks::release);
            keys.forEach(key -> client.awaitStatus(key, "completed"));
            assertThat(keys).allMatch(key -> SharedPlatform.tasks(key).size() == 1);
            assertThat(SharedPlatform.slotsInUse(tenant)).isZero();
            keys.forEach(key -> {
                List<String> history = client.history(key);
                assertThat(history)
                        .startsWith("pending", "allocated", "dispatched")
                        .endsWith("completed");
                assertThat(events.awaitEvents(key, history.size()))
                        .extracting(event -> event.get("status").asText())
                        .containsExactlyElementsOf(history);
            });
        }
    }

    @Test
    void shouldPublishEverythingInOrderAfterAKillWhileTheBrokerWasAway() throws Exception {
        // Given
        try (KafkaServer kafka = KafkaServer.start()) {
            Map<String, String> properties = Map.of(
                    "execution.kafka.brokers", kafka.brokers(),
                    "execution.kafka.delivery-timeout", "2s",
                    "execution.allocation.slots.ecs", "2");
            String tenant = SharedPlatform.newTenant();
            ExecutionKey running;
            ExecutionKey dispatchedLater;
            ExecutionKey ended;
            ExecutionKey pending;
            try (ServiceProcess service = ServiceProcess.start(platform, properties)) {
                RunningService client = service.client();
                running = client.trigger(tenant, RunningService.event(HeldTasks.JOB));
                client.awaitStatus(running, "running");
                kafka.stop();
                ended = client.trigger(tenant, RunningService.event(HeldTasks.JOB));
                HeldTasks.release(ended);
                client.awaitStatus(ended, "completed");
                dispatchedLater = client.trigger(tenant, RunningService.event(HeldTasks.JOB));
                client.awaitStatus(dispatchedLater, "running");
                pending = client.trigger(tenant, RunningService.event(HeldTasks.JOB));
                assertThat(client.status(pending)).isEqualTo("pending");

                // When
                service.kill();
            }
            kafka.startAgain();

            try (ServiceProcess service = ServiceProcess.start(platform, properties);
                    Topic events = Topic.read(kafka.inside(), Names.EVENTS_TOPIC)) {
                RunningService client = service.client();

                // Then
                assertThat(events.awaitEvents(pending, 1))
                        .extracting(event -> event.get("status").asText())
                        .containsExactly("pending");
                List<ExecutionKey> keys = List.of(running, dispatchedLater, ended, pending);
                List.of(running, dispatchedLater, pending).forEach(HeldTasks::release);
                keys.forEach(key -> client.awaitStatus(key, "completed"));
                keys.forEach(key -> {
                    List<String> history = client.history(key);
                    assertThat(events.awaitEvents(key, history.size()))
                            .extracting(event -> event.get("status").asText())
                            .containsExactlyElementsOf(history);
                    assertThat(Set.copyOf(events.all(key)))
                            .as("a repeated event is the same event")
                            .hasSameSizeAs(history);
                });
            }
        }
    }
}
