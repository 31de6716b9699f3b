package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import local.LocalPlatform;
import local.LocalPlatform.Options;
import local.Names;
import local.ecs.InstantRuntime;
import local.ecs.RunTaskCall;
import local.ecs.StartedTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Partitioned jobs whose parts are tasks of their own, on the whole service and the real wrapper. */
class PartTasksIT {

    /** Each run of a part notes its beginning in a folder of the test, and waits there for leave to end. */
    private static final String GATED =
            """
            title: Waits for a file
            container:
              command:
                - sh
                - -c
                - |
                  echo "$PART" >> "$TRACE/runs"
                  while [ -d "$TRACE" ] && [ ! -e "$TRACE/go" ]; do sleep 0.05; done
                  [ ! -e "$TRACE/bad-$PART" ] || exit 3
                  printf '%s' "${PART_ARGUMENTS:-none}" > "$TRACE/arguments-$PART"
                  echo "[$PART,$PARTS,\\"${EXECUTION_CALLBACK_TOKEN:-no token}\\"]" > "$PART_OUTPUT"
            request: {type: string, maxLength: 500, pattern: '^[A-Za-z0-9/._-]+$'}
            environment:
              variables:
                TRACE: {jq: .request}
            """;

    /** No process: its tasks last for an hour and claim nothing. */
    private static final String IDLE =
            """
            title: Does nothing
            container:
              task_definition: %1$s
              container: %1$s
            environment:
              variables:
                %2$s: {constant: '3600000'}
            """
                    .formatted(Names.INSTANT_FAMILY, InstantRuntime.MILLIS);

    @TempDir
    private static Path files;

    private static LocalPlatform platform;
    private static RunningService service;

    @TempDir
    private Path trace;

    private String tenant;

    @BeforeAll
    static void start() throws IOException {
        Files.writeString(files.resolve("gated.yaml"), GATED);
        Files.writeString(files.resolve("idle.yaml"), IDLE);
        platform = LocalPlatform.start(Options.inMemory().withTasks(List.of(files)));
        service = RunningService.start(
                platform,
                Map.of(
                        "execution.tasks-dir", files.toString(),
                        "execution.partitions.lease", "30s",
                        "execution.partitions.task-unclaimed-for", "50m",
                        "execution.partitions.idle", "1s",
                        "execution.allocation.slots.ecs", "200"));
    }

    @AfterAll
    static void stop() {
        service.close();
        platform.close();
    }

    @BeforeEach
    void prepare() {
        tenant = "tenant-" + UUID.randomUUID();
        platform.putAsset(tenant, SharedPlatform.ASSET, "an asset");
    }

    @AfterEach
    void open() throws IOException {
        platform.ecs().faults().clear();
        if (!Files.exists(trace.resolve("go"))) {
            Files.createFile(trace.resolve("go"));
        }
    }

    private ExecutionKey gated(Map<String, Object> partitions) {
        Map<String, Object> event = RunningService.event("gated");
        event.put("request", trace.toString());
        event.put("partitions", partitions);
        return service.trigger(tenant, event);
    }

    private List<Integer> runs() throws IOException {
        Path runs = trace.resolve("runs");
        return Files.exists(runs)
                ? Files.readAllLines(runs).stream().map(Integer::valueOf).toList()
                : List.of();
    }

    private void awaitRuns(int atLeast) {
        await("runs of parts").atMost(RunningService.LONGEST_WAIT).until(() -> runs().size() >= atLeast);
    }

