package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import execution.model.ExecutionKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import local.Names;
import local.ecs.TaskLife;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Checks what must be true of executions that have all ended, whatever happened to them. Each check can be used alone.
 */
final class Aftermath {

    private static final Duration LOOK = Duration.ofMillis(500);

    /** A slot counter that has to be corrected shows that slots were lost or taken twice. */
    private static final Pattern ERROR = Pattern.compile("\\bERROR\\b|slot counter");

    private static final Pattern STACK_TRACE = Pattern.compile("^\\s+(at |\\.\\.\\. )|^Caused by:");

    private final List<ExecutionKey> keys;
    private final List<TaskLife> tasks;

    private Aftermath(List<ExecutionKey> keys, List<TaskLife> tasks) {
        this.keys = keys;
        this.tasks = tasks;
    }

    /** Waits until no task of the executions lives any more, and checks all of their tasks. */
    static Aftermath of(Collection<ExecutionKey> keys) {
        Set<String> prefixes = keys.stream().map(SharedPlatform::attemptPrefix).collect(Collectors.toSet());
        List<TaskLife> tasks = await("the end of all tasks")
                .atMost(RunningService.LONGEST_WAIT)
                .pollInterval(LOOK)
                .until(
                        () -> SharedPlatform.get().ecs().taskLives().stream()
                                .filter(life -> prefixes.contains(prefix(life)))
                                .toList(),
                        lives -> lives.stream().allMatch(life -> life.stoppedAt() != null));
        return new Aftermath(List.copyOf(keys), tasks);
    }

    private static String prefix(TaskLife life) {
        String attempt = String.valueOf(life.startedBy());
        return attempt.substring(0, attempt.lastIndexOf('-') + 1);
    }

    /** Gives the tasks of an execution, the first one first. */
    List<TaskLife> tasks(ExecutionKey key) {
        String prefix = SharedPlatform.attemptPrefix(key);
        return tasks.stream().filter(life -> prefix.equals(prefix(life))).toList();
    }

    void assertAtMostOneTaskAnAttempt() {
        assertThat(tasks).extracting(TaskLife::startedBy).doesNotHaveDuplicates();
        Map<String, List<TaskLife>> byExecution = tasks.stream().collect(Collectors.groupingBy(Aftermath::prefix));
        assertThat(byExecution).allSatisfy((execution, lives) -> assertThat(mostAtOnce(lives))
                .as("attempts at once of %s: %s", execution, lives)
                .isEqualTo(1));
    }

    /**
     * Checks that no tenant had more tasks at a time than slots.
     *
     * @param slots the number of slots by tenant; each tenant has one lane
     */
    void assertNeverMoreTasksThanSlots(Map<String, Integer> slots) {
        slots.forEach((tenant, limit) -> {
            Set<String> prefixes = keys.stream()
                    .filter(key -> key.tenantId().equals(tenant))
                    .map(SharedPlatform::attemptPrefix)
                    .collect(Collectors.toSet());
            List<TaskLife> ofTenant = tasks.stream()
                    .filter(life -> prefixes.contains(prefix(life)))
                    .toList();
            assertThat(mostAtOnce(ofTenant)).as("tasks at once of " + tenant).isLessThanOrEqualTo(limit);
        });
    }

    private static int mostAtOnce(List<TaskLife> lives) {
        record Moment(Instant at, int tasks) {}
        List<Moment> moments = new ArrayList<>();
        lives.forEach(life -> {
            moments.add(new Moment(life.createdAt(), 1));
            moments.add(new Moment(life.stoppedAt(), -1));
        });
        moments.sort(Comparator.comparing(Moment::at).thenComparing(Moment::tasks));
        int most = 0;
        int now = 0;
        for (Moment moment : moments) {
            now += moment.tasks();
            most = Math.max(most, now);
        }
        return most;
    }

    /**
     * Checks cancelled executions.
     *
     * @param endedByCancel the executions for which the answer to a cancel said that they have ended, and when the
     *     answer came
     */
    void assertNothingStartedAfter(Map<ExecutionKey, Instant> endedByCancel) {
        endedByCancel.forEach((key, at) -> assertThat(tasks(key))
                .as("tasks of %s, whose cancel was answered at %s", key, at)
                .allMatch(life -> life.createdAt().isBefore(at)));
    }

    /** Checks that no counter says that a slot is in use, and that nothing is left beside the rows. */
    static void assertNoSlotIsHeld(Collection<String> tenants) {
        for (String tenant : tenants) {
            assertThat(SharedPlatform.slotsInUse(tenant))
                    .as("slots in use of " + tenant)
                    .isZero();
            assertThat(SharedPlatform.get()
                            .dynamoDb()
                            .queryPaginator(query -> query.tableName(Names.EXECUTIONS_TABLE)
                                    .consistentRead(true)
                                    .keyConditionExpression("PK = :tenant AND begins_with(SK, :launches)")
                                    .expressionAttributeValues(Map.of(
                                            ":tenant", AttributeValue.fromS("TENANT#" + tenant),
                                            ":launches", AttributeValue.fromS("LAUNCH#"))))
                            .items())
                    .as("launches of " + tenant)
                    .isEmpty();
        }
    }

