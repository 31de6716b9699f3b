package bench;

import static bench.Figures.number;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import local.LocalPlatform;
import local.LocalWorker;
import local.Names;
import local.ecs.InstantRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.ecs.model.LaunchType;

/**
 * Measures partitioned jobs whose parts are done at once: the packaged service and two workers as processes of their
 * own, and the platform in this JVM. Then the same writes and messages are made without them. Last is the burst of
 * calls that start tasks for parts.
 */
public final class PartBenchmark {

    private static final Logger LOG = LoggerFactory.getLogger(PartBenchmark.class);
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final int PARTS = Integer.getInteger("bench.parts", 1_000);
    private static final int CAPACITY = Integer.getInteger("bench.capacity", 48);
    private static final int IN_FLIGHT = Integer.getInteger("bench.in-flight", 500);
    /** So many that a job's beginning and end are a small part of it, and so many in flight that no worker waits. */
    private static final int MANY = Integer.getInteger("bench.many-parts", 100_000);

    private static final int MANY_IN_FLIGHT = Integer.getInteger("bench.many-in-flight", 5_000);
    private static final int RUNS = Integer.getInteger("bench.runs", 3);
    private static final int CONCURRENCY = 16;

    /** The modes that are measured. */
    private static final List<String> MODES = List.of(
            System.getProperty("bench.modes", "process,lines,function,tasks").split(","));

    /** Parts that are tasks of their own, which one burst starts, and by how many calls at once the service does so. */
    private static final int BURST = 100;

    private static final int CALLS_AT_ONCE = 8;

    private static final String ALONE =
            "(p) table and queue alone for the same writes and messages, %d at once".formatted(CONCURRENCY);

    /** How long each call takes that starts tasks. */
    private static final Duration CALL = Duration.ofMillis(300);

    private static final Map<String, String> TASKS = Map.of(
            "instant-process",
            "title: x\nworker: {command: ['true']}\n",
            "instant-lines",
            "title: x\nworker:\n  mode: lines\n  command: [sed, -u, -E, 's/.*\"part\":([0-9]+).*/{\"part\":\\1,\"value\":\\1}/']\n",
            "instant-function",
            "title: x\nworker: {mode: function, function: bench.InstantPart}\n",
            // Tasks that run for a minute and claim nothing.
            "instant-tasks",
            "title: x\ncontainer: {task_definition: %1$s, container: %1$s}\nenvironment: {variables: {%2$s: {constant: '60000'}}}\n"
                    .formatted(Names.INSTANT_FAMILY, InstantRuntime.MILLIS));

    private final Figures figures = new Figures();
    private final LocalPlatform platform;
    private final MeasuredService service;
    private final TableChanges changes;
    private final String token;