    private static JsonNode ended(ExecutionKey key, String status) {
        JsonNode row = await("the end of " + key)
                .atMost(RunningService.LONGEST_WAIT)
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> service.execution(key),
                        now -> ExecutionStatus.of(now.get("status").asText()).isTerminal());
        assertThat(row.get("status").asText()).as("%s", row).isEqualTo(status);
        return row;
    }

    private static List<JsonNode> parts(ExecutionKey key) {
        JsonNode page =
                service.get(key.tenantId(), RunningService.path(key) + "/parts").body();
        return StreamSupport.stream(page.path("parts").spliterator(), false).toList();
    }

    private static List<RunTaskCall> calls(ExecutionKey key) {
        return platform.ecs().runTaskCalls().stream()
                .filter(call -> String.valueOf(call.startedBy()).startsWith(SharedPlatform.attemptPrefix(key)))
                .toList();
    }

    private static List<StartedTask> tasks(ExecutionKey key) {
        return platform.ecs().tasksStarted().stream()
                .filter(task -> String.valueOf(task.startedBy()).startsWith(SharedPlatform.attemptPrefix(key)))
                .toList();
    }

    private static void awaitAllStopped(ExecutionKey key) {
        await("the end of all tasks of " + key)
                .atMost(RunningService.LONGEST_WAIT)
                .until(() -> platform.ecs().taskLives().stream()
                        .filter(life -> String.valueOf(life.startedBy()).startsWith(SharedPlatform.attemptPrefix(key)))
                        .allMatch(life -> life.stoppedAt() != null));
    }

    @Test
    void shouldRunEachPartAsATaskOfItsOwn() throws Exception {
        open();
        ExecutionKey key = gated(Map.of("list", List.of(Map.of("n", 7), Map.of("n", 8), Map.of("n", 9))));

        JsonNode row = ended(key, "completed");

        assertThat(row.at("/partitions/runner").textValue()).isEqualTo("ecs");
        assertThat(row.at("/partitions/progress/result").toString())
                .isEqualTo("[[0,3,\"no token\"],[1,3,\"no token\"],[2,3,\"no token\"]]");
        assertThat(trace.resolve("arguments-2")).hasContent("{\"n\":9}");
        assertThat(runs()).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(calls(key)).hasSize(1);
        assertThat(tasks(key)).hasSize(3);
        awaitAllStopped(key);
    }

    @Test
    void shouldRunThePartOfAKilledTaskOnceMoreInAnotherTask() throws Exception {
        ExecutionKey key = gated(Map.of("count", 1));
        awaitRuns(1);

        assertThat(platform.ecs().faults().killTask(tasks(key).get(0).taskArn()))
                .isTrue();
        open();

        ended(key, "completed");
        assertThat(runs()).containsExactly(0, 0);
        assertThat(tasks(key)).hasSize(2);
        assertThat(parts(key).get(0).get("losses").intValue()).isEqualTo(1);
    }

    @Test
    void shouldStartNothingTwiceWhenTheAnswerOfRunTaskIsLost() throws Exception {
        open();
        platform.ecs().faults().loseNextAnswers(1);

        ExecutionKey key = gated(Map.of("count", 2, "aggregator", "none"));

        ended(key, "completed");
        assertThat(runs()).containsExactlyInAnyOrder(0, 1);
        assertThat(tasks(key)).hasSize(2);
    }

    @Test
    void shouldWaitForCapacity() throws Exception {
        open();
        platform.ecs().faults().refuseNextForCapacity(2);

        ExecutionKey key = gated(Map.of("count", 1, "aggregator", "none"));

        ended(key, "completed");
        assertThat(runs()).containsExactly(0);
        assertThat(calls(key)).hasSizeGreaterThanOrEqualTo(3);
        assertThat(tasks(key)).hasSize(1);
    }

    @Test
    void shouldLaunchAgainThePartOfATaskThatDoesNotStart() throws Exception {
        open();
        platform.ecs().faults().failNextStarts(1);

        ExecutionKey key = gated(Map.of("count", 2, "aggregator", "none"));

        ended(key, "completed");
        assertThat(runs()).containsExactlyInAnyOrder(0, 1);
        assertThat(tasks(key)).hasSizeBetween(2, 3);
    }

    @Test
    void shouldTakeTheTasksAlongWhenItIsCancelled() throws Exception {
        ExecutionKey key = gated(Map.of("count", 2));
        awaitRuns(1);

        assertThat(service.cancel(key).status()).isEqualTo(202);

        ended(key, "cancelled");
        awaitAllStopped(key);
        assertThat(tasks(key)).hasSize(2);
    }

    @Test
    void shouldSayWhyAPartHasFailedAndRepairIt() throws Exception {
        open();
        Path bad = Files.createFile(trace.resolve("bad-1"));
        ExecutionKey key = gated(Map.of("count", 2, "attempts", 1, "aggregator", "none"));
        ended(key, "failed");
        assertThat(parts(key).get(1).get("reason").textValue()).isEqualTo("exit code 3");
        Files.delete(bad);

        RunningService.Answer answer = service.post(tenant, RunningService.path(key) + "/repair", Map.of());

        assertThat(answer.status()).as("%s", answer).isEqualTo(202);
        ExecutionKey repair = new ExecutionKey(
                tenant, key.jitEventId(), answer.body().get("execution_id").textValue());
        ended(repair, "completed");
        assertThat(runs()).containsExactlyInAnyOrder(0, 1, 1);
        assertThat(tasks(repair)).hasSize(1);
    }

    @Test
    void shouldLaunchSeveralTasksWithACall() {
        Map<String, Object> event = RunningService.event("idle");
        event.put("partitions", Map.of("count", 100));
        ExecutionKey key = service.trigger(tenant, event);

        await().atMost(RunningService.LONGEST_WAIT).until(() -> tasks(key).size() >= 100);

        // Ten calls suffice (PartLaunchesIT). Here the budget, leased in chunks, may divide them.
        assertThat(calls(key)).hasSizeBetween(10, 50);
        assertThat(tasks(key)).hasSize(100);
        service.cancel(key);
        ended(key, "cancelled");
    }

    @Test
    void shouldRefusePartsOnARunnerThatHasNoTasksForThem() {
        for (String runner : List.of("lambda", "process")) {
            Map<String, Object> event = RunningService.event("gated");
            event.put("job_runner", runner);
            event.put("request", trace.toString());
            event.put("partitions", Map.of("count", 2));

            RunningService.Answer answer = service.post(tenant, event);

            assertThat(answer.status()).as("%s", answer).isEqualTo(400);
            assertThat(answer.body().at("/errors/0/field").textValue()).isEqualTo("job_runner");
        }
    }
}