    /**
     * Checks that every instance gives the same answer about each execution, and that the execution has ended.
     *
     * @return the answers
     */
    Map<ExecutionKey, JsonNode> assertToldAlikeBy(List<RunningService> services) {
        Map<ExecutionKey, JsonNode> told = new LinkedHashMap<>();
        for (ExecutionKey key : keys) {
            // The row says that the last change is published only a moment after the end.
            await().atMost(RunningService.LONGEST_WAIT).pollDelay(Duration.ZERO).untilAsserted(() -> {
                List<JsonNode> answers =
                        services.stream().map(service -> service.execution(key)).toList();
                assertThat(answers).as("what is told of %s", key).allMatch(answers.get(0)::equals);
                told.put(key, answers.get(0));
            });
        }
        return told;
    }

    /**
     * Checks that all changes of each execution were published in order, and that each repetition is the same as the
     * first message.
     */
    static void assertPublished(Map<ExecutionKey, JsonNode> executions, Topic topic) {
        Map<String, List<JsonNode>> events = awaitOnTopic(topic, published -> executions.entrySet().stream()
                .filter(execution ->
                        firsts(published.getOrDefault(execution.getKey().executionId(), List.of()))
                                        .size()
                                < execution.getValue().get("history").size())
                .map(Map.Entry::getKey)
                .toList());
        executions.forEach((key, execution) -> {
            List<JsonNode> all = events.get(key.executionId());
            assertThat(Set.copyOf(all))
                    .as("repetitions of an event are the same: %s", all)
                    .hasSize(firsts(all).size());
            assertThat(firsts(all).stream().map(Change::of).toList())
                    .as("what was published of %s", key)
                    .isEqualTo(changes(execution));
        });
    }

    /** Gives the first event of each seq, in the order in which the events came. */
    private static List<JsonNode> firsts(List<JsonNode> events) {
        Map<Integer, JsonNode> first = new LinkedHashMap<>();
        events.forEach(event -> first.putIfAbsent(event.get("seq").asInt(), event));
        return List.copyOf(first.values());
    }

    private static List<Change> changes(JsonNode execution) {
        return StreamSupport.stream(execution.get("history").spliterator(), false)
                .map(Change::of)
                .toList();
    }

    /** The part that an event and an entry of a history have in common. */
    private record Change(int seq, String status, Instant occurredAt, String attempt, String reason) {

        private static Change of(JsonNode json) {
            return new Change(
                    json.get("seq").asInt(),
                    json.get("status").asText(),
                    instant(json.get("occurred_at").asText()),
                    text(json, "attempt"),
                    text(json, "reason"));
        }

        /** Adds the zone to a time: the history's times are in UTC without saying so, and those of events say it. */
        private static Instant instant(String text) {
            return Instant.parse(text.endsWith("Z") ? text : text + "Z");
        }

        /** Gives the text of a field; empty where an event has null, which is where a history leaves the field out. */
        private static String text(JsonNode json, String name) {
            return json.path(name).isValueNode() && !json.path(name).isNull()
                    ? json.path(name).asText()
                    : "";
        }
    }

    /** Checks that the results of each execution were published and noted on its row. */
    static void assertResultsPublished(
            Collection<ExecutionKey> completed, Function<ExecutionKey, JsonNode> execution, Topic topic) {
        awaitOnTopic(topic, published -> completed.stream()
                .filter(key -> !published.containsKey(key.executionId()))
                .toList());
        await("results on the rows")
                .atMost(RunningService.LONGEST_WAIT)
                .pollInterval(LOOK)
                .untilAsserted(() -> assertThat(completed).allSatisfy(key -> assertThat(
                                execution.apply(key).path("results_key").asText())
                        .as("results of %s", key)
                        .contains(key.executionId())));
    }

    private static Map<String, List<JsonNode>> awaitOnTopic(
            Topic topic, Function<Map<String, List<JsonNode>>, List<ExecutionKey>> missing) {
        Map<String, List<JsonNode>> published = new LinkedHashMap<>();
        await("what is published")
                .atMost(RunningService.LONGEST_WAIT)
                .pollInterval(LOOK)
                .untilAsserted(() -> {
                    published.putAll(topic.byExecution());
                    assertThat(missing.apply(published))
                            .as("not all was published of")
                            .isEmpty();
                });
        return published;
    }

    /**
     * Checks that the logs of the instances have no error, no stack trace and no slot counter that was wrong, and that
     * they are not too long.
     *
     * @param most the most bytes of all logs together
     */
    static void assertQuiet(List<Path> logs, long most) throws IOException {
        long bytes = 0;
        for (Path log : logs) {
            bytes += Files.size(log);
            List<String> wrong;
            try (Stream<String> lines = Files.lines(log)) {
                wrong = lines.filter(line -> ERROR.matcher(line).find()
                                || STACK_TRACE.matcher(line).find())
                        .limit(20)
                        .toList();
            }
            assertThat(wrong).as("errors in " + log).isEmpty();
        }
        assertThat(bytes).as("bytes of log").isLessThanOrEqualTo(most);
    }
}
