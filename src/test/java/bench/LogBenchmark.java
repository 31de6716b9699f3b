package bench;

import static bench.Figures.number;

import execution.logs.follow.Followers;
import execution.model.ExecutionKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import system.FollowedStream;
import system.RunningService;
import system.SharedPlatform;

/**
 * Measures how long after a line came to CloudWatch Logs a client that follows the log has it. The service has its
 * default settings and is in this JVM, beside the platform and the clients.
 */
public final class LogBenchmark {

    private static final Logger LOG = LoggerFactory.getLogger(LogBenchmark.class);
    private static final String JOB = "log-bench";
    private static final int LINES = 25;
    private static final int WARM_UP = 5;
    private static final int LONGEST_PAUSE_MILLIS = 700;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double MOST_MILLIS = 2_000;

    private final Figures figures = new Figures();
    private final Random random = new Random(7);
    private final RunningService service;
    private final ExecutionKey key;
    private final String stream;
    private int lines;

    private LogBenchmark(RunningService service) {
        this.service = service;
        this.key = service.trigger(SharedPlatform.newTenant(), RunningService.event(JOB));
        String task = service.awaitStatus(key, "running").get("task_reference").asText();
        this.stream = "ecs/" + JOB + "/" + task.substring(task.lastIndexOf('/') + 1);
    }

    public static void main(String[] arguments) throws Exception {
        int exit = 0;
        SharedPlatform.registerProcess(JOB, "sleep", "600");
        try (RunningService service = RunningService.start(SharedPlatform.get(), Map.of())) {
            new LogBenchmark(service).run();
        } catch (Exception e) {
            LOG.error("The benchmark could not be run to its end", e);
            exit = 1;
        }
        System.exit(exit);
    }

    private void run() throws Exception {
        measure(1, WARM_UP);
        report(1, measure(1, LINES));
        report(10, measure(10, LINES));
        service.cancel(key);
        System.out.println();
        System.out.println(figures.markdown());
        Files.writeString(Files.createDirectories(Path.of("target", "bench")).resolve("logs.md"), figures.markdown());
    }

    private List<Double> measure(int followers, int number) throws InterruptedException {
        List<FollowedStream> streams = new ArrayList<>();
        List<Double> millis = new ArrayList<>();
        try {
            for (int i = 0; i < followers; i++) {
                streams.add(FollowedStream.open(
                        service.port(),
                        SharedPlatform.get().tokens().token(key.tenantId()),
                        RunningService.path(key) + "/logs?follow=true",
                        null));
            }
            for (int i = 0; i < number; i++) {
                TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_PAUSE_MILLIS));
                String line = "line " + lines++;
                long put = System.nanoTime();
                SharedPlatform.get().logs().put("/ecs/" + JOB, stream, Instant.now(), line);
                for (FollowedStream followed : streams) {
                    followed.await(line);
                    millis.add((followed.receivedAt(line) - put) / NANOS_PER_MILLI);
                }
            }
        } finally {
            streams.forEach(FollowedStream::close);
        }
        while (service.bean(Followers.class).number() > 0) {
            TimeUnit.MILLISECONDS.sleep(LONGEST_PAUSE_MILLIS);
        }
        return millis.stream().sorted().toList();
    }

    private void report(int followers, List<Double> millis) {
        double longest = millis.get(millis.size() - 1);
        figures.add(
                "(l) from a line in CloudWatch Logs to the client, %d following".formatted(followers),
                number("p50 %.0f ms, longest %.0f ms", millis.get(millis.size() / 2), longest),
                "≤ 2 s",
                longest <= MOST_MILLIS);
    }
}
