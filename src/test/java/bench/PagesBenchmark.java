package bench;

import static bench.Figures.number;

import com.sun.management.OperatingSystemMXBean;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.Samples;
import execution.model.Timestamps;
import execution.parts.PartBlock;
import execution.parts.PartCounts;
import execution.parts.PartitionJob;
import execution.store.Executions;
import execution.store.parts.PartitionStore;
import gateway.Browser;
import gateway.live.Watches;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import system.RunningService;
import system.SharedPlatform;

/**
 * Measures how long the page of a job with many parts takes, and what it costs to keep pages up to date. The service
 * is in this JVM, beside the platform; those who look on are in another one.
 */
public final class PagesBenchmark {

    private static final Logger LOG = LoggerFactory.getLogger(PagesBenchmark.class);
    private static final int PAGES = 100;
    private static final int VIEWERS = 200;
    private static final int SECONDS = 20;
    private static final int OPEN_BLOCKS = 40;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Figures figures = new Figures();
    private final RunningService service;
    private final PartitionStore store;
    private final Browser browser;

    private PagesBenchmark(RunningService service) {
        this.service = service;
        this.store = service.bean(PartitionStore.class);
        this.browser = Browser.of(service, "vera");
    }

    public static void main(String[] arguments) throws Exception {
        int exit = 0;
        try (RunningService service = RunningService.start(SharedPlatform.get(), Browser.USERS)) {
            new PagesBenchmark(service).run();
        } catch (Exception e) {
            LOG.error("The benchmark could not be run to its end", e);
            exit = 1;
        }
        System.exit(exit);
    }

    private void run() throws Exception {
        ExecutionKey small = job(10_000);
        time(small, 10_000, 150);
        ExecutionKey large = job(100_000);
        time(large, 100_000, 300);
        look(large);
        System.out.println();
        System.out.println(figures.markdown());
        Files.writeString(Files.createDirectories(Path.of("target", "bench")).resolve("pages.md"), figures.markdown());
    }

    /** Makes a job under way, half of whose blocks are over, whose execution nobody else moves on. */
    private ExecutionKey job(int parts) {
        Instant now = Timestamps.now(Clock.systemUTC());
        String event = UUID.randomUUID().toString();
        ExecutionKey key = new ExecutionKey(SharedPlatform.newTenant(), event, event.replace("-", ""));
        Execution execution = Execution.create(key, Samples.partitioned(parts), "hash", now)
                .end(ExecutionStatus.CANCELLED, null, "benchmark", now);
        service.bean(Executions.class).create(execution);
        int blocks = parts / PartBlock.SIZE;
        int settled = blocks / 2;
        int opened = settled + OPEN_BLOCKS;
        IntStream.range(0, opened).parallel().forEach(block -> store.putBlocks(key, List.of(block(block, settled))));
        long over = (long) settled * PartBlock.SIZE;
        long open = (long) OPEN_BLOCKS * PartBlock.SIZE;
        PartCounts counts = new PartCounts(parts - over - open, 0, open, over, 0, 0);
        store.create(new PartitionJob(
                key,
                0,
                1,
                PartitionJob.Phase.RUNNING,
                parts,
                blocks,
                0,
                null,
                settled,
                counts,
                opened,
                counts,
                100,
                0,
                0,
                0,
                0.5,
                null,
                false,
                null,
                null,
                now));
        return key;
    }

    private static PartBlock block(int number, int settled) {
        String states = number < settled ? "ddddddddddddddddddddddddf" : "ddddddddddrrrrrsssssddddd";
        List<Integer> none = Collections.nCopies(PartBlock.SIZE, 0);
        return new PartBlock(
                number, 0, 0, states, Collections.nCopies(PartBlock.SIZE, 1), none, List.of(), 1, Map.of(), 0);
    }

    /** Says that something changed, as each turn of a job does. */
    private void touch(ExecutionKey key) {
        store.change(
                key,
                job -> new PartitionJob(
                        key,
                        job.version(),
                        job.attempt(),
                        job.phase(),
                        job.total(),
                        job.blocks(),
                        job.splitOffset(),
                        job.inputTag(),
                        job.settledBlocks(),
                        job.settled(),
                        job.openedBlocks(),
                        new PartCounts(
                                job.counts().waiting() - 1,
                                job.counts().sent(),
                                job.counts().running(),
                                job.counts().done() + 1,
                                job.counts().failed(),
                                job.counts().cancelled()),
                        job.maxInFlight(),
                        job.toleratedFailures(),
                        job.toleratedPercent(),
                        job.slots(),
                        job.meanSeconds(),
                        job.outcome(),
                        job.succeeded(),
                        job.resultKey(),
                        job.result(),
                        job.updatedAt()));
    }

    private static String page(ExecutionKey key) {
        return "/ui/executions/" + key.tenantId() + "/" + key.jitEventId() + "/" + key.executionId();
    }

    private double millis(ExecutionKey key) {
        long started = System.nanoTime();
        if (browser.get(page(key)).statusCode() != 200) {
            throw new IllegalStateException("the page is not shown");
        }
        return (System.nanoTime() - started) / NANOS_PER_MILLI;
    }

    private void time(ExecutionKey key, int parts, int most) {
        double first = millis(key);
        List<Double> all = new ArrayList<>();
        for (int i = 0; i < PAGES; i++) {
            touch(key);
            all.add(millis(key));
        }
        Collections.sort(all);
        double p99 = all.get(PAGES * 99 / 100 - 1);
        figures.add(
                "(p) the page of a job with %,d parts, each time after a change".formatted(parts),
                number("p50 %.0f ms, p99 %.0f ms, ", all.get(PAGES / 2), p99) + number("the first %.0f ms", first),
                "p99 ≤ " + most + " ms",
                p99 <= most);
    }

    /** Measures the CPU that it takes to show a change each second to all who look. */
    private void look(ExecutionKey key) throws Exception {
        ScheduledExecutorService changes = Executors.newSingleThreadScheduledExecutor();
        changes.scheduleAtFixedRate(() -> touch(key), 0, 1, TimeUnit.SECONDS);
        TimeUnit.SECONDS.sleep(5);
        double without = load();
        Process viewers = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PageViewers.class.getName(),
                        Integer.toString(service.port()),
                        page(key) + "/live",
                        Integer.toString(VIEWERS))
                .inheritIO()
                .start();
        try {
            while (service.bean(Watches.class).viewers() < VIEWERS) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            TimeUnit.SECONDS.sleep(5);
            double with = load();
            double of = 100 * (with - without);
            figures.add(
                    "(p) %d people who look at a job with 100,000 parts that changes each second".formatted(VIEWERS),
                    number("%.1f %% of a core", of),
                    "≤ 10 %",
                    of <= 10);
        } finally {
            viewers.destroy();
            changes.shutdownNow();
        }
    }

    /** Gives how much of a core this process takes, beside what the collector and compiler do now and then. */
    private static double load() throws InterruptedException {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long cpu = system.getProcessCpuTime();
        long started = System.nanoTime();
        TimeUnit.SECONDS.sleep(SECONDS);
        return (system.getProcessCpuTime() - cpu)
                / NANOS_PER_SECOND
                / ((System.nanoTime() - started) / NANOS_PER_SECOND);
    }
}
