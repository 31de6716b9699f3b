package execution.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import execution.catalogue.Catalogue;
import execution.catalogue.TaskText;
import execution.catalogue.UnusableFile;
import execution.model.AcceptedJob;
import execution.operations.OptionalStages;
import execution.webhook.WebhookTargets;
import execution.yaml.FileError;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskRulesTest {

    private static final String SCAN =
            """
            title: Scans
            runner: own
            attempts: {most: 3}
            limits: {waiting: 15m, starting: 2m, running: 2h}
            request:
              type: object
              additionalProperties: false
              required: [address]
              properties:
                address:
                  type: string
                  maxLength: 64
                  pattern: '^[a-z0-9.]+$'
                  x-must-be: an address
                ports: {type: array, items: {type: integer, minimum: 1, maximum: 65535}}
            """;
    private static final String TEXT = "{title: x, request: {type: string, maxLength: 9, pattern: '^[a-z]+$'}}";

    private final OptionalStages stages = mock(OptionalStages.class);
    private final JobEvents events = events(
            Catalogue.of(TaskText.task("scan", SCAN), TaskText.task("text", TEXT), TaskText.task("plain", "title: x")));

    private JobEvents events(Catalogue catalogue) {
        return new JobEvents(
                stages,
                new RequestProperties(List.of("without-file"), 1, 1, 1, 1, Duration.ofSeconds(1)),
                catalogue,
                WebhookTargets.ofAnyHost());
    }

    @BeforeEach
    void runners() {
        when(stages.isThere(anyString()))
                .thenAnswer(call -> call.getArgument(0, String.class).matches("run-(ecs|own)"));
    }

    private static String event(String job, String more) {
        return """
                {"tenant_id": "demo", "jit_event_id": "00a354e2-d393-4694-bc54-dde7554dfced", "jit_event_name": "e",
                 "asset_id": "a-1", "workflow_slug": "w", "job_name": "%s"%s}"""
                .formatted(job, more.isEmpty() ? "" : ", " + more);
    }

    private AcceptedJob read(String job, String more) {
        return events.read(event(job, more).getBytes(StandardCharsets.UTF_8), null)
                .job();
    }

    private List<String> problems(String job, String more) {
        return catchThrowableOfType(ProblemException.class, () -> read(job, more)).errors().stream()
                .map(error -> error.field() + ": " + error.problem())
                .toList();
    }

    @Test
    void shouldTakeARequestThatFitsTheTasksSchema() {
        AcceptedJob job = read("scan", "\"request\": {\"address\": \"127.0.0.1\", \"ports\": [22]}");

        assertThat(job.request()).isEqualTo(Map.of("address", "127.0.0.1", "ports", List.of(22)));
        assertThat(read("text", "\"request\": \"abc\"").request()).isEqualTo("abc");
        assertThat(read("plain", "").request()).isNull();
        assertThat(read("plain", "\"request\": null").request()).isNull();
    }

    @Test
    void shouldFillWhatTheEventLeavesOutFromTheFile() {
        AcceptedJob job = read("scan", "\"request\": {\"address\": \"a\"}");

        assertThat(job.jobRunner()).isEqualTo("own");
        assertThat(job.timeoutSeconds()).isEqualTo(7_200);
        assertThat(job.maxAttempts()).isEqualTo(3);
        assertThat(job.waitingSeconds()).isEqualTo(900);
        assertThat(job.startingSeconds()).isEqualTo(120);
        assertThat(read("plain", "").waitingSeconds()).isNull();
        assertThat(read("plain", "").startingSeconds()).isNull();

        AcceptedJob asked = read(
                "scan",
                "\"request\": {\"address\": \"a\"}, \"job_runner\": \"ecs\", \"timeout_seconds\": 60,"
                        + " \"max_attempts\": 1");

        assertThat(asked.jobRunner()).isEqualTo("ecs");
        assertThat(asked.timeoutSeconds()).isEqualTo(60);
        assertThat(asked.maxAttempts()).isEqualTo(1);
        assertThat(read("without-file", "").jobRunner()).isEqualTo("ecs");
        assertThat(read("without-file", "").timeoutSeconds()).isEqualTo(3_600);
    }

    @Test
    void shouldGiveAnEventTheSameHashWhenTheFileChanges() {
        byte[] event = event("scan", "\"request\": {\"address\": \"a\"}").getBytes(StandardCharsets.UTF_8);
        JobEvents changed = events(Catalogue.of(TaskText.task("scan", SCAN.replace("2h", "1h"))));

        assertThat(changed.read(event, null).hash())
                .isEqualTo(events.read(event, null).hash());
        assertThat(events.read(
                                event("scan", "\"request\": {\"address\": \"b\"}")
                                        .getBytes(StandardCharsets.UTF_8),
                                null)
                        .hash())
                .isNotEqualTo(events.read(event, null).hash());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            scan | | request: is required
            scan | "request": null | request: is required
            scan | "request": 7 | request: must be an object or a text
            scan | "request": [] | request: must be an object or a text
            scan | "request": true | request: must be an object or a text
            scan | "request": "127.0.0.1" | request: string found, object expected
            scan | "request": {} | request.address: is required
            scan | "request": {"address": "a b"} | request.address: must be an address
            scan | "request": {"address": "a\\n"} | request.address: must be an address
            scan | "request": {"address": "$(reboot)"} | request.address: must be an address
            scan | "request": {"address": "${body}"} | request.address: must be an address
            scan | "request": {"address": "a", "ports": [1, 1e999]} | request.ports[1]
            scan | "request": {"address": "a", "other": 1} | request.other: is not a known field
            scan | "request": {"address": "a", "": 1} | request: must not have an empty name in it
            scan | "request": {"address": "\\ud800"} | request.address: must be a text without halves
            scan | "request": {"address": "a"}, "timeout_seconds": 7201 | timeout_seconds: must be at most 7200 for this job
            scan | "request": {"address": "a"}, "max_attempts": 4 | max_attempts: must be at most 3 for this job
            text | "request": {} | request: object found, string expected
            text | "request": "A" | request: does not match
            text | "request": "abcdefghij" | request: must be at most 9 characters long
            plain | "request": "a" | request: must be left out, because this job takes no request
            without-file | "request": {"a": 1} | request: must be left out, because this job takes no request
            """)
    void shouldRefuseOtherRequestsAndNameTheField(String job, String more, String problem) {
        assertThat(problems(job, more == null ? "" : more))
                .anySatisfy(found -> assertThat(found).startsWith(problem.strip()));
    }

    @Test
    void shouldRefuseARequestThatIsTooLargeToStore() {
        String ports = "1,".repeat(1_000) + "1";

        assertThat(problems("scan", "\"request\": {\"address\": \"" + "a".repeat(33_000) + "\"}"))
                .anyMatch(problem -> problem.startsWith("body: takes"));
        assertThat(read("scan", "\"request\": {\"address\": \"a\", \"ports\": [" + ports + "]}")
                        .request())
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"request\": {\"address\": \"a\"}", "\"request\": \"x\""})
    void shouldRefuseAJobWhoseFileCannotBeUsed(String more) {
        Catalogue catalogue = mock(Catalogue.class);
        UnusableFile bad = new UnusableFile("bad", "bad.yaml", List.of(new FileError(1, 1, "titel", "is not known")));
        when(catalogue.find(anyString())).thenReturn(Optional.empty());
        when(catalogue.request(anyString())).thenReturn(Optional.empty());
        when(catalogue.unusable("bad")).thenReturn(Optional.of(bad));
        byte[] event = event("bad", more).getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> events(catalogue).read(event, null))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.getStatusCode().value()).isEqualTo(503);
                    assertThat(problem).hasMessageContaining("bad").hasMessageContaining("cannot be used");
                });
    }

    @Test
    void shouldNameAtMostTwentyFields() {
        StringBuilder many = new StringBuilder("\"request\": {\"address\": \"a\"");
        for (int i = 0; i < 100; i++) {
            many.append(", \"f").append(i).append("\": 1");
        }
        assertThat(problems("scan", many + "}")).hasSize(20);
    }

    @Test
    void shouldRepeatNothingOfTheRequestsValues() {
        assertThat(problems("scan", "\"request\": {\"address\": \"hunter2!\", \"ports\": [\"hunter2\"]}"))
                .hasSize(2)
                .noneMatch(problem -> problem.contains("hunter2"));
    }
}
