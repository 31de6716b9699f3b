package execution.model;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Executions for tests. */
public final class Samples {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    public static final Instant CREATED = Instant.parse("2026-01-01T00:00:00.123456Z");

    private Samples() {}

    public static Execution pending() {
        return pending("demo");
    }

    public static Execution pending(String tenant) {
        return Execution.create(
                new ExecutionKey(tenant, "00a354e2-d393-4694-bc54-dde7554dfced", "490de6d6113c4deba97856c5b0cbf17c"),
                job(1),
                "hash",
                CREATED);
    }

    public static Execution running(int maxAttempts) {
        return Execution.create(pending().key(), job(maxAttempts), "hash", CREATED)
                .allocate(launch(), "instance", CREATED)
                .dispatched("arn", CREATED)
                .running(CREATED);
    }

    /** A pending execution that is part of a trace, of which no other sample has the key. */
    public static Execution traced(String traceparent) {
        return Execution.create(
                new ExecutionKey("traced", traceparent.substring(3, 35), traceparent.substring(36, 52)),
                job(3).withTraceparent(traceparent),
                "hash",
                CREATED);
    }

    public static AcceptedJob job(int maxAttempts) {
        return job(maxAttempts, "ecs");
    }

    public static AcceptedJob job(int maxAttempts, String runner) {
        return job(maxAttempts, runner, 3_600, null, null);
    }

    /** A job with the limits that its task's file may give it. */
    public static AcceptedJob limited(long timeoutSeconds, int maxAttempts, Long waitingSeconds, Long startingSeconds) {
        return job(maxAttempts, "ecs", timeoutSeconds, waitingSeconds, startingSeconds);
    }

    /** A job with parts that run on workers, each of which may be tried twice. */
    public static AcceptedJob partitioned(int parts) {
        return job(
                1,
                PartitionPlan.RUNNER,
                3_600,
                null,
                null,
                new PartitionPlan("worker", parts, null, null, 100, 0, 0, false, 2, 600, "list", null));
    }

    private static AcceptedJob job(
            int maxAttempts, String runner, long timeoutSeconds, Long waitingSeconds, Long startingSeconds) {
        return job(maxAttempts, runner, timeoutSeconds, waitingSeconds, startingSeconds, null);
    }

    private static AcceptedJob job(
            int maxAttempts,
            String runner,
            long timeoutSeconds,
            Long waitingSeconds,
            Long startingSeconds,
            PartitionPlan partitions) {
        return new AcceptedJob(
                "pull_request_created",
                "github",
                "job",
                "asset-1",
                "sample",
                "repo",
                null,
                "item-code-vulnerability",
                "workflow-sast",
                "scan",
                runner,
                null,
                null,
                List.of(Map.of("name", "step", "params", Map.of("args", "-r /code"))),
                Map.of("languages", List.of("java"), "number", 22, "nested", Map.of("flag", true)),
                "sample.jar",
                timeoutSeconds,
                maxAttempts,
                null,
                null,
                waitingSeconds,
                startingSeconds,
                null,
                partitions,
                null,
                null);
    }

    /** The same job with a webhook. */
    public static AcceptedJob withWebhook(AcceptedJob job, String url, ExecutionStatus... statuses) {
        return with(job, Map.of("webhook", new Webhook(url, statuses.length == 0 ? null : List.of(statuses))));
    }

    /** The same job with other values of these fields, which have the names that they have in {@link AcceptedJob}. */
    public static AcceptedJob with(AcceptedJob job, Map<String, ?> fields) {
        Map<String, Object> all = MAPPER.convertValue(job, new TypeReference<>() {});
        all.putAll(fields);
        return MAPPER.convertValue(all, AcceptedJob.class);
    }

    public static Launch launch() {
        return new Launch(
                "scan",
                "scan",
                null,
                null,
                null,
                new TreeMap<>(Map.of("A", "1")),
                new TreeMap<>(Map.of("cluster", "c")));
    }
}
