package execution.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import execution.api.OpenApiContract;
import execution.model.AcceptedJob;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.Report;
import execution.model.Samples;
import execution.model.StopIntent;
import execution.model.Timestamps;
import execution.sweep.SweepProperties;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class ExecutionItemsTest {

    /** The most bytes that an item of DynamoDB may have, names included. */
    private static final int ITEM = 400_000;

    /** What is accepted of a job, as JSON (which is longer than as it is stored). */
    private static AcceptedJob largestJob() {
        AcceptedJob job = Samples.job(10);
        return new AcceptedJob(
                job.jitEventName(),
                job.vendor(),
                job.entityType(),
                job.assetId(),
                job.assetName(),
                job.assetType(),
                job.planSlug(),
                job.planItemSlug(),
                job.workflowSlug(),
                job.jobName(),
                job.jobRunner(),
                job.controlName(),
                job.controlImage(),
                List.of(),
                Map.of("large", "x".repeat(32_768)),
                job.input(),
                job.timeoutSeconds(),
                job.maxAttempts());
    }

    private static AcceptedJob everyFieldOfAJob() {
        return new AcceptedJob(
                "event-name",
                "vendor",
                "entity-type",
                "asset-id",
                "asset-name",
                "asset-type",
                "plan-slug",
                "plan-item-slug",
                "workflow-slug",
                "job-name",
                "ecs",
                "control-name",
                "control-image",
                List.of(Map.of("name", "step")),
                Map.of("flag", true, "number", 22, "part", 0.5),
                "input",
                3_600,
                2);
    }

    @Test
    void shouldKeepTheRowOfTheLongestHistoryWritable() {
        String reason = "€".repeat(2_000);
        Execution row = Execution.create(
                        new ExecutionKey("t".repeat(64), "e".repeat(36), "x".repeat(32)),
                        largestJob(),
                        "h".repeat(64),
                        Samples.CREATED)
                .allocate(Samples.launch(), "instance", Samples.CREATED);
        // Ten attempts of its own and a hundred that were refused, as many as can be configured.
        for (int attempt = 2; attempt <= 110; attempt++) {
            row = row.dispatched("a".repeat(200), Samples.CREATED)
                    .running(Samples.CREATED)
                    .reported(new Report(ExecutionStatus.FAILED, 1, 1L, true, true, reason, Samples.CREATED))
                    .withUnreadableResults(reason)
                    .nextAttempt(reason, true, "instance", null, Samples.CREATED);
        }
        Execution ended = row.end(ExecutionStatus.FAILED, 1, reason, Samples.CREATED);

        long bytes = Attributes.json(items().toItem(ended)).toString().getBytes(StandardCharsets.UTF_8).length;

        assertThat(bytes).isLessThan(ITEM / 2);
    }

    /** Rows of every status, and of what may be on one beside it. */
    private static List<Execution> everyState() {
        Execution pending = Samples.pending();
        Execution allocated = pending.allocate(Samples.launch(), "instance", Samples.CREATED);
        Execution refused = allocated.nextAttempt("no capacity", true, "instance", Samples.CREATED, Samples.CREATED);
        Execution dispatched = refused.dispatched("arn", Samples.CREATED);
        Execution running = dispatched.sawTask("arn", 2).running(Samples.CREATED);
        Execution stopped = running.requestStop(
                new StopIntent(ExecutionStatus.TIMED_OUT, "still running after its time", Samples.CREATED));
        Execution reported =
                running.reported(new Report(ExecutionStatus.COMPLETED, 0, 7L, true, false, "done", Samples.CREATED));
        return List.of(
                pending,
                pending.putOff(Samples.CREATED),
                pending.end(ExecutionStatus.CANCELLED, null, "cancelled by request", Samples.CREATED),
                allocated,
                refused,
                dispatched,
                running,
                stopped,
                stopped.end(ExecutionStatus.TIMED_OUT, 143, "still running after its time", Samples.CREATED),
                reported,
                reported.end(ExecutionStatus.COMPLETED, 0, null, Samples.CREATED)
                        .withResults("results/key", true)
                        .publishedUpTo(3),
                running.end(ExecutionStatus.FAILED, 1, "exit code 1", Samples.CREATED)
                        .withUnreadableResults("not an archive"));
    }

    @Test
    void shouldAnswerInEveryStateWithWhatTheContractDeclares() {
        assertThat(everyState().stream().map(Execution::status).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(ExecutionStatus.values());
        everyState().forEach(execution -> OpenApiContract.assertExecution(items().toJson(execution)));
    }

    @Test
    void shouldTellTimesWithTheirZoneAndSortByThemWithout() {
        everyState().forEach(execution -> {
            ObjectNode answer = items().toJson(execution);

            assertThat(Instant.parse(answer.get("created_at").asText())).isEqualTo(Samples.CREATED);
            assertThat(Instant.parse(answer.at("/history/0/occurred_at").asText()))
                    .isEqualTo(Samples.CREATED);
            assertThat(answer.get("GSI1SK").asText()).isEqualTo(Timestamps.format(Samples.CREATED));
            assertThat(items().toItem(execution).get("created_at").s()).isEqualTo(Timestamps.format(Samples.CREATED));
        });
    }

    /** The row as other services and operators read it: names, kinds and values are promised. */
    @Test
    void shouldKeepNamesAndKindsOfEveryAttributeOfTheRow() throws Exception {
        JsonNode expected =
                JsonMapper.builder().build().readTree(ExecutionItemsTest.class.getResourceAsStream("full-row.json"));

        assertThat(typed(items().toItem(fullRow()))).isEqualTo(expected);
    }

    /** One that has every attribute. The order of its changes is not one that happens. */
    private static Execution fullRow() {
        return Execution.create(Samples.pending().key(), everyFieldOfAJob(), "hash-of-request", Samples.CREATED)
                .allocate(Samples.launch(), "instance-1", second(1))
                .nextAttempt("no capacity", true, "instance-2", second(9), second(2))
                .takenOver("instance-3", second(3))
                .dispatched("arn-1", second(4))
                .sawTask("arn-2", 7)
                .running(second(5))
                .reported(new Report(ExecutionStatus.COMPLETED, 4, 8L, true, false, "said by the task", second(6)))
                .requestStop(new StopIntent(ExecutionStatus.TIMED_OUT, "after its time", second(10)))
                .end(ExecutionStatus.FAILED, 3, "exit code 3", second(7))
                .withResults("results/key", true)
                .withUnreadableResults("not an archive")
                .publishedUpTo(4)
                .putOff(second(8))
                .dueAt(second(11));
    }

    private static Instant second(int number) {
        return Samples.CREATED.plusSeconds(number);
    }

    /** In the form in which DynamoDB itself tells items as JSON. */
    private static ObjectNode typed(Map<String, AttributeValue> item) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        new TreeMap<>(item).forEach((name, value) -> json.set(name, typed(value)));
        return json;
    }

    private static ObjectNode typed(AttributeValue value) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        switch (value.type()) {
            case S -> json.put("S", value.s());
            case N -> json.put("N", value.n());
            case BOOL -> json.put("BOOL", value.bool());
            case M -> json.set("M", typed(value.m()));
            case L -> {
                ArrayNode list = json.putArray("L");
                value.l().forEach(element -> list.add(typed(element)));
            }
            default -> throw new AssertionError("no such attribute in a row: " + value);
        }
        return json;
    }

    private static ExecutionItems items() {
        return new ExecutionItems(new DueTimes(new Binder(new MapConfigurationPropertySource())
                .bindOrCreate("execution.sweep", SweepProperties.class)));
    }
}
