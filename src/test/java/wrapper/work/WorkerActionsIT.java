package wrapper.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import execution.aws.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import local.Names;
import local.QueueServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shared.part.FleetJson;
import shared.part.PartsMessage;

/** The worker's role has exactly the permissions that a worker needs, apart from those to a key. */
class WorkerActionsIT {

    @TempDir
    Path folder;

    @Test
    void shouldDoNothingButWhatItsRoleHasAndNeedAllOfIt() throws Exception {
        // Given
        Path tasks = Files.createDirectories(folder.resolve("tasks"));
        Path go = folder.resolve("go");
        Files.writeString(
                tasks.resolve("gate.yaml"), "worker: {command: [sh, -c, 'until [ -e \"$GO\" ]; do sleep 0.05; done']}");
        Set<String> needed = Names.RESOURCES.permissions().stream()
                .filter(permission -> permission.role() == Role.WORKER)
                .filter(permission -> !permission.action().startsWith("kms:"))
                .flatMap(permission ->
                        permission.on().stream().map(on -> permission.action() + " on " + on.replace("*", "any")))
                .collect(Collectors.toSet());
        try (QueueServer queues = QueueServer.start();
                RecordingProxy calls = new RecordingProxy(queues.endpoint());
                ExchangeStub service = new ExchangeStub()) {
            String queue = queues.create(Names.FLEET_QUEUE);
            queues.create(Names.FLEET_QUEUE + Names.DEAD_LETTERS);
            Map<String, String> environment = new HashMap<>(queues.environment());
            environment.put("AWS_ENDPOINT_URL", calls.endpoint().toString());
            environment.put("ECS_AGENT_URI", calls.agent().toString());

            // When
            try (WorkerJvm worker = WorkerJvm.start(
                    folder.resolve("worker"),
                    environment,
                    "--queue=" + Names.FLEET_QUEUE,
                    "--dead-letter-queue=" + Names.FLEET_QUEUE + Names.DEAD_LETTERS,
                    "--tasks-dir=" + tasks,
                    "--visibility=3")) {
                PartsMessage held = service.bundle(
                        "gate", "e-1", List.of(new PartsMessage.Part(1, null)), Map.of("GO", go.toString()), 300);
                for (String message : List.of(FleetJson.text(held), "{\"kind\":\"no message\"}")) {
                    queues.sqs().sendMessage(send -> send.queueUrl(queue).messageBody(message));
                }
                await("the message is hidden for longer")
                        .atMost(Duration.ofMinutes(2))
                        .until(() -> calls.seen().stream().anyMatch(call -> call.contains("ChangeMessageVisibility")));
                Files.createFile(go);

                // Then
                await("all that is needed").atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
                    assertThat(calls.seen()).containsAll(needed);
                    assertThat(service.ends()).hasSize(1);
                });
                assertThat(worker.log()).doesNotContain("cannot be changed");
            }
            assertThat(calls.seen()).isEqualTo(needed);
        }
    }
}
