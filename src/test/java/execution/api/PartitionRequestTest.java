package execution.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import execution.api.JobEvents.JobEvent;
import execution.api.ProblemException.FieldError;
import execution.catalogue.Catalogue;
import execution.catalogue.TaskFile;
import execution.catalogue.TaskText;
import execution.model.PartitionPlan;
import execution.operations.OptionalStages;
import execution.webhook.WebhookTargets;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartitionRequestTest {

    private final Catalogue catalogue = mock(Catalogue.class);
    private final OptionalStages stages = mock(OptionalStages.class);
    private final JobEvents events = new JobEvents(
            stages,
            new RequestProperties(List.of("scan"), 1, 1, 1, 1, Duration.ofSeconds(1)),
            catalogue,
            WebhookTargets.ofAnyHost());

    @BeforeEach
    void routes() {
        for (String stage : List.of("run-ecs", "run-worker", "run-partitions", "aggregate-report")) {
            when(stages.isThere(stage)).thenReturn(true);
        }
        hasFile("{title: x, worker: {command: [x]}}");
    }

    private static String event(String fields) {
        return """
                {"tenant_id": "demo", "jit_event_id": "00a354e2-d393-4694-bc54-dde7554dfced", "jit_event_name": "e",
                 "asset_id": "a-1", "workflow_slug": "w", "job_name": "scan", %s}"""
                .formatted(fields.replace('\'', '"'));
    }

    private JobEvent read(String fields) {
        return events.read(event(fields).getBytes(StandardCharsets.UTF_8), null);
    }

    private JobEvent worker(String partitions) {
        return read("'job_runner': 'worker', 'partitions': " + partitions);
    }

    private void hasFile(String yaml) {
        TaskFile file = TaskText.task("scan", yaml);
        when(catalogue.find("scan")).thenReturn(Optional.of(file));
    }

    @Test
    void shouldRunTheJobByTheRunnerOfPartitionsAndTheParts() {
        JobEvent event = worker("{'count': 16}");

        assertThat(event.job().jobRunner()).isEqualTo("partitions");
        assertThat(event.job().maxAttempts()).isEqualTo(1);
        assertThat(event.job().timeoutSeconds()).isEqualTo(86_400);
        assertThat(event.job().partitions())
                .isEqualTo(new PartitionPlan("worker", 16, null, null, 100, 0, 0, false, 2, 3_600, "list", null));
    }

    @Test
    void shouldTakeEverythingThatIsSaidOfTheParts() {
        JobEvent event = read("'timeout_seconds': 7000, 'job_runner': 'worker', 'partitions': {'object': 'a/b.jsonl',"
                + " 'max_in_flight': 3, 'tolerated_failures': 4, 'tolerated_percent': 5, 'fail_fast': true,"
                + " 'attempts': 6, 'timeout_seconds': 7, 'aggregator': 'route:report'}");

        assertThat(event.job().timeoutSeconds()).isEqualTo(7_000);
        assertThat(event.job().partitions())
                .isEqualTo(new PartitionPlan(
                        "worker", null, "demo/a/b.jsonl", "input", 3, 4, 5, true, 6, 7, "route:report", null));
    }

    @Test
    void shouldKeepTheListBesideTheRow() {
        JobEvent event = worker("{'list': [{'b': 1, 'a': 'x\\ny'}, {}]}");

        assertThat(event.parts()).isEqualTo("{\"a\":\"x\\ny\",\"b\":1}\n{}\n");
        assertThat(event.job().partitions().object()).matches("partitions/demo/[0-9a-f]{64}\\.jsonl");
        assertThat(event.job().partitions().bucket()).isEqualTo("results");
        assertThat(event.job().partitions().count()).isNull();
    }

    @Test
    void shouldTakeFromAJobThatIsRunAgainWhatNoEventCanSay() {
        byte[] event =
                event("'job_runner': 'worker', 'partitions': {'attempts': 3}").getBytes(StandardCharsets.UTF_8);
        String list = PartitionPlan.listKey("demo", "digest");

        PartitionPlan plan = events.read(event, null, new PartitionRequest.Again(list, "id"))
                .job()
                .partitions();

        assertThat(plan.object()).isEqualTo(list);
        assertThat(plan.bucket()).isEqualTo("results");
        assertThat(plan.repairOf()).isEqualTo("id");
        assertThatThrownBy(() -> worker("{'count': 1, 'repair_of': 'id'}"))
                .hasMessageContaining("partitions.repair_of: is not a known field");
    }

    @Test
    void shouldTellTheSameListByWhatItSays() {
        JobEvent event = worker("{'list': [{'a': 1, 'b': 2}]}");

        assertThat(worker("{'list': [{'b': 2, 'a': 1}]}").hash()).isEqualTo(event.hash());
        assertThat(worker("{'list': [{'b': 2, 'a': 2}]}").hash()).isNotEqualTo(event.hash());
        assertThat(worker("{'count': 1}").hash()).isNotEqualTo(event.hash());
        assertThat(worker("{'count': 1}").hash())
                .isNotEqualTo(worker("{'count': 1, 'fail_fast': true}").hash());
    }

    /** An event that is sent again to a later release is the same event. */
    @Test
    void shouldTellTheSameRequestAcrossReleases() {
        assertThat(worker("{'list': [{'b': 1.50, 'a': 'ü'}], 'fail_fast': true}")
                        .hash())
                .isEqualTo("de51b6b8ab774d5be9ede696dc73a7c81238eceee47bca9faa9f28566c06b93d");
    }

    @Test
    void shouldKnowAnEventAgainWhoseTasksFileHasChanged() {
        String before = worker("{'count': 1}").hash();
        hasFile("{title: x, worker: {command: [x]}, attempts: {most: 1}, limits: {running: 5s}}");

        assertThat(worker("{'count': 1}").hash()).isEqualTo(before);
    }

    @Test
    void shouldHoldPartsToWhatTheTasksFileAllows() {
        hasFile("{title: x, runner: worker, worker: {command: [x]}, attempts: {most: 3}, limits: {running: 5s}}");

        PartitionPlan plan = read("'partitions': {'count': 1}").job().partitions();

        assertThat(plan.runner()).isEqualTo("worker");
        assertThat(plan.attempts()).isEqualTo(2);
        assertThat(plan.timeoutSeconds()).isEqualTo(5);
        assertThatThrownBy(() -> read("'partitions': {'count': 1, 'attempts': 4, 'timeout_seconds': 6}"))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.errors())
                        .containsExactly(
                                new FieldError("partitions.timeout_seconds", "must be at most 5 for this job"),
                                new FieldError("partitions.attempts", "must be at most 3 for this job")));
        assertThat(read("'timeout_seconds': 6, 'partitions': {'count': 1}")
                        .job()
                        .timeoutSeconds())
                .as("the time of all parts together is not that of the task")
                .isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "partitions | {} | must have exactly one of count, list, object",
                "partitions | {'count': 1, 'object': 'a'} | must have exactly one of count, list, object",
                "partitions | {'count': 1, 'list': [{}]} | must have exactly one of count, list, object",
                "partitions | 5 | must be an object",
                "partitions.count | {'count': 0} | must be a whole number from 1 to 1000000",
                "partitions.count | {'count': 1000001} | must be a whole number from 1 to 1000000",
                "partitions.count | {'count': 1.5} | must be a whole number from 1 to 1000000",
                "partitions.list | {'list': []} | must be a list of at least one object",
                "partitions.list | {'list': {}} | must be a list of at least one object",
                "partitions.list[1] | {'list': [{}, 7]} | must be an object",
                "partitions.list[0].a | {'list': [{'a': 1e400}]} | must be zero or a number from 1e-130 to 9.99e125,"
                        + " of either sign",
                "partitions.object | {'object': '../other/x'} | must be the name of an object: letters, digits, . _ - and"
                        + " /, without ..",
                "partitions.max_in_flight | {'count': 1, 'max_in_flight': 0} | must be a whole number from 1 to 10000",
                "partitions.tolerated_failures | {'count': 1, 'tolerated_failures': -1} | must be a whole number from 0"
                        + " to 1000000",
                "partitions.tolerated_percent | {'count': 1, 'tolerated_percent': 101} | must be a whole number from 0"
                        + " to 100",
                "partitions.fail_fast | {'count': 1, 'fail_fast': 'yes'} | must be true or false",
                "partitions.attempts | {'count': 1, 'attempts': 11} | must be a whole number from 1 to 10",
                "partitions.timeout_seconds | {'count': 1, 'timeout_seconds': 0} | must be a whole number from 1 to"
                        + " 604800",
                "partitions.aggregator | {'count': 1, 'aggregator': 'max'} | must be list, sum, concat, none or"
                        + " route:<name>",
                "partitions.aggregator | {'count': 1, 'aggregator': 'route:a?x=y'} | must be list, sum, concat, none or"
                        + " route:<name>",
                "partitions.aggregator | {'count': 1, 'aggregator': 'route:none'} | there is no aggregator 'route:none'"
                        + " here",
                "partitions.other | {'count': 1, 'other': 2} | is not a known field",
            })
    void shouldSayOfEachFieldWhatItMustBe(String field, String partitions, String problem) {
        assertThatThrownBy(() -> worker(partitions))
                .isInstanceOfSatisfying(ProblemException.class, refused -> assertThat(refused.errors())
                        .containsExactly(new FieldError(field, problem)));
    }

    @Test
    void shouldRefuseArgumentsThatNoMessageTakes() {
        assertThatThrownBy(() -> worker("{'list': [{}, {'a': '" + "x".repeat(16_384) + "'}]}"))
                .isInstanceOfSatisfying(ProblemException.class, refused -> assertThat(refused.errors())
                        .containsExactly(
                                new FieldError("partitions.list[1]", "has 16392 bytes, must have at most 16384")));
    }

    @Test
    void shouldNotCountTheListAmongWhatTheRowTakes() {
        String parts = IntStream.range(0, 50)
                .mapToObj(i -> "{'a': '" + "x".repeat(1_000) + i + "'}")
                .collect(Collectors.joining(","));

        assertThat(worker("{'list': [" + parts + "]}").parts()).hasLineCount(50);
    }

    @Test
    void shouldRefuseAListThatWouldFillTheMemory() {
        String parts = "{},".repeat(20_000);

        assertThatThrownBy(() -> worker("{'list': [" + parts + "{}]}"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("tokens");
    }

    @Test
    void shouldRefuseRunnersThatCannotRunParts() {
        assertThatThrownBy(() -> read("'partitions': {'count': 1}"))
                .isInstanceOfSatisfying(ProblemException.class, refused -> assertThat(refused.errors())
                        .containsExactly(new FieldError(
                                "job_runner",
                                "must be worker, or a runner that runs parts as tasks of their own, such as ecs,"
                                        + " for a job with partitions")));
        assertThatThrownBy(() -> read("'job_runner': 'partitions', 'partitions': {'count': 1}"))
                .hasMessageContaining("job_runner: must be worker");
        assertThatThrownBy(() -> read("'job_runner': 'partitions'"))
                .hasMessageContaining("job_runner: must not be partitions");
        when(stages.isThere("run-partitions")).thenReturn(false);
        assertThatThrownBy(() -> worker("{'count': 1}"))
                .hasMessageContaining("partitions: there is no runner 'partitions' here");
    }

    @Test
    void shouldTakeARunnerThatRunsPartsAsTasksOfTheirOwn() {
        when(stages.isThere("launch-parts-ecs")).thenReturn(true);

        assertThat(read("'partitions': {'count': 1}").job().partitions())
                .satisfies(plan -> assertThat(plan.runner()).isEqualTo("ecs"))
                .satisfies(plan -> assertThat(plan.hasTasks()).isTrue());
        for (String runner : List.of("lambda", "process")) {
            when(stages.isThere("run-" + runner)).thenReturn(true);
            assertThatThrownBy(() -> read("'job_runner': '" + runner + "', 'partitions': {'count': 1}"))
                    .hasMessageContaining("a runner that runs parts as tasks of their own");
        }
    }

    @Test
    void shouldRefusePartsOfATaskThatNoWorkerMayRun() {
        for (String yaml : List.of("{title: x}", "")) {
            if (yaml.isEmpty()) {
                when(catalogue.find("scan")).thenReturn(Optional.empty());
            } else {
                hasFile(yaml);
            }
            assertThatThrownBy(() -> worker("{'count': 1}"))
                    .isInstanceOfSatisfying(ProblemException.class, refused -> assertThat(refused.errors())
                            .containsExactly(
                                    new FieldError("job_name", "has no file that says how a worker runs its parts")));
        }
    }

    @Test
    void shouldRefuseToStartTheJobAsAWholeMoreThanOnce() {
        assertThatThrownBy(() -> read("'max_attempts': 2, 'job_runner': 'worker', 'partitions': {'count': 1}"))
                .hasMessageContaining("max_attempts: must be 1");
        read("'max_attempts': 1, 'job_runner': 'worker', 'partitions': {'count': 1}");
        read("'max_attempts': null, 'job_runner': 'worker', 'partitions': {'count': 1}");
    }
}
