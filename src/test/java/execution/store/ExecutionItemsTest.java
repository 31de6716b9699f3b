package execution.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import execution.api.OpenApiContract;
import execution.model.AcceptedJob;
import execution.model.EndReason;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.NextStart;
import execution.model.PartitionPlan;
import execution.model.ReasonClass;
import execution.model.Report;
import execution.model.Samples;
import execution.model.StopIntent;
import execution.model.Timestamps;
import execution.model.Webhook;
import execution.sweep.SweepProperties;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class ExecutionItemsTest {

    /** The most bytes that an item of DynamoDB may have, names included. */
    private static final int ITEM = 400_000;

    /** What is accepted of a job, as JSON (which is longer than as it is stored). */
    private static AcceptedJob largestJob() {
        return Samples.with(
                Samples.job(10),
                Map.of("steps", List.of(), "additionalAttributes", Map.of("large", "x".repeat(32_768))));
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
                2,
                Map.of("address", "127.0.0.1", "ports", List.of(22)),
                7,
                null,
                null,
                null,
                new PartitionPlan(
                        "worker", null, "demo/parts.jsonl", "input", 100, 3, 5, true, 2, 600, "route:report", "id"),
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                new Webhook(
                        "https://hooks.example.com/team?key=1",
                        List.of(ExecutionStatus.RUNNING, ExecutionStatus.FAILED)));
    }

    @Test
    void shouldKeepTheRowOfTheLongestHistoryWritable() {
        String reason = "€".repeat(2_000);
        EndReason why = new EndReason(ReasonClass.START_TIME_OUT, reason, reason, reason, reason);
        Execution row = Execution.create(
                        new ExecutionKey("t".repeat(64), "e".repeat(36), "x".repeat(32)),
                        largestJob(),
                        "h".repeat(64),
                        Samples.CREATED)
                .allocate(Samples.launch(), "instance", Samples.CREATED);
        // Ten attempts of its own and a hundred that were refused, as many as can be configured.
        for (int attempt = 2; attempt <= 110; attempt++) {
            row = row.dispatched("a".repeat(200), Samples.CREATED)
                    .claimedBy("i".repeat(129))
                    .running(Samples.CREATED)
                    .reported(new Report(ExecutionStatus.FAILED, 1, 1L, true, true, true, reason, Samples.CREATED))
                    .withUnreadableResults(reason)
                    .nextAttempt(reason, 255, why, new NextStart(true, true, "instance", null), Samples.CREATED);
        }
        Execution ended = row.end(ExecutionStatus.FAILED, 1, reason, why, Samples.CREATED);

        long bytes = Attributes.json(items().toItem(ended)).toString().getBytes(StandardCharsets.UTF_8).length;

        assertThat(bytes).isLessThan(ITEM / 2);
        assertThat(items().toJson(ended).get("attempts")).hasSize(110);
        OpenApiContract.assertExecution(items().toJson(ended));
    }

    /** What the platform said may name accounts, and stays on the row for operators. */
    @Test
    void shouldTellCallersTheTaleOfAllAttemptsButNotWhatThePlatformSaid() {
        Execution row = fullRow();

        ObjectNode answer = items().toJson(row);

        assertThat(items().toItem(row).toString()).contains("all that was said");
        assertThat(answer.toString()).doesNotContain("all that was said");
        assertThat(answer.at("/history").findValues("end")).isEmpty();
        assertThat(answer.at("/attempts/0").toString())
                .isEqualTo(
                        """
                        {"number":1,"opened_at":"2026-01-01T00:00:01.123456Z","launched_at":"2026-01-01T00:00:01.123456Z",\
                        "ended_at":"2026-01-01T00:00:02.123456Z","task":"arn-0","exit_code":143,"reason_class":"spot",\
                        "reason":"Spot capacity was taken back","remedy":"wait","platform":"SpotInterruption"}"""
                                .replace("\n", ""));
        assertThat(answer.at("/attempts/1/started_at").asText()).isEqualTo("2026-01-01T00:00:05.123456Z");
        assertThat(answer.at("/attempts/1/exit_code").asInt()).isEqualTo(3);
        assertThat(answer.get("reason_class").asText()).as("of the end").isEqualTo("exit_code");
        OpenApiContract.assertExecution(answer);
    }

    /** Rows of every status, and of what may be on one beside it. */
    static List<Execution> everyState() {
        Execution pending = Samples.pending();
        Execution allocated = pending.allocate(Samples.launch(), "instance", Samples.CREATED);
        Execution refused = allocated.nextAttempt("no capacity", true, "instance", Samples.CREATED, Samples.CREATED);
        Execution dispatched = refused.dispatched("arn", Samples.CREATED);
        Execution running = dispatched.withTask("arn", 2).running(Samples.CREATED);
        Execution stopped = running.requestStop(
                new StopIntent(ExecutionStatus.TIMED_OUT, "still running after its time", Samples.CREATED));
        Execution reported = running.claimedBy("run/1")
                .reported(new Report(ExecutionStatus.COMPLETED, 0, 7L, true, false, null, "done", Samples.CREATED));
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
    void shouldMakeEachStateOfARowTheOtherByItsUpdate() {
        for (Execution before : everyState()) {
            for (Execution after : everyState()) {
                Map<String, AttributeValue> row = items().toItem(before);
                RowUpdate update = items().update(before, after, "change");
                update.names().forEach((name, attribute) -> {
                    AttributeValue value = update.values().get(":v" + name.substring(2));
                    if (name.equals("#version")) {
                        return;
                    }
                    if (value == null) {
                        row.remove(attribute);
                    } else if (update.expression().contains("list_append(" + name + ",")) {
                        row.put(
                                attribute,
                                AttributeValue.fromL(Stream.concat(row.get(attribute).l().stream(), value.l().stream())
                                        .toList()));
                    } else {
                        row.put(attribute, value);
                    }
                });

                Map<String, AttributeValue> wanted = items().toItem(after);
                wanted.put(ExecutionItems.CHANGE_ID, AttributeValue.fromS("change"));
                assertThat(row).as("from %s to %s", before, after).isEqualTo(wanted);
            }
        }
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

    /** The rows of the first version are still in tables: what is newer must not be needed to read one. */
    @Test
    void shouldReadARowOfTheFirstVersion() throws Exception {
        JsonNode first =
                JsonMapper.builder().build().readTree(ExecutionItemsTest.class.getResourceAsStream("first-row.json"));
        Map<String, AttributeValue> item = new HashMap<>();
        first.properties().forEach(attribute -> item.put(attribute.getKey(), untyped(attribute.getValue())));

        Execution read = items().fromItem(item);

        assertThat(read.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(read.history().changes()).hasSize(6);
        assertThat(read.lastAttempt().spotLosses()).isZero();
        OpenApiContract.assertExecution(items().toJson(read));
    }

    private static AttributeValue untyped(JsonNode typed) {
        Map.Entry<String, JsonNode> entry = typed.properties().iterator().next();
        JsonNode value = entry.getValue();
        return switch (entry.getKey()) {
            case "S" -> AttributeValue.fromS(value.asText());
            case "N" -> AttributeValue.fromN(value.asText());
            case "BOOL" -> AttributeValue.fromBool(value.asBoolean());
            case "M" -> {
                Map<String, AttributeValue> map = new HashMap<>();
                value.properties().forEach(field -> map.put(field.getKey(), untyped(field.getValue())));
                yield AttributeValue.fromM(map);
            }
            default ->
                AttributeValue.fromL(StreamSupport.stream(value.spliterator(), false)
                        .map(ExecutionItemsTest::untyped)
                        .toList());
        };
    }

    /** A component that is added to a record and not stored is lost here, and so are two that change places. */
    @Test
    void shouldReadEveryComponentOfEveryRecordAsItWasWritten() {
        Execution random = new Filling().execution();
        // DynamoDB wants whole seconds of the time at which a row expires.
        Execution filled = random.expiring(random.publication().expiresAt().truncatedTo(ChronoUnit.SECONDS));

        Execution read = items().fromItem(items().toItem(filled));

        assertThat(read).isEqualTo(filled);
    }

    /** The job's own values are JSON, of which a small number is read as a long one. */
    @Test
    void shouldReadBackEveryState() {
        everyState().forEach(execution -> assertThat(items().fromItem(items().toItem(execution)))
                .usingRecursiveComparison()
                .ignoringFields("job")
                .isEqualTo(execution));
    }

    @Test
    void shouldNameTheRowThatCannotBeRead() {
        Map<String, AttributeValue> item = new HashMap<>(items().toItem(fullRow()));
        item.put("attempt_started_at", AttributeValue.fromN("1"));

        assertThatThrownBy(() -> items().fromItem(item))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(fullRow().key().executionId());
    }

    /** Makes records of which every component has a value that no other one of its type has. */
    private static final class Filling {

        private int used;
        private boolean truth;

        Execution execution() {
            return (Execution) record(Execution.class);
        }

        private Object record(Class<?> type) {
            RecordComponent[] components = type.getRecordComponents();
            Class<?>[] types =
                    Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            Object[] values = Stream.of(components)
                    .map(component -> value(component.getGenericType()))
                    .toArray();
            try {
                return type.getDeclaredConstructor(types).newInstance(values);
            } catch (ReflectiveOperationException e) {
                throw new AssertionError("cannot fill " + type, e);
            }
        }

        private Object value(Type type) {
            int next = ++used;
            if (type == ExecutionKey.class) {
                return Samples.pending().key();
            }
            if (type == String.class || type == Object.class) {
                return "text " + next;
            }
            if (type == int.class || type == Integer.class) {
                return next;
            }
            if (type == long.class || type == Long.class) {
                return (long) next;
            }
            if (type == boolean.class || type == Boolean.class) {
                truth = !truth;
                return truth;
            }
            if (type == Instant.class) {
                return second(next);
            }
            if (type == ExecutionStatus.class) {
                ExecutionStatus[] all = ExecutionStatus.values();
                // Not pending, because a pending execution is never due.
                return all[1 + next % (all.length - 1)];
            }
            if (type == ReasonClass.class) {
                return ReasonClass.values()[next % ReasonClass.values().length];
            }
            if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
                return List.of(value(generic.getActualTypeArguments()[0]));
            }
            if (type instanceof ParameterizedType generic && generic.getRawType() == Map.class) {
                return Map.of("name " + next, "value");
            }
            if (type instanceof Class<?> other && other.isRecord()) {
                return record(other);
            }
            throw new AssertionError("say here how a " + type + " is filled");
        }
    }

    /** One that has every attribute. The order of its changes is not one that happens. */
    private static Execution fullRow() {
        return Execution.create(Samples.pending().key(), everyFieldOfAJob(), "hash-of-request", Samples.CREATED)
                .allocate(Samples.launch(), "instance-1", second(1))
                .dispatched("arn-0", second(1))
                .nextAttempt(
                        "Spot capacity was taken back",
                        143,
                        new EndReason(
                                ReasonClass.SPOT,
                                "Spot capacity was taken back",
                                "wait",
                                "SpotInterruption",
                                "all that was said"),
                        new NextStart(true, true, "instance-2", second(9)),
                        second(2))
                .takenOver("instance-3", second(3))
                .dispatched("arn-1", second(4))
                .withTask("arn-2", 7)
                .claimedBy("run/2")
                .running(second(5))
                .reported(
                        new Report(ExecutionStatus.COMPLETED, 4, 8L, true, false, true, "said by the task", second(6)))
                .requestStop(new StopIntent(ExecutionStatus.TIMED_OUT, "after its time", second(10)))
                .end(ExecutionStatus.FAILED, 3, "exit code 3", second(7))
                .withResults("results/key", true)
                .withUnreadableResults("not an archive")
                .publishedUpTo(4)
                .webhookGivenUp(4, "change 4 was given up: the receiver answered 500")
                .webhookFailed(5, "the receiver answered 503", second(13))
                .expiring(second(12))
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
        return new ExecutionItems(
                new DueTimes(
                        new Binder(new MapConfigurationPropertySource())
                                .bindOrCreate("execution.sweep", SweepProperties.class),
                        StoreFixture.expiry(Duration.ZERO, "")),
                StoreFixture.lanes(StoreFixture.PRIORITY_STEP));
    }
}
