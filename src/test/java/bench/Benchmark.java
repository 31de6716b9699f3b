package bench;

import static bench.Figures.number;

import execution.model.Execution;
import execution.model.ExecutionStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import local.LocalPlatform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Measures the packaged service. The platform is in this JVM, where the calls of RunTask can be seen; the service is a
 * process of its own. The service runs twice: first as it is shipped, for the throughput, and then with the table's
 * stream as its only wake-up. In between the store is measured without it, over the same table.
 */
public final class Benchmark {

    private static final Logger LOG = LoggerFactory.getLogger(Benchmark.class);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(3);
    private static final Duration SETTLE = Duration.ofSeconds(10);
    private static final int LIST_LIMIT = 50;
    private static final int LISTS = 101;

    private final BenchmarkSettings settings = BenchmarkSettings.fromSystemProperties();
    private final Figures figures = new Figures();
    private final Path directory;
    private final LocalPlatform platform;
    private final Topics topics;
    private final TableChanges changes;
    private final Map<String, String> tokens;
    private final AtomicInteger posted = new AtomicInteger();
    private final List<String> tenants;

    private double throughput;
    private long peak;
    private Execution pattern;
    private Map<String, AttributeValue> patternRow;

    private Benchmark(Path directory, LocalPlatform platform) {
        this.directory = directory;
        this.platform = platform;
        topics = new Topics(platform);
        changes = new TableChanges(platform.endpoints().get("dynamodb"));
        tenants = Requests.names(settings.tenants());
        tokens = Requests.tenants(platform, settings.tenants());
        tokens.put("small", platform.tokens().token("small"));
        tokens.put("large", platform.tokens().token("large"));
    }

    public static void main(String[] arguments) throws Exception {
        var directory = Files.createDirectories(Path.of("target", "bench"));
        int exit = 0;
        try (var platform = LocalPlatform.start(LocalPlatform.Options.inMemory().withLogs(directory.resolve("logs")))) {
            new Benchmark(directory, platform).run();
        } catch (Exception e) {
            LOG.error("The benchmark could not be run to its end", e);
            exit = 1;
        }
        System.exit(exit);
    }

    private void run() throws Exception {
        LOG.info("{}", settings);
        try (var service = MeasuredService.start(settings, directory, "service", properties(Map.of()))) {
            asShipped(service);
        }
        try (var store = new Store(properties(Map.of()))) {
            ceiling(store);
            fill();
            try (var service = MeasuredService.start(
                    settings, directory, "service-by-stream", properties(Map.of("execution.wake-up.own", "false")))) {
                byStream(service);
                lists(service, store);
            }
        }
        topics.close();
        changes.close();
        System.out.println();
        System.out.println(figures.markdown());
        Files.writeString(directory.resolve("table.md"), figures.markdown());
    }

    private void asShipped(MeasuredService service) throws Exception {
        var requests = new Requests(service, tokens);
        warmUp(requests);
        var latency = Latency.measure(platform, requests, this::nextEvent, settings.requests(), settings.perSecond());
        LOG.info("RunTask after POST: {} ms", latency);
        var idle = idle(service);

        throughput(service, requests);
        oneTenant(requests);

        var quick = latency.percentile(99) <= 150;
        figures.add(
                "(c) from POST answered to RunTask called at %d/s, own wake-up".formatted(settings.perSecond()),
                number("p50 %.0f ms, p99 %.0f ms", latency.percentile(50), latency.percentile(99)),
                "p99 ≤ 150 ms",
                quick);
        figures.add("(d) CPU when idle", number("%.1f %% of a core", idle), "≤ 5 %", idle <= 5);
        peak = service.peakMegabytes().orElse(0L);
        figures.add("(d) peak resident memory", peak + " MB", "≤ 350 MB", peak <= 350);
        var seconds = service.startTime().toMillis() / 1_000.0;
        figures.add("(d) from start to ready", number("%.1f s", seconds), "≤ 25 s", seconds <= 25);
    }

    /**
     * The compilers of both processes get to know the code; the last of these executions is the pattern for the store.
     */
    private void warmUp(Requests requests) throws Exception {
        var last = nextEvent();
        run(requests, Math.max(1, settings.warmUp()));
        var before = topics.mark();
        requests.post(last);
        topics.await(before, 1, LONGEST_WAIT);
        TimeUnit.SECONDS.sleep(7);
        patternRow = Rows.read(platform.dynamoDb(), last);
        try (var store = new Store(properties(Map.of()))) {
            pattern = store.find(last.key());
        }
    }

