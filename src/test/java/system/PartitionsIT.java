package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import local.LocalPlatform;
import local.Names;
import local.observability.CollectedSpan;
import local.observability.TraceCollector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shared.trace.TraceParent;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Partitioned jobs on the whole service and on workers that are processes of their own, with the faults of each. */
class PartitionsIT {

    private static final int WORKERS = 2;
    private static final int CAPACITY = 2;

    /** Each run of a part notes its beginning and its end in a folder of the test, and waits there for leave to end. */
    static final String GATE =
            """
            title: Waits for a file
            worker:
              command:
                - sh
                - -c
                - |
                  echo "b $PART" >> "$TRACE/runs"
                  while [ -d "$TRACE" ] && [ ! -e "$TRACE/go" ]; do sleep 0.05; done
                  echo "e $PART" >> "$TRACE/runs"
                  [ ! -e "$TRACE/bad-$PART" ] || exit 3
                  echo "$PART" > "${PART_OUTPUT:-/dev/null}"
            request: {type: string, maxLength: 500, pattern: '^[A-Za-z0-9/._-]+$'}
            environment:
              variables:
                TRACE: {jq: .request}
            """;

    private static final String TRACED =
            """
            title: Notes its trace
            worker:
              command: [sh, -c, 'echo "$TRACEPARENT" >> "$TRACE/traces"']
            request: {type: string, maxLength: 500, pattern: '^[A-Za-z0-9/._-]+$'}
            environment:
              variables:
                TRACE: {jq: .request}
            """;

    @TempDir
    private static Path tasks;

    private static Map<String, String> settings;
    private static LocalPlatform platform;
    private static RunningService service;
    private static Fleet fleet;
    private static TraceCollector traces;

    @TempDir
    private Path trace;

    private String tenant;

    @BeforeAll
    static void start() throws IOException {
        Files.writeString(tasks.resolve("gate.yaml"), GATE);
        Files.writeString(tasks.resolve("traced.yaml"), TRACED);
        traces = TraceCollector.start();
        // Another test's job of parts would be swept here, and its messages name a service that is gone.
        platform = LocalPlatform.start(LocalPlatform.Options.inMemory().withTasks(List.of(tasks)));
        settings = Map.of(
                "execution.tracing.endpoint", traces.endpoint(),
                "execution.tasks-dir", tasks.toString(),
                "execution.partitions.lease", "3s",
                "execution.partitions.unclaimed-for", "5s",
                "execution.partitions.most-losses", "2",
                "execution.partitions.idle", "1s",
                "execution.worker.lease", "8s");
        fleet = new Fleet(platform, CAPACITY, List.of(tasks));
        fleet.fillUp(WORKERS);
        service = RunningService.start(platform, settings);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        service.close();
        traces.close();
        fleet.close();
        platform.close();
    }

    @BeforeEach
    void prepare() {
        tenant = "tenant-" + UUID.randomUUID();
        platform.putAsset(tenant, SharedPlatform.ASSET, "an asset");
        fleet.fillUp(WORKERS);
    }

    @AfterEach
    void shouldHaveWorkersThatLive() throws IOException {
        open();
        fleet.assertAlive();
    }

    private Map<String, Object> event(String job, Map<String, Object> partitions) {
        Map<String, Object> event = RunningService.event(job);
        event.put("job_runner", "worker");
        event.put("partitions", partitions);
        return event;
    }

    private ExecutionKey gate(Map<String, Object> partitions) {
        Map<String, Object> event = event("gate", partitions);
        event.put("request", trace.toString());
        return service.trigger(tenant, event);
    }

    /** Lets all runs of parts go on, also those that begin later. */
    private void open() throws IOException {
        if (!Files.exists(trace.resolve("go"))) {
            Files.createFile(trace.resolve("go"));
        }
    }

    /** Gives the beginnings and ends of runs of parts, in their order. */
    private List<String> runs() throws IOException {
        Path runs = trace.resolve("runs");
        return Files.exists(runs) ? Files.readAllLines(runs) : List.of();
    }

    private long begun(int part) throws IOException {
        return runs().stream().filter(("b " + part)::equals).count();
    }

    private static JsonNode progress(ExecutionKey key) {
        return service.execution(key).at("/partitions/progress");
    }

