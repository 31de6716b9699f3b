package execution.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import execution.api.ProblemException.FieldError;
import execution.catalogue.Catalogue;
import execution.http.JsonMaker;
import execution.operations.OptionalStages;
import execution.webhook.WebhookTargets;
import io.swagger.v3.oas.models.media.Schema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Holds what is taken and refused to openapi.yaml, by bodies that are made out of its schemas. {@code -Dfuzz.seed}
 * makes those of another run again.
 */
class InputSchemaTest {

    private static final int BODIES = 4_000;
    private static final long SEED = Long.getLong("fuzz.seed", 20_260_101);

    /** What the descriptions in openapi.yaml say and its schemas cannot. */
    private static final Pattern DESCRIBED = Pattern.compile(
            "must be a text without halves.*|must be zero or a number from 1e-130.*|must be a number of at most 38 digits"
                    + "|must not have an empty name in it|has a name that must be.*"
                    + "|is not the tenant of the token|there is no (job|runner|aggregator) '.*"
                    + "|must have exactly one of count, list, object|must be 1 or left out beside partitions.*"
                    + "|has no file that says how a worker runs its parts"
                    + "|must be worker, or a runner .* for a job with partitions|must not be partitions, which runs.*"
                    + "|must be left out, because this job takes no request"
                    + "|must be an address such as https://example.com/path, without user.*"
                    + "|takes [0-9]+ bytes as it is stored.*|is JSON of more levels, tokens or digits than are read");

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static CamelContext context;
    private static JobEvents events;

