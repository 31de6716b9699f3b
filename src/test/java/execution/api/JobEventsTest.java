package execution.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.reset;
import static org.mockito.Mockito.when;

import execution.api.JobEvents.JobEvent;
import execution.catalogue.Catalogue;
import execution.catalogue.TaskFile;
import execution.catalogue.TaskText;
import execution.model.ExecutionStatus;
import execution.model.Webhook;
import execution.operations.OptionalStages;
import execution.webhook.WebhookTargets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobEventsTest {

    private static final String VALID =
            """
            {"tenant_id": "demo", "jit_event_id": "00a354e2-d393-4694-bc54-dde7554dfced", "jit_event_name": "e",
             "asset_id": "a-1", "workflow_slug": "w", "job_name": "scan"}""";

    private static final Catalogue catalogue = mock(Catalogue.class);

    private static CamelContext context;
    private static JobEvents events;

    @BeforeAll
    static void start() throws Exception {
        context = new DefaultCamelContext();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:run-ecs").routeId("run-ecs").log("ran");
                from("direct:environment-with-route").routeId("environment").log("prepared");
            }
        });
        context.start();
        events = new JobEvents(
                new OptionalStages(context),
                new RequestProperties(List.of("scan", "team-*"), 1, 1, 1, 1, Duration.ofSeconds(1)),
                catalogue,
                WebhookTargets.ofAnyHost());
    }

    @AfterAll
    static void stop() {
        context.stop();
    }

    private static JobEvent read(String body) {
        return events.read(body.getBytes(StandardCharsets.UTF_8), null);
    }

    @Test
    void shouldDeriveTheSameIdForTheSameEvent() {
        assertThat(read(VALID).key()).isEqualTo(read(VALID).key());
        assertThat(read(VALID).key().executionId()).matches("[0-9a-f]{32}");
        assertThat(read(VALID.replace("a-1", "a-2")).key().executionId())
                .isNotEqualTo(read(VALID).key().executionId());
    }

    @Test
    void shouldMakeTheIdOfAnEventOfTheQueueThatHasNone() {
        String scheduled = VALID.replace("\"jit_event_id\": \"00a354e2-d393-4694-bc54-dde7554dfced\", ", "");

        assertThat(read(scheduled).key()).isEqualTo(read(scheduled).key());
        assertThat(JobEvents.areIds(
                        read(scheduled).key().jitEventId(),
                        read(scheduled).key().executionId()))
                .isTrue();
        assertThat(read(scheduled.replace("\"e\"", "\"at noon\"")).key().jitEventId())
                .isNotEqualTo(read(scheduled).key().jitEventId());
        assertThat(read(scheduled.replace("{", "{\"jit_event_id\": null, "))
                        .key()
                        .jitEventId())
                .isNotNull();
        assertThatThrownBy(() -> read(scheduled.replace("{", "{\"jit_event_id\": 1, ")))
                .hasMessageContaining("jit_event_id");
    }

    @Test
    void shouldWantTheIdOfAnEventOfSomebodyWithAToken() {
        String scheduled = VALID.replace("\"jit_event_id\": \"00a354e2-d393-4694-bc54-dde7554dfced\", ", "");

        assertThatThrownBy(() -> events.read(scheduled.getBytes(StandardCharsets.UTF_8), "demo"))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.errors())
                        .contains(new ProblemException.FieldError("jit_event_id", "is required")));
    }

    private static String withWebhook(String webhook) {
        return VALID.replace("}", ", \"webhook\": " + webhook + "}");
    }

    @Test
    void shouldReadAWebhookThatIsToldOfEndsUnlessTheEventSaysOtherwise() {
        assertThat(read(VALID).job().webhook()).isNull();
        assertThat(read(withWebhook("null")).hash()).isEqualTo(read(VALID).hash());
        assertThat(read(withWebhook("{\"url\": \"https://a.example.com/\"}"))
                        .job()
                        .webhook()
                        .statuses())
                .containsExactly(
                        ExecutionStatus.COMPLETED,
                        ExecutionStatus.FAILED,
                        ExecutionStatus.CANCELLED,
                        ExecutionStatus.TIMED_OUT);
        assertThat(read(withWebhook("{\"url\": \"https://a.example.com/\", \"statuses\": [\"running\"]}"))
                        .job()
                        .webhook())
                .isEqualTo(new Webhook("https://a.example.com/", List.of(ExecutionStatus.RUNNING)));
    }

    @Test
    void shouldTellWebhooksWithOtherAddressesForOtherRequests() {
        String one = withWebhook("{\"url\": \"https://a.example.com/\"}");

        assertThat(read(one).hash()).isNotEqualTo(read(VALID).hash());
        assertThat(read(one.replace("a.example", "b.example")).hash())
                .isNotEqualTo(read(one).hash());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | webhook.url | is required",
                "{\"url\": 1} | webhook.url | must be an address such as https://example.com/path of at most 2048 characters",
                "{\"url\": \"ftp://a\"} | webhook.url | must be an address such as https://example.com/path of at most 2048 characters",
                "{\"url\": \"https://a b\"} | webhook.url | must be an address such as https://example.com/path of at most 2048 characters",
                "{\"url\": \"https://a/\", \"statuses\": []} | webhook.statuses | must be a list of 1 to 8 statuses",
                "{\"url\": \"https://a/\", \"secret\": \"x\"} | webhook.secret | is not a known field",
                "\"https://a/\" | webhook | must be an object"
            })
    void shouldNameTheFieldOfAWebhookThatIsWrong(String webhook, String field, String problem) {
        assertThatThrownBy(() -> read(withWebhook(webhook)))
                .isInstanceOfSatisfying(ProblemException.class, refused -> assertThat(refused.errors())
                        .contains(new ProblemException.FieldError(field, problem)));
    }

    @Test
    void shouldReadTheRequestOfThePageAboutWebhooks() throws IOException {
        String page = Files.readString(Path.of("docs", "webhooks.md"));
        String request = page.substring(page.indexOf("-d '{") + 4, page.indexOf("}'") + 1);

        assertThat(events.read(request.replace("word-count", "scan").getBytes(StandardCharsets.UTF_8), "demo")
                        .job()
                        .webhook()
                        .statuses())
                .hasSize(3);
    }

    @Test
    void shouldTellTheSameRequestByWhatItSaysAndNotByItsOrder() {
        String withAttributes = VALID.replace("}", ", \"additional_attributes\": {\"a\": 1, \"b\": 2}}");
        String reordered = VALID.replace("}", ", \"additional_attributes\": {\"b\": 2, \"a\": 1}}");

        assertThat(read(withAttributes).hash()).isEqualTo(read(reordered).hash());
        assertThat(read(withAttributes).hash()).isNotEqualTo(read(VALID).hash());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{",
                "{\"jit_event_id\": \"a\", \"jit_event_id\": \"b\"}",
                "{} trailing",
                "\u0000",
            })
    void shouldRefuseWhatIsNoJsonObject(String body) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("body");
    }

    @Test
    void shouldRefuseABodyThatIsTooLargeOrTooDeep() {
        assertThatThrownBy(() -> read("{\"a\":\"" + "x".repeat(70_000) + "\"}"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("65536");
        assertThatThrownBy(() -> read("{\"a\":" + "[".repeat(1_000) + "]".repeat(1_000) + "}"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("body");
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo#STATUS#failed", "", "../x", "a b", "x\\ny"})
    void shouldRefuseATenantThatWouldChangeAKey(String tenant) {
        assertThatThrownBy(() -> read(VALID.replace("\"demo\"", "\"" + tenant + "\"")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("tenant_id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret.jar", "/etc/passwd", "a/../../b.jar", "a\\u0000.jar", "a;b.jar"})
    void shouldRefuseAnInputOutsideOfTheTenantsPart(String input) {
        assertThatThrownBy(() -> read(VALID.replace("}", ", \"input\": \"" + input + "\"}")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("input");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ECS", "no-such", "ecs?x=y", "${body}", "../x"})
    void shouldRefuseARunnerThatIsNotThere(String runner) {
        assertThatThrownBy(() -> read(VALID.replace("}", ", \"job_runner\": \"" + runner + "\"}")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("job_runner");
    }

    @AfterEach
    void forgetTaskFiles() {
        reset(catalogue);
    }

    private static void hasFile(String task, TaskFile.Priority priority) {
        String yaml = "{title: x, priority: {standard: %d, most: %d}}".formatted(priority.standard(), priority.most());
        when(catalogue.find(task)).thenReturn(Optional.of(TaskText.task(task, yaml)));
    }

    private static String withPriority(Object priority) {
        return VALID.replace("}", ", \"priority\": " + priority + "}");
    }

    @ParameterizedTest
    @CsvSource({"0", "4", "9"})
    void shouldTakeAnyPriorityOfAJobWithoutAFile(int priority) {
        assertThat(read(withPriority(priority)).job().priority()).isEqualTo(priority);
    }

    @Test
    void shouldGiveTheMiddlePriorityToWhoAsksForNone() {
        assertThat(read(VALID).job().priority()).isEqualTo(4);
        assertThat(read(withPriority(null)).job().priority()).isEqualTo(4);
    }

    @Test
    void shouldHoldPrioritiesToWhatTheTasksFileAllows() {
        hasFile("scan", new TaskFile.Priority(2, 6));

        assertThat(read(VALID).job().priority()).isEqualTo(2);
        assertThat(read(withPriority(6)).job().priority()).isEqualTo(6);
        assertThatThrownBy(() -> read(withPriority(7)))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.errors())
                        .singleElement()
                        .isEqualTo(new ProblemException.FieldError("priority", "must be at most 6 for this job")));
    }

    @Test
    void shouldKnowAnEventAgainWhoseTasksFileHasChanged() {
        String before = read(VALID).hash();
        hasFile("scan", new TaskFile.Priority(2, 6));

        assertThat(read(VALID).hash()).isEqualTo(before);
        assertThat(read(withPriority(2)).hash()).isNotEqualTo(before);
    }

    private static JobEvent readWithAttributes(String attributes) {
        return read(VALID.replace("}", ", \"additional_attributes\": " + attributes + "}"));
    }

    @Test
    void shouldRefuseManySmallObjectsBeforeTheyFillTheMemory() {
        String objects = "{},".repeat(20_000);

        assertThatThrownBy(() -> readWithAttributes("{\"a\": [" + objects + "{}]}"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("body");
    }

    @Test
    void shouldRefuseAJobThatTakesTooMuchOfItsRow() {
        String texts = IntStream.range(0, 40)
                .mapToObj(i -> "\"k" + i + "\": \"" + "ü".repeat(450) + "\"")
                .collect(Collectors.joining(", "));

        assertThatThrownBy(() -> readWithAttributes("{" + texts + "}"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("32768");
    }

    @Test
    void shouldNameTwentyErrorsAtMostAndRepeatLittleOfTheRequest() {
        String fields = IntStream.range(0, 200)
                .mapToObj(i -> "\"" + "x".repeat(230) + i + "\": 1")
                .collect(Collectors.joining(", "));

        assertThatThrownBy(() -> read(VALID.replace("}", ", " + fields + "}")))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.errors()).hasSize(20);
                    assertThat(problem.getMessage().length()).isLessThan(10_000);
                });
    }

    @Test
    void shouldRepeatLittleOfWhatIsNoJson() {
        assertThatThrownBy(() -> read("{\"a\": " + "x".repeat(60_000) + "}"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.getMessage().length()).isLessThan(1_000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e400",
                "-1e126",
                "1e-131",
                "123456789012345678901234567890123456789",
                "\"half of a character: \\ud800\"",
                "{\"\": 1}",
            })
    void shouldNameTheValueThatTheTableCannotHold(String value) {
        assertThatThrownBy(() -> readWithAttributes("{\"a\": {\"b\": [0, " + value + "]}}"))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.errors())
                        .first()
                        .extracting(ProblemException.FieldError::field)
                        .isEqualTo("additional_attributes.a.b[1]"));
        assertThatThrownBy(() -> read(
                        VALID.replace("}", ", \"steps\": [{\"name\": \"s\", \"params\": {\"p\": " + value + "}}]}")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("steps[0].params.p");
    }

    @Test
    void shouldRefuseATextWithHalfACharacter() {
        assertThatThrownBy(() -> read(VALID.replace("\"e\"", "\"\\ud800\"")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("jit_event_name");
    }

    @Test
    void shouldTakeEveryNumberThatTheTableHolds() {
        readWithAttributes("{\"n\": [0, -0.0, 1e125, -9.5e125, 1e-130, 12345678901234567890123456789012345678, 1.5]}");
    }

    @Test
    void shouldOfferTheJobsThatAreListedOrHaveARoute() {
        for (String job : Arrays.asList("scan", "team-build", "with-route")) {
            assertThat(read(VALID.replace("\"scan\"", "\"" + job + "\"")).job().jobName())
                    .isEqualTo(job);
        }
        assertThatThrownBy(() -> read(VALID.replace("\"scan\"", "\"scan-other\"")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("job_name");
    }
}