    private double idle(MeasuredService service) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(SETTLE.toNanos());
        var before = service.cpuTime();
        var started = System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(settings.idle().toNanos());
        return 100.0 * service.cpuTime().minus(before).toNanos() / (System.nanoTime() - started);
    }

    private void throughput(MeasuredService service, Requests requests) throws Exception {
        var mark = changes.mark();
        var callsBefore = platform.dynamoDbCalls();
        var singles = requests.counter("execution_store_writes_total");
        var transactions = requests.counter("execution_store_transactions_total");
        var cpu = service.cpuTime();
        var platformCpu = ownCpuTime();

        var seconds = run(requests, settings.executions());

        var platformMillis = ownCpuTime().minus(platformCpu).toMillis() / (double) settings.executions();
        // The last note of what is published comes some seconds after the publication.
        TimeUnit.SECONDS.sleep(8);
        var executions = (double) settings.executions();
        throughput = executions / seconds;
        var cpuMillis = service.cpuTime().minus(cpu).toMillis() / executions;
        var single = (requests.counter("execution_store_writes_total") - singles) / executions;
        var pairs = (requests.counter("execution_store_transactions_total") - transactions) / executions;
        var written = changes.since(mark);
        var calls = new StringBuilder();
        platform.dynamoDbCalls().forEach((operation, count) -> {
            var more = (count - callsBefore.getOrDefault(operation, 0L)) / executions;
            if (more >= 0.05 && !operation.equals("GetRecords")) {
                calls.append(calls.isEmpty() ? "" : ", ").append(number("%s %.1f", operation, more));
            }
        });
        figures.add(
                "(b) %d executions of %d tenants, %d posted at once, from POST to completed, results and events published"
                        .formatted(settings.executions(), settings.tenants(), settings.concurrency()),
                number("%.1f executions/s", throughput));
        // A transaction changes a slot counter, and of each of its executions the row and what stands beside it; what
        // lost a race and
        // was made again is not in the stream.
        var durablePairs = written.getOrDefault("SLOTS", 0L) / executions;
        var durableSingle = (written.getOrDefault("JIT_EVENT", 0L) - written.getOrDefault("LAUNCH", 0L)) / executions;
        figures.add(
                "(b) durable writes an execution, by the table's stream",
                number("%.2f single, %.2f transactions", durableSingle, durablePairs),
                "≤ 4 and ≤ 2",
                durableSingle <= 4 && durablePairs <= 2);
        figures.add(
                "(b) the same as the service counts them, lost races included",
                number("%.2f single, %.2f transactions", single, pairs));
        figures.add(
                "(b) writes of leases and call budgets an execution",
                number("%.3f", (written.getOrDefault("LEASE", 0L) + written.getOrDefault("BUDGET", 0L)) / executions));
        figures.add("(b) all calls of DynamoDB an execution, the asset's included", calls.toString());
        figures.add(
                "(c2) CPU of the service an execution",
                number("%.1f ms (and %.1f ms of platform and load)", cpuMillis, platformMillis));
    }

    /** A tenant alone has one queue; the same executions of many tenants have one each. */
    private void oneTenant(Requests requests) throws Exception {
        var executions = Math.max(1, settings.executions() / 4);
        var ofAll = executions / run(requests, executions, this::nextEvent);
        var ofOne = executions / run(requests, executions, () -> Event.next(tenants.get(0)));
        figures.add(
                "(f) %d executions of one tenant with %d slots, beside as many of %d tenants"
                        .formatted(executions, settings.slots(), settings.tenants()),
                number("%.1f executions/s and %.1f executions/s, %.2f", ofOne, ofAll, ofOne / ofAll),
                "≥ 0.8",
                ofOne / ofAll >= 0.8);
    }

    private void ceiling(Store store) throws Exception {
        live(store, Math.max(1, settings.warmUp()));
        var cpu = ownCpuTime();
        var seconds = live(store, settings.executions());
        var cpuMillis = ownCpuTime().minus(cpu).toMillis() / (double) settings.executions();
        var ceiling = settings.executions() / seconds;
        figures.add(
                "(a) the store alone: 1 put, 3 updates and 2 transactions an execution, %d at once"
                        .formatted(settings.concurrency()),
                number("%.1f executions/s (%.1f ms of CPU each)", ceiling, cpuMillis));
        figures.add("(b) / (a)", number("%.2f", throughput / ceiling), "≥ 0.7", throughput / ceiling >= 0.7);
    }

    private void byStream(MeasuredService service) throws Exception {
        var requests = new Requests(service, tokens);
        run(requests, Math.max(1, settings.warmUp() / 4));
        var latency = Latency.measure(platform, requests, this::nextEvent, settings.requests(), settings.perSecond());
        LOG.info("RunTask after POST by the stream alone: {} ms", latency);
        figures.add(
                "(c) the same by the stream alone, read every %d ms".formatted(settings.pollMillis()),
                number("p50 %.0f ms, p99 %.0f ms", latency.percentile(50), latency.percentile(99)),
                "p99 ≤ %d ms".formatted(settings.pollMillis() + 150),
                latency.percentile(99) <= settings.pollMillis() + 150);
    }

    private void fill() throws Exception {
        var rows = new Rows(platform.dynamoDb(), patternRow);
        rows.fill("small", smallRows(), settings.concurrency());
        rows.fill("large", settings.rows(), settings.concurrency());
        LOG.info("The listed tenants have their executions");
    }

    private int smallRows() {
        return Math.max(LIST_LIMIT, settings.rows() / 100);
    }

    private void lists(MeasuredService service, Store store) throws Exception {
        var requests = new Requests(service, tokens);
        for (var tenant : List.of("large", "small", "large", "small")) {
            median(requests, tenant);
        }
        var small = store.list("small", ExecutionStatus.COMPLETED, LIST_LIMIT);
        var smallScanned = small.scanned();
        var smallCapacity = small.capacity();
        var large = store.list("large", ExecutionStatus.COMPLETED, LIST_LIMIT);
        var largeScanned = large.scanned();
        var largeCapacity = large.capacity();
        figures.add(
                "(e) GET /executions?status=completed (%d of them) with %,d executions of the tenant"
                        .formatted(LIST_LIMIT, smallRows()),
                number(
                        "median %.1f ms, ScannedCount %d, %.1f capacity units",
                        median(requests, "small"), smallScanned, smallCapacity));
        figures.add(
                "(e) the same with %,d".formatted(settings.rows()),
                number(
                        "median %.1f ms, ScannedCount %d, %.1f capacity units",
                        median(requests, "large"), largeScanned, largeCapacity),
                "the same count and capacity",
                smallScanned == largeScanned && Math.abs(smallCapacity - largeCapacity) < 0.01);
    }

    private static double median(Requests requests, String tenant) throws Exception {
        var millis = new double[LISTS];
        for (var i = 0; i < LISTS; i++) {
            var started = System.nanoTime();
            requests.get(tenant, "/executions?status=completed");
            millis[i] = (System.nanoTime() - started) / 1e6;
        }
        Arrays.sort(millis);
        return millis[LISTS / 2];
    }

    /** Posts so many and waits until all are done; returns the seconds. */
    private double run(Requests requests, int executions) throws Exception {
        return run(requests, executions, this::nextEvent);
    }

    private double run(Requests requests, int executions, Supplier<Event> events) throws Exception {
        var before = topics.mark();
        var started = System.nanoTime();
        ParallelSteps.run(executions, settings.concurrency(), number -> requests.post(events.get()));
        LOG.info("{} posted after {} ms", executions, (System.nanoTime() - started) / 1_000_000);
        topics.await(before, executions, LONGEST_WAIT);
        var seconds = (System.nanoTime() - started) / 1e9;
        LOG.info("{} completed after {} ms", executions, (long) (seconds * 1_000));
        return seconds;
    }

    private double live(Store store, int executions) throws Exception {
        var started = System.nanoTime();
        ParallelSteps.run(
                executions,
                settings.concurrency(),
                number -> store.live(tenants.get(number % tenants.size()), pattern));
        var seconds = (System.nanoTime() - started) / 1e9;
        LOG.info("{} written by the store alone after {} ms", executions, (long) (seconds * 1_000));
        return seconds;
    }

    private static Duration ownCpuTime() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
    }

    private Event nextEvent() {
        return Event.next(tenants.get(posted.getAndIncrement() % tenants.size()));
    }

    /** The platform's, with room for so many at once; the account's limits on ECS are no matter here. */
    private Map<String, String> properties(Map<String, String> more) {
        var properties = new HashMap<>(platform.properties());
        properties.put("execution.allocation.default-slots", Integer.toString(settings.slots()));
        properties.put("execution.requests.most-in-flight", "1000");
        properties.put("execution.requests.per-second", "100000");
        properties.put("execution.requests.burst", "100000");
        properties.put("execution.requests.most-pending", "1000000");
        properties.put("execution.ecs.budget.per-second", "10000");
        properties.put("execution.ecs.budget.burst", "10000");
        properties.put("execution.ecs.budget.chunk", "1000");
        properties.put("execution.wake-up.poll", Integer.toString(settings.pollMillis()));
        properties.put("execution.security.callback.base-url", "http://127.0.0.1");
        properties.putAll(more);
        return properties;
    }
}