    @BeforeAll
    static void start() throws Exception {
        context = new DefaultCamelContext();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:run-ecs").routeId("run-ecs").log("ran");
                from("direct:run-partitions").routeId("run-partitions").log("ran");
            }
        });
        context.start();
        events = new JobEvents(
                new OptionalStages(context),
                new RequestProperties(List.of("*"), 1, 1, 1, 1, Duration.ofSeconds(1)),
                mock(Catalogue.class),
                WebhookTargets.ofAnyHost());
    }

    @AfterAll
    static void stop() {
        context.stop();
    }

    private static List<FieldError> errorsOfEvent(String body, String tenant) {
        try {
            events.read(body.getBytes(StandardCharsets.UTF_8), tenant);
            return List.of();
        } catch (ProblemException e) {
            return e.errors();
        }
    }

    private static List<FieldError> errors(InputSchema schema, String body) throws JsonProcessingException {
        try {
            schema.check(JSON.readTree(body)).refuse();
            return List.of();
        } catch (ProblemException e) {
            return e.errors();
        }
    }

    private static Optional<JsonNode> parsed(String body) {
        try {
            // Of bytes, of which less can be read than of text.
            return Optional.of(JSON.readTree(body.getBytes(StandardCharsets.UTF_8)))
                    .filter(JsonNode::isObject);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String made(Schema<?> schema, long number) {
        SplittableRandom random = new SplittableRandom(SEED + number);
        JsonMaker maker = new JsonMaker(random);
        JsonNode body = maker.value(schema);
        for (int changes = random.nextInt(3); changes > 0; changes--) {
            maker.change(body);
        }
        return maker.text(body);
    }

    @Test
    void shouldTakeTheJobEventsThatTheContractTakesAndNoOther() {
        Schema<?> any = JsonMaker.bodyOf("trigger-execution");
        // What is made for partitions is refused as a rule, because it has several sources or the runner ecs; and so is
        // a made address of a webhook, because hardly any has a host.
        Schema<?> plain = JsonMaker.bodyOf("trigger-execution");
        plain.getProperties().remove("partitions");
        plain.getProperties().remove("webhook");
        int taken = 0;
        int refused = 0;
        for (int number = 0; number < BODIES; number++) {
            String body = made(number % 5 == 0 ? any : plain, number);
            Optional<JsonNode> event = parsed(body);
            List<FieldError> errors = errorsOfEvent(body, "instant");
            if (event.isEmpty()) {
                assertThat(errors).as("seed %s, %s: %s", SEED, number, body).isNotEmpty();
            } else if (OpenApiContract.isKept("JobEvent", event.get())) {
                assertThat(errors)
                        .as("seed %s, %s: %s", SEED, number, body)
                        .allMatch(error -> DESCRIBED.matcher(error.problem()).matches());
                taken += errors.isEmpty() ? 1 : 0;
            } else {
                assertThat(errors)
                        .as("seed %s, %s: %s", SEED, number, body)
                        .anyMatch(error -> error.field().equals("body")
                                || !DESCRIBED.matcher(error.problem()).matches());
                refused++;
            }
        }
        assertThat(taken).isGreaterThan(BODIES / 10);
        assertThat(refused).isGreaterThan(BODIES / 10);
    }

    @ParameterizedTest
    @CsvSource({"report, Report", "put-results, ResultsFile"})
    void shouldTakeWhatTheContractTakesOfTasksAndNoOther(String operation, String name) throws JsonProcessingException {
        Schema<?> made = JsonMaker.bodyOf(operation);
        InputSchema schema = InputSchema.of(name);
        int taken = 0;
        int refused = 0;
        for (int number = 0; number < BODIES; number++) {
            String body = made(made, number);
            Optional<JsonNode> input = parsed(body);
            if (input.isPresent() && OpenApiContract.isKept(name, input.get())) {
                assertThat(errors(schema, body))
                        .as("seed %s, %s: %s", SEED, number, body)
                        .allMatch(error -> DESCRIBED.matcher(error.problem()).matches());
                taken++;
            } else if (input.isPresent()) {
                assertThat(errors(schema, body))
                        .as("seed %s, %s: %s", SEED, number, body)
                        .isNotEmpty();
                refused++;
            }
        }
        assertThat(taken).isGreaterThan(BODIES / 10);
        assertThat(refused).isGreaterThan(BODIES / 10);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "jit_event_id | null | is required",
                "jit_event_id | 'x' | must be a UUID",
                "jit_event_id | '00a354e2-d393-4694-bc54-dde7554dfced\\n' | must be a UUID",
                "execution_id | 'ABC' | must be 32 lower-case hex digits",
                "asset_id | 'a#b' | must be 1 to 128 letters, digits, . _ : or -",
                "workflow_slug | 'A' | must be 1 to 64 lower-case letters, digits, - or _",
                "control_name | 'a\\u0007' | must be a text of 1 to 512 characters without control characters",
                "input | 'a/../b' | must be the name of an object: letters, digits, . _ - and /, without ..",
                "timeout_seconds | 1.0 | must be a whole number from 1 to 604800",
                "priority | 10 | must be a whole number from 0 to 9",
                "priority | -1 | must be a whole number from 0 to 9",
                "priority | 4.5 | must be a whole number from 0 to 9",
                "priority | '9' | must be a whole number from 0 to 9",
                "max_attempts | 11 | must be a whole number from 1 to 10",
                "max_attempts | '1' | must be a whole number from 1 to 10",
                "steps | {} | must be a list",
                "steps[1] | [{'name':'a'},null] | must be an object",
                "steps[0].name | [{'uses':'a'}] | is required",
                "steps[0].other | [{'name':'a','other':1}] | is not a known field",
                "steps[0].params | [{'name':'a','params':[]}] | must be an object",
                "additional_attributes | 1 | must be an object",
                "other | 1 | is not a known field; further attributes belong into additional_attributes",
                "other.field | 1 | is not a known field; further attributes belong into additional_attributes",
            })
    void shouldSayOfEachFieldWhatItMustBe(String field, String value, String problem) {
        String name = field.startsWith("steps") ? "steps" : field;
        String event =
                """
                {"tenant_id": "demo", "jit_event_id": "00a354e2-d393-4694-bc54-dde7554dfced", "jit_event_name": "e",
                 "asset_id": "a-1", "workflow_slug": "w", "job_name": "scan"}""";
        String changed = event.replaceFirst("\"" + Pattern.quote(name) + "\": \"[^\"]*\"(, )?", "")
                .replaceFirst(
                        "\\{", "{\"" + name + "\": " + value.replace('\'', '"').replace("\\", "\\\\") + ", ");

        assertThat(errorsOfEvent(changed, "demo")).containsExactly(new FieldError(field, problem));
    }

    @Test
    void shouldPublishAContractThatIsCompleteAndHasWholePatterns() {
        assertThat(OpenApiContract.texts("$ref")).isNotEmpty().allMatch(target -> target.startsWith("#/"));
        assertThat(OpenApiContract.texts("pattern"))
                .isNotEmpty()
                .allMatch(pattern -> pattern.startsWith("^") && pattern.endsWith("$"));
    }

    @Test
    void shouldTakeNullForWhatIsLeftOut() {
        String nulls = OpenApiContract.optional("JobEvent")
                .map(name -> ", \"" + name + "\": null")
                .collect(Collectors.joining());
        String event =
                """
                {"jit_event_id": "00a354e2-d393-4694-bc54-dde7554dfced", "jit_event_name": "e",
                 "asset_id": "a-1", "workflow_slug": "w", "job_name": "scan\"""";

        JobEvents.JobEvent with = events.read((event + nulls + "}").getBytes(StandardCharsets.UTF_8), "demo");
        JobEvents.JobEvent without = events.read((event + "}").getBytes(StandardCharsets.UTF_8), "demo");

        assertThat(with).isEqualTo(without);
    }

    @Test
    void shouldTakeTheDefaultsOfTheContract() {
        JobEvents.JobEvent event = events.read(
                """
                {"jit_event_id": "00a354e2-d393-4694-bc54-dde7554dfced", "jit_event_name": "e",
                 "asset_id": "a-1", "workflow_slug": "w", "job_name": "scan"}"""
                        .getBytes(StandardCharsets.UTF_8),
                "demo");

        assertThat(OpenApiContract.defaults("JobEvent"))
                .isEqualTo(Map.of(
                        "entity_type", event.job().entityType(),
                        "job_runner", event.job().jobRunner(),
                        "timeout_seconds", Long.toString(event.job().timeoutSeconds()),
                        "max_attempts", Integer.toString(event.job().maxAttempts())));
    }

    /** An event that is sent again by a later release is the same event. */
    @Test
    void shouldTellTheSameRequestAcrossReleases() {
        JobEvents.JobEvent event = events.read(
                """
                {"jit_event_id": "00a354e2-d393-4694-bc54-dde7554dfced", "jit_event_name": "e", "vendor": null,
                 "asset_id": "a-1", "workflow_slug": "w", "job_name": "scan", "timeout_seconds": 60,
                 "steps": [{"name": "s", "uses": null, "params": {"z": 1.50, "a": [12345678901234567890, null, true]}}],
                 "additional_attributes": {"b": {"c": 1e3}, "a": "ü"}}"""
                        .getBytes(StandardCharsets.UTF_8),
                "demo");

        assertThat(event.hash()).isEqualTo("9a4128decd6d0cf4d862d85598582e4e9e913bf3a9d4540b21b4d3e55a80cd74");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "Report | {'status':'done'} | status | must be running, completed, failed or returned",
                "Report | {'status':1e400} | status | must be running, completed, failed or returned",
                "Report | {'status':null} | status | is required",
                "Report | {'status':'failed','exit_code':256} | exit_code | must be a whole number from 0 to 255",
                "Report | {'status':'failed','has_findings':'no'} | has_findings | must be true or false",
                "Report | {'status':'failed','reason':7} | reason | must be a text of at most 2000 characters",
                "Report | {'status':'failed','other':7} | other | is not a known field",
                "ResultsFile | {'file_name':'a.tar.gz'} | size | is required",
                "ResultsFile | {'file_name':'a.tar.gz','size':1,'metadata':[]} | metadata | must be an object",
                "ResultsFile | {'file_name':'a.tar.gz','size':1,'metadata':{'a':null}} | metadata.a"
                        + " | must be a text of 1 to 256 printable ASCII characters",
            })
    void shouldSayOfEachFieldOfATaskWhatItMustBe(String schema, String body, String field, String problem)
            throws JsonProcessingException {
        assertThat(errors(InputSchema.of(schema), body.replace('\'', '"')))
                .containsExactly(new FieldError(field, problem));
    }

    @Test
    void shouldSayHowMuchIsTooMuch() throws JsonProcessingException {
        String steps =
                IntStream.range(0, 101).mapToObj(number -> "{\"name\": \"a\"}").collect(Collectors.joining(","));
        String entries = IntStream.range(0, 11)
                .mapToObj(number -> "\"a" + number + "\": \"b\"")
                .collect(Collectors.joining(","));

        assertThat(errors(InputSchema.of("JobEvent"), "{\"steps\": [" + steps + "]}"))
                .contains(new FieldError("steps", "has 101 elements, must have at most 100"));
        assertThat(errors(
                        InputSchema.of("ResultsFile"),
                        "{\"file_name\": \"a.tar.gz\", \"size\": 1, \"metadata\": {" + entries + "}}"))
                .containsExactly(new FieldError("metadata", "has 11 entries, must have at most 10"));
    }

    @Test
    void shouldNameKnownFieldsBeforeUnknownOnes() {
        String unknown = IntStream.range(0, 100)
                .mapToObj(number -> "\"field" + number + "\": 1")
                .collect(Collectors.joining(", ", "{", ", \"max_attempts\": 0}"));

        assertThat(errorsOfEvent(unknown, "demo"))
                .hasSize(20)
                .extracting(FieldError::field)
                .contains("jit_event_id", "job_name", "max_attempts", "field0");
    }
}