    private static JsonNode awaitProgress(ExecutionKey key, String state, long atLeast) {
        return await(state + " parts of " + key)
                .atMost(RunningService.LONGEST_WAIT)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> progress(key), progress -> progress.path(state).asLong(-1) >= atLeast);
    }

    /** Waits until the execution has ended, and gives it as it is then. */
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

    private static List<JsonNode> parts(ExecutionKey key, String query) {
        JsonNode page = service.get(key.tenantId(), RunningService.path(key) + "/parts?limit=500" + query)
                .body();
        return StreamSupport.stream(page.path("parts").spliterator(), false).toList();
    }

    private static List<JsonNode> awaitRunning(ExecutionKey key, int atLeast) {
        return await("running parts of " + key)
                .atMost(RunningService.LONGEST_WAIT)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> parts(key, "&state=running"), running -> running.size() >= atLeast);
    }

    private static List<Integer> numbers(JsonNode list) {
        List<Integer> numbers = new ArrayList<>();
        list.forEach(value -> numbers.add(value.intValue()));
        return numbers;
    }

    @Test
    void shouldSearchHashesInSixteenPartsOverTwoWorkers() throws Exception {
        Map<String, Object> event = event("hash-search", Map.of("count", 16));
        event.put("request", Map.of("text", "$(reboot) fargate", "prefix", "00", "numbers", 8_000));
        ExecutionKey key = service.trigger(tenant, event);

        JsonNode row = ended(key, "completed");

        assertThat(row.at("/partitions/progress/done").intValue()).isEqualTo(16);
        assertThat(row.at("/partitions/progress/total").intValue()).isEqualTo(16);
        List<Integer> found = new ArrayList<>();
        row.at("/partitions/progress/result").forEach(value -> found.addAll(numbers(value)));
        assertThat(found).isEqualTo(matches("$(reboot) fargate", "00", 8_000)).isNotEmpty();
    }

    @Test
    void shouldGiveThePartsTheTraceOfTheirJobAndMakeNoSpansForThem() throws Exception {
        Map<String, Object> event = event("traced", Map.of("count", 40));
        event.put("request", trace.toString());

        ExecutionKey key = service.trigger(tenant, event);
        ended(key, "completed");

        List<String> seen = Files.readAllLines(trace.resolve("traces"));
        // A part whose lease is over runs again.
        assertThat(seen).hasSizeGreaterThanOrEqualTo(40).containsOnly(seen.get(0));
        String traceId = TraceParent.parse(seen.get(0)).orElseThrow().traceId();
        List<CollectedSpan> spans = await("the spans of " + key)
                .atMost(RunningService.LONGEST_WAIT)
                .until(() -> traces.trace(traceId), some -> some.stream()
                        .anyMatch(span -> span.name().equals("task")));
        assertThat(spans).hasSizeLessThan(25);
    }

    private static List<Integer> matches(String text, String prefix, int numbers) throws Exception {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        return IntStream.range(0, numbers)
                .filter(number -> HexFormat.of()
                        .formatHex(sha256.digest((text + number).getBytes(StandardCharsets.UTF_8)))
                        .startsWith(prefix))
                .boxed()
                .toList();
    }

    @Test
    void shouldCountTheWordsOfALargeFileByRanges() {
        String text = "to be, or not to be:\n that is\tthe question. ".repeat(50_000);
        platform.s3()
                .putObject(
                        put -> put.bucket(Names.INPUT_BUCKET).key(tenant + "/hamlet.txt"),
                        RequestBody.fromString(text));
        Map<String, Object> event = event("word-count-range", Map.of("count", 16, "aggregator", "sum"));
        event.put("input", "hamlet.txt");

        JsonNode row = ended(service.trigger(tenant, event), "completed");

        assertThat(row.at("/partitions/progress/result").intValue()).isEqualTo(500_000);
    }

    @Test
    void shouldFailAJobWhoseObjectOfLinesChangesMeanwhile() throws Exception {
        putLines("{\"version\":1}\n");
        Map<String, Object> event = event("gate", Map.of("object", "lines.jsonl", "max_in_flight", 2));
        event.put("request", trace.toString());
        ExecutionKey key = service.trigger(tenant, event);
        awaitRunning(key, 1);
        putLines("{\"version\":2}\n");

        open();

        assertThat(ended(key, "failed").get("reason").textValue())
                .isEqualTo("exit code 1; the input object has changed since the job began");
    }

    /** Puts an object with as many lines as are read by more than one call. */
    private void putLines(String line) {
        platform.s3()
                .putObject(
                        put -> put.bucket(Names.INPUT_BUCKET).key(tenant + "/lines.jsonl"),
                        RequestBody.fromString(line.repeat(2_000)));
    }

    @Test
    void shouldRunThePartsOfAKilledWorkerOnceMoreElsewhere() throws Exception {
        ExecutionKey key = gate(Map.of("count", 12, "aggregator", "sum"));
        List<JsonNode> running = awaitRunning(key, WORKERS * CAPACITY);
        String killed = running.get(0).get("worker").textValue();
        List<Integer> lost = running.stream()
                .filter(part -> part.get("worker").textValue().equals(killed))
                .map(part -> part.get("part").intValue())
                .toList();

        fleet.kill(killed);
        open();

        JsonNode row = ended(key, "completed");
        assertThat(row.at("/partitions/progress/result").intValue()).isEqualTo(66);
        for (JsonNode part : parts(key, "")) {
            int number = part.get("part").intValue();
            boolean wasLost = lost.contains(number);
            assertThat(begun(number)).as("runs of part %s", number).isBetween(1L, wasLost ? 2L : 1L);
            assertThat(part.path("losses").intValue()).isEqualTo(wasLost ? 1 : 0);
        }
        assertThat(lost).isNotEmpty();
    }

    @Test
    void shouldGiveUpAPartThatOutlivesNoWorker() throws Exception {
        ExecutionKey key = gate(Map.of("count", 1, "attempts", 5));
        for (int loss = 0; loss < 2; loss++) {
            int tries = loss + 1;
            JsonNode running = await("try " + tries)
                    .atMost(RunningService.LONGEST_WAIT)
                    .pollInterval(Duration.ofMillis(50))
                    .until(
                            () -> parts(key, "").stream().findFirst().orElse(MissingNode.getInstance()),
                            part -> part.path("worker").isTextual()
                                    && part.get("tries").intValue() == tries);
            fleet.kill(running.get("worker").textValue());
            fleet.fillUp(WORKERS);
        }

        JsonNode row = ended(key, "failed");

        JsonNode part = parts(key, "").get(0);
        assertThat(part.get("state").textValue()).isEqualTo("failed");
        assertThat(part.get("losses").intValue()).isEqualTo(2);
        assertThat(part.get("reason").textValue()).contains("worker");
        assertThat(row.get("reason").textValue()).contains("1");
        assertThat(begun(0)).isLessThanOrEqualTo(2);
    }

    @Test
    void shouldCreateEachPartOnceWhenTheServiceIsKilledMeanwhile() throws Exception {
        int count = 12_000;
        limitSlots(tenant, 1);
        ExecutionKey key;
        try (ServiceProcess other = ServiceProcess.start(platform, settings)) {
            Map<String, Object> event = event("gate", Map.of("count", count));
            event.put("request", trace.toString());
            key = other.client().trigger(tenant, event);
            awaitProgress(key, "total", 200);
            other.kill();
        }

        JsonNode progress = awaitProgress(key, "running", 1);

        await().atMost(RunningService.LONGEST_WAIT)
                .until(() -> progress(key).get("total").intValue() == count);
        JsonNode states =
                service.get(tenant, RunningService.path(key) + "/parts/states").body();
        assertThat(states.get("states").textValue()).hasSize(count);
        assertThat(progress.get("slots").intValue()).isEqualTo(1);
        service.cancel(key);
        JsonNode row = ended(key, "cancelled");
        assertThat(row.at("/partitions/progress/cancelled").intValue()
                        + row.at("/partitions/progress/failed").intValue())
                .isEqualTo(count);
    }

    @Test
    void shouldTakeThePartsAlongWhenItIsCancelled() throws Exception {
        ExecutionKey key = gate(Map.of("count", 60));
        awaitRunning(key, WORKERS * CAPACITY);

        assertThat(service.cancel(key).status()).isEqualTo(202);

        JsonNode row = ended(key, "cancelled");
        assertThat(row.at("/partitions/progress/in_flight").intValue()).isZero();
        assertThat(row.at("/partitions/progress/done").intValue()).isZero();
        long begun = runs().stream().filter(line -> line.startsWith("b ")).count();
        open();
        // The workers take other parts, so they have nothing left of the job that was cancelled.
        ended(gate(Map.of("count", 4)), "completed");
        assertThat(runs().stream().filter(line -> line.startsWith("b "))).hasSize((int) begun + 4);
        assertThat(runs().stream().filter(line -> line.startsWith("e "))).hasSize(4);
    }

    @Test
    void shouldGiveTheSameAggregateAfterARepair() throws Exception {
        open();
        Path bad = Files.createFile(trace.resolve("bad-3"));
        ExecutionKey key = gate(Map.of("count", 8, "attempts", 1));
        JsonNode failed = ended(key, "failed");
        assertThat(failed.at("/partitions/progress/failed").intValue()).isEqualTo(1);
        assertThat(failed.at("/partitions/progress/done").intValue()).isEqualTo(7);
        Files.delete(bad);

        RunningService.Answer answer = service.post(tenant, RunningService.path(key) + "/repair", Map.of());
        assertThat(answer.status()).as("%s", answer).isEqualTo(202);
        ExecutionKey repair = new ExecutionKey(
                tenant, key.jitEventId(), answer.body().get("execution_id").textValue());

        JsonNode row = ended(repair, "completed");
        assertThat(numbers(row.at("/partitions/progress/result")))
                .isEqualTo(IntStream.range(0, 8).boxed().toList());
        // On a busy machine a worker may be silent for too long, and its part runs once more.
        int lost = losses(key) + losses(repair);
        assertThat(begun(3)).isBetween(2L, 2L + lost);
        assertThat(runs().stream().filter(line -> line.startsWith("b "))).hasSizeBetween(9, 9 + lost);
    }

    private static int losses(ExecutionKey key) {
        return parts(key, "").stream()
                .mapToInt(part -> part.path("losses").intValue())
                .sum();
    }

    @Test
    void shouldTakeAnotherLimitWhileItRuns() throws Exception {
        ExecutionKey key = gate(Map.of("count", 20, "max_in_flight", 1));
        awaitRunning(key, 1);
        assertThat(progress(key).get("in_flight").intValue()).isEqualTo(1);

        RunningService.Answer answer =
                service.patch(tenant, RunningService.path(key) + "/partitions", Map.of("max_in_flight", 4));

        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        awaitRunning(key, 4);
        // A message may have several parts, which run one after the other.
        await().atMost(RunningService.LONGEST_WAIT).until(() -> mostAtOnce() >= 2);
        open();
        ended(key, "completed");
        assertThat(mostAtOnce()).isLessThanOrEqualTo(4);
    }

    @Test
    void shouldRunNoMorePartsAtOnceThanTheTenantHasSlots() throws Exception {
        limitSlots(tenant, 2);
        ExecutionKey key = gate(Map.of("count", 20));
        awaitRunning(key, 2);
        open();

        ended(key, "completed");

        assertThat(mostAtOnce()).isLessThanOrEqualTo(2);
        assertThat(slotsInUse(tenant)).isZero();
    }

    @Test
    void shouldStopATaskThatIsSilentAboutItsPart() throws Exception {
        Set<ProcessHandle> others = ProcessHandle.current().children().collect(Collectors.toSet());
        Map<String, Object> event = event("gate", Map.of("count", 1));
        event.put("job_runner", "ecs");
        event.put("request", trace.toString());
        ExecutionKey key = service.trigger(tenant, event);
        await("the part").atMost(RunningService.LONGEST_WAIT).until(() -> begun(0) > 0);
        List<ProcessHandle> wrappers = ProcessHandle.current()
                .children()
                .filter(process -> !others.contains(process))
                .toList();
        String task = platform.ecs().tasksStarted().stream()
                .filter(started -> started.startedBy().startsWith(SharedPlatform.attemptPrefix(key)))
                .findFirst()
                .orElseThrow()
                .taskArn();

        for (ProcessHandle wrapper : wrappers) {
            signal("STOP", wrapper);
        }

        await("the stop of " + task)
                .atMost(RunningService.LONGEST_WAIT)
                .until(
                        () -> platform
                                .ecsClient()
                                .describeTasks(describe ->
                                        describe.cluster(Names.CLUSTER).tasks(task))
                                .tasks()
                                .stream()
                                .anyMatch(found ->
                                        "it was silent for too long about its part".equals(found.stoppedReason())));
        for (ProcessHandle wrapper : wrappers) {
            signal("CONT", wrapper);
        }
        service.cancel(key);
    }

    private static void signal(String name, ProcessHandle process) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    @Test
    void shouldRunAWholeJobOnAWorker() {
        Map<String, Object> event = RunningService.event("word-count");
        event.put("job_runner", "worker");
        event.put("request", "to be or not to be");

        JsonNode row = ended(service.trigger(tenant, event), "completed");

        assertThat(row.get("exit_code").intValue()).isZero();
    }

    private ExecutionKey wholeGate() {
        Map<String, Object> event = RunningService.event("gate");
        event.put("job_runner", "worker");
        event.put("request", trace.toString());
        return service.trigger(tenant, event);
    }

    /** Waits until a whole job runs, and gives the name of its worker. */
    private String workerOf(ExecutionKey key, int runs) throws IOException {
        await("run " + runs).atMost(RunningService.LONGEST_WAIT).until(() -> runs().size() == runs);
        String invocation = platform.dynamoDb()
                .getItem(get -> get.tableName(Names.EXECUTIONS_TABLE)
                        .consistentRead(true)
                        .key(Map.of(
                                "PK", AttributeValue.fromS("TENANT#" + tenant),
                                "SK", AttributeValue.fromS(key.sortKey()))))
                .item()
                .get("invocation")
                .s();
        return invocation.substring(0, invocation.indexOf('/'));
    }

    @Test
    void shouldRunAWholeJobElsewhereOnceItsWorkerHasGivenItBack() throws Exception {
        ExecutionKey key = wholeGate();
        String first = workerOf(key, 1);

        fleet.terminate(first);

        assertThat(workerOf(key, 2)).isNotEqualTo(first);
        open();
        JsonNode row = ended(key, "completed");
        assertThat(runs())
                .as("the run that was given back has not ended by itself")
                .containsExactly("b ", "b ", "e ");
        assertThat(row.get("attempt").intValue()).isEqualTo(2);
        assertThat(row.at("/attempts/0/reason").textValue()).contains("the worker was stopped and gave the job back");
    }

    @Test
    void shouldRunAWholeJobElsewhereOnceItsLeaseIsOverThatIsLostWithItsWorker() throws Exception {
        ExecutionKey key = wholeGate();
        String first = workerOf(key, 1);

        fleet.killWithAllThatRuns(first);

        assertThat(workerOf(key, 2)).isNotEqualTo(first);
        open();
        JsonNode row = ended(key, "completed");
        assertThat(runs()).containsExactly("b ", "b ", "e ");
        assertThat(row.at("/attempts/0/reason").textValue()).contains("silent until its lease was over");
    }

    @Test
    void shouldStopAWholeJobThatIsCancelled() throws Exception {
        Map<String, Object> event = RunningService.event("gate");
        event.put("job_runner", "worker");
        event.put("request", trace.toString());
        ExecutionKey key = service.trigger(tenant, event);
        await().atMost(RunningService.LONGEST_WAIT).until(() -> !runs().isEmpty());

        service.cancel(key);

        ended(key, "cancelled");
        open();
        assertThat(runs()).hasSize(1);
    }

    /** Gives how many runs of parts there were at the same time, at most. */
    private int mostAtOnce() throws IOException {
        int now = 0;
        int most = 0;
        for (String line : runs()) {
            now += line.startsWith("b ") ? 1 : -1;
            most = Math.max(most, now);
        }
        return most;
    }

    private static Map<String, AttributeValue> counter(String tenant) {
        return Map.of("PK", AttributeValue.fromS("TENANT#" + tenant), "SK", AttributeValue.fromS("SLOTS#worker"));
    }

    private static void limitSlots(String tenant, int limit) {
        platform.dynamoDb().updateItem(update -> update.tableName(Names.EXECUTIONS_TABLE)
                .key(counter(tenant))
                .updateExpression("SET slot_limit = :limit")
                .expressionAttributeValues(Map.of(":limit", AttributeValue.fromN(Integer.toString(limit)))));
    }

    private static int slotsInUse(String tenant) {
        Map<String, AttributeValue> item = platform.dynamoDb()
                .getItem(get -> get.tableName(Names.EXECUTIONS_TABLE)
                        .consistentRead(true)
                        .key(counter(tenant)))
                .item();
        return item.containsKey("in_use") ? Integer.parseInt(item.get("in_use").n()) : 0;
    }
}