    private PartBenchmark(LocalPlatform platform, MeasuredService service) {
        this.platform = platform;
        this.service = service;
        this.token = platform.tokens().token("bench");
        changes = new TableChanges(platform.endpoints().get("dynamodb"));
        platform.putAsset("bench", "asset", "an asset");
    }

    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createDirectories(Path.of("target", "bench"));
        Path tasks = Files.createDirectories(directory.resolve("tasks"));
        for (Map.Entry<String, String> task : TASKS.entrySet()) {
            Files.writeString(tasks.resolve(task.getKey() + ".yaml"), task.getValue());
        }
        int exit = 0;
        try (LocalPlatform platform = LocalPlatform.start(LocalPlatform.Options.inMemory()
                .withLogs(directory.resolve("logs"))
                .withTasks(List.of(tasks)))) {
            Map<String, String> properties = new HashMap<>(platform.properties());
            properties.put("execution.allocation.default-slots", "10000");
            properties.put("execution.allocation.slots.worker", "10000");
            properties.put("execution.tasks-dir", tasks.toString());
            try (MeasuredService service = MeasuredService.start(
                    BenchmarkSettings.fromSystemProperties(), directory, "part-service", properties)) {
                for (int i = 1; i <= 2; i++) {
                    platform.startWorker(
                            new LocalWorker.Options("bench-" + i, CAPACITY, List.of(tasks), directory, List.of()));
                }
                new PartBenchmark(platform, service).run();
            }
        } catch (Exception e) {
            LOG.error("The benchmark could not be run to its end", e);
            exit = 1;
        }
        System.exit(exit);
    }

    private void run() throws Exception {
        List<String> onWorkers =
                MODES.stream().filter(mode -> !mode.equals("tasks")).toList();
        for (String mode : onWorkers) {
            job("instant-" + mode, PARTS / 2);
        }
        for (String mode : onWorkers) {
            switch (mode) {
                case "process" -> ofMode(mode, "a process each", 15);
                case "lines" -> ofMode(mode, "a command that reads lines", 5);
                default -> ofMode(mode, "a Java function", 5);
            }
        }
        if (!onWorkers.isEmpty()) {
            accepted(10_000, 5);
            accepted(100_000, 60);
        }
        if (MODES.contains("tasks")) {
            bursts();
        }
        service.peakMegabytes().ifPresent(peak -> figures.add("(p) the service's peak resident memory", peak + " MB"));
        changes.close();
        System.out.println();
        System.out.println(figures.markdown());
        Files.writeString(Path.of("target", "bench", "parts.md"), figures.markdown());
    }

    /** The time until all parts of a job have tasks, and that of the calls alone with ten tasks each and with one. */
    private void bursts() throws Exception {
        platform.ecs().onRunTask(call -> pause(CALL));
        List<Double> seconds = new ArrayList<>();
        int calls = 0;
        for (int i = 0; i <= RUNS; i++) {
            // After that the budget of launches is full again.
            pause(Duration.ofSeconds(6));
            int before = platform.ecs().runTaskCalls().size();
            double burst = burst();
            LOG.info("A burst took {} s", burst);
            if (i > 0) {
                seconds.add(burst);
                calls = platform.ecs().runTaskCalls().size() - before;
            }
        }
        seconds.sort(null);
        double median = seconds.get(seconds.size() / 2);
        figures.add(
                "(p) %d parts as tasks of their own, from POST until ECS has all tasks, with calls of %.1f s"
                        .formatted(BURST, CALL.toMillis() / 1e3),
                number("%.1f s, %d calls", median, calls),
                "≤ 2 s",
                median <= 2);
        double tens = callsAlone(10);
        double ones = callsAlone(1);
        figures.add(
                "(p) these calls alone, %d at once, with ten tasks each and with one".formatted(CALLS_AT_ONCE),
                number("%.1f s and %.1f s", tens, ones));
    }

    private double burst() throws Exception {
        int before = platform.ecs().tasksStarted().size();
        Instant posted = Instant.now();
        String path = post("instant-tasks", "ecs", Map.of("count", BURST, "aggregator", "none"));
        while (platform.ecs().tasksStarted().size() < before + BURST) {
            pause(Duration.ofMillis(20));
        }
        Instant last = platform.ecs().tasksStarted().get(before + BURST - 1).createdAt();
        call("POST", path + "/cancel", null);
        await(path, BURST);
        return Duration.between(posted, last).toMillis() / 1e3;
    }

    private double callsAlone(int tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CALLS_AT_ONCE);
        try {
            long started = System.nanoTime();
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < BURST / tasks; i++) {
                calls.add(threads.submit(() -> platform.ecsClient().runTask(run -> run.cluster(Names.CLUSTER)
                        .taskDefinition(Names.INSTANT_FAMILY)
                        .launchType(LaunchType.FARGATE)
                        .networkConfiguration(
                                network -> network.awsvpcConfiguration(vpc -> vpc.subnets("subnet-local")))
                        .count(tasks))));
            }
            for (Future<?> call : calls) {
                call.get();
            }
            return (System.nanoTime() - started) / 1e9;
        } finally {
            threads.shutdownNow();
        }
    }

    private static void pause(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a job took: the seconds, and how often each kind of item was written. */
    private record Measured(
            double seconds, double cpuSeconds, Map<String, Long> written, Map<String, Long> calls, long messages) {

        private long items() {
            return Stream.of("BLOCK", "JOB", "VALUES", "LAUNCH", "SLOTS")
                    .mapToLong(kind -> written.getOrDefault(kind, 0L))
                    .sum();
        }

        private long updates() {
            return Stream.of("UpdateItem", "PutItem", "BatchWriteItem")
                    .mapToLong(operation -> calls.getOrDefault(operation, 0L))
                    .sum();
        }

        private long transactions() {
            return calls.getOrDefault("TransactWriteItems", 0L);
        }

        /** A dispatch writes many blocks at once. */
        private int itemsOfTransaction() {
            return (int) Math.max(2, Math.min(100, (items() - updates()) / Math.max(1, transactions())));
        }
    }

    private void ofMode(String mode, String words, int most) throws Exception {
        String task = "instant-" + mode;
        Measured median = median(task, PARTS, IN_FLIGHT);
        double millis = 1_000 * median.seconds() / PARTS;
        figures.add(
                "(p) %,d instant parts on two workers, %s, from POST to completed".formatted(PARTS, words),
                number("%.1f ms a part", millis),
                "≤ " + most + " ms",
                millis <= most);
        figures.add("(p) CPU of the service", number("%.2f ms a part", 1_000 * median.cpuSeconds() / PARTS));
        double each = median.items() / (double) PARTS;
        figures.add("(p) items written a part, by the table's stream", number("%.2f", each), "≤ 2", each <= 2);
        if (mode.equals("process")) {
            writes(median);
            double alone = alone(median);
            figures.add(ALONE, number("%.2f ms a part, %.2f of it", 1_000 * alone / PARTS, alone / median.seconds()));
        } else {
            many(task);
        }
    }

    /**
     * A large job and, right after it, its writes and messages alone, by turns: the machine's speed changes within
     * minutes, so only neighbours are compared. The figures are those of the median of the ratios.
     */
    private void many(String task) throws Exception {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i <= RUNS; i++) {
            Measured job = measured(task, MANY, MANY_IN_FLIGHT);
            Pair pair = new Pair(job, alone(job));
            LOG.info("Of a job of {} s, table and queue alone take {} s", job.seconds(), pair.alone());
            // The first pair warms up both.
            if (i > 0) {
                pairs.add(pair);
            }
        }
        pairs.sort(Comparator.comparingDouble(Pair::ratio));
        Pair median = pairs.get(pairs.size() / 2);
        figures.add(
                "(p) %,d of them, %,d in flight".formatted(MANY, MANY_IN_FLIGHT),
                number(
                        "%.2f ms a part, %.2f ms of the service's CPU",
                        1_000 * median.job().seconds() / MANY,
                        1_000 * median.job().cpuSeconds() / MANY));
        writes(median.job());
        figures.add(
                ALONE,
                number(
                        "%.2f ms a part, %.2f of it (%.2f to %.2f)",
                        1_000 * median.alone() / MANY,
                        median.ratio(),
                        pairs.get(0).ratio(),
                        pairs.get(pairs.size() - 1).ratio()),
                "≥ 0.6",
                median.ratio() >= 0.6);
    }

    /** A job, and the seconds that its writes and messages took alone. */
    private record Pair(Measured job, double alone) {

        private double ratio() {
            return alone / job.seconds();
        }
    }

    private Measured median(String task, int parts, int inFlight) throws Exception {
        List<Measured> runs = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            runs.add(measured(task, parts, inFlight));
        }
        runs.sort(Comparator.comparingDouble(Measured::seconds));
        return runs.get(runs.size() / 2);
    }

    private void writes(Measured job) {
        figures.add(
                "(p) calls that write, and messages, in all",
                number(
                        "%,d single, %,d transactions of %d items, %,d messages",
                        job.updates(), job.transactions(), job.itemsOfTransaction(), job.messages()));
    }

    /** Makes the writes and sends the messages of a job without it, and gives the seconds that they take. */
    private double alone(Measured job) throws Exception {
        return new TableAndQueue(platform)
                .run(
                        job.updates(),
                        job.transactions(),
                        job.itemsOfTransaction(),
                        job.messages(),
                        "x".repeat(4_000),
                        CONCURRENCY);
    }

    private Measured measured(String task, int parts, int inFlight) throws Exception {
        TimeUnit.SECONDS.sleep(2);
        List<String> mark = changes.mark();
        Duration cpu = service.cpuTime();
        Map<String, Long> before = platform.dynamoDbCalls();
        // The row says when the job was completed, so it need not be read often, which would take CPU of its own.
        Instant posted = Instant.now();
        String path = post(task, Map.of("count", parts, "max_in_flight", inFlight, "aggregator", "sum"));
        JsonNode row = await(path, parts);
        double seconds =
                Duration.between(posted, Instant.parse(row.path("completed_at").asText()))
                                .toNanos()
                        / 1e9;
        double cpuSeconds = service.cpuTime().minus(cpu).toNanos() / 1e9;
        if (!row.path("status").asText().equals("completed")) {
            throw new IllegalStateException(row.toString());
        }
        Map<String, Long> calls = new TreeMap<>();
        platform.dynamoDbCalls()
                .forEach((operation, count) -> calls.put(operation, count - before.getOrDefault(operation, 0L)));
        LOG.info("{}: {} s, of which the service's CPU {} s, {}", task, seconds, cpuSeconds, calls);
        return new Measured(seconds, cpuSeconds, changes.since(mark), calls, messages(path));
    }

    private void job(String task, int parts) throws Exception {
        await(post(task, Map.of("count", parts, "max_in_flight", IN_FLIGHT)), parts);
    }

    /** Each bundle is a message, and each block has numbered its bundles. */
    private long messages(String path) {
        String partition = "PARTS#bench/" + path.substring("/executions/".length());
        return platform
                .dynamoDb()
                .queryPaginator(query -> query.tableName(Names.EXECUTIONS_TABLE)
                        .keyConditionExpression("PK = :job AND begins_with(SK, :block)")
                        .expressionAttributeValues(Map.of(
                                ":job", AttributeValue.fromS(partition), ":block", AttributeValue.fromS("BLOCK#"))))
                .items()
                .stream()
                .mapToLong(block -> Long.parseLong(block.get("n").n()))
                .sum();
    }

    private void accepted(int parts, int most) throws Exception {
        long memory = service.peakMegabytes().orElse(0L);
        long started = System.nanoTime();
        String path = post("instant-lines", Map.of("count", parts, "max_in_flight", 1));
        while (true) {
            JsonNode progress = get(path).at("/partitions/progress");
            if (progress.path("total").asInt() == parts
                    && !progress.path("phase").asText().equals("splitting")) {
                break;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        figures.add(
                "(p) a job of %,d parts, from POST until all are there".formatted(parts),
                number(
                        "%.1f s, peak memory %d MB more",
                        seconds, service.peakMegabytes().orElse(0L) - memory),
                "≤ " + most + " s",
                seconds <= most);
        call("POST", path + "/cancel", null);
        await(path, parts);
    }

    private JsonNode await(String path, int parts) throws Exception {
        while (true) {
            JsonNode row = get(path);
            if (List.of("completed", "failed", "cancelled", "timed_out")
                    .contains(row.path("status").asText())) {
                return row;
            }
            TimeUnit.MILLISECONDS.sleep(500);
        }
    }

    private String post(String task, Map<String, Object> partitions) throws Exception {
        return post(task, "worker", partitions);
    }

    private String post(String task, String runner, Map<String, Object> partitions) throws Exception {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("jit_event_id", UUID.randomUUID().toString());
        event.put("jit_event_name", "benchmark");
        event.put("asset_id", "asset");
        event.put("workflow_slug", "benchmark");
        event.put("job_name", task);
        event.put("job_runner", runner);
        event.put("partitions", partitions);
        JsonNode answer = call("POST", "/executions", MAPPER.writeValueAsString(event));
        return "/executions/" + answer.get("jit_event_id").asText() + "/"
                + answer.get("execution_id").asText();
    }

    private JsonNode get(String path) throws Exception {
        return call("GET", path, null);
    }

    private JsonNode call(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(service.url().resolve(URI.create(path)))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
        }
        return MAPPER.readTree(answer.body());
    }
}
