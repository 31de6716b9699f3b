package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.ExecutionKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import local.LocalPlatform;
import local.Names;
import local.lambda.ExampleFunction;
import local.lambda.Function;
import local.lambda.LocalLambda;
import local.lambda.ProcessHandler;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.model.Message;

/** Tasks that are functions, in the real service and on the local Lambda. */
class LambdaIT {

    private static final LocalPlatform PLATFORM = SharedPlatform.get();
    private static final LocalLambda LAMBDA = PLATFORM.lambda();
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final String TASK = "count-words";
    private static final String FUNCTION = "example";

    @TempDir
    static Path files;

    private static final AwsCalls CALLS = new AwsCalls();

    private static RunningService service;

    private final String tenant = SharedPlatform.newTenant();

    @BeforeAll
    static void start() throws Exception {
        Path tasks = Files.createDirectory(files.resolve("tasks"));
        write(tasks, TASK, FUNCTION);
        write(tasks, "count-words-by-guide", "guide");
        write(tasks, "of-no-function", null);
        LAMBDA.put(new Function(FUNCTION, ExampleFunction::handle, 0));
        service = RunningService.start(PLATFORM, Map.of("execution.tasks-dir", tasks.toString()), CALLS);
        service.bean(CamelContext.class).addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:parse-" + TASK).routeId("parse-" + TASK).bean(Findings.class, "parse");
            }
        });
    }

    private static void write(Path tasks, String name, String function) throws IOException {
        Files.writeString(
                tasks.resolve(name + ".yaml"),
                """
                title: Counts words
                %s
                request:
                  type: object
                  additionalProperties: false
                  properties:
                    text: {type: string, maxLength: 1000}
                    ends: {type: string, maxLength: 20}
                """
                        .formatted(function == null ? "runner: ecs" : "runner: lambda\nlambda: " + function));
    }

    @AfterAll
    static void stop() {
        service.close();
        CALLS.assertAllAreAllowed();
        assertThat(CALLS.seen()).contains("lambda:InvokeFunction on function:" + FUNCTION);
    }

    @AfterEach
    void repair() {
        LAMBDA.faults().clear();
        LAMBDA.put(new Function(FUNCTION, ExampleFunction::handle, 0));
    }

    private ExecutionKey trigger(String task, String ends) {
        Map<String, Object> event = RunningService.event(task);
        event.put("request", Map.of("text", "one two three", "ends", ends));
        return service.trigger(tenant, event);
    }

    private static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<JsonNode> taken(ExecutionKey key) {
        return LAMBDA.taken().stream()
                .map(invocation -> json(invocation.event()))
                .filter(event ->
                        key.executionId().equals(event.path("execution_id").asText()))
                .toList();
    }

    /** Gives what the execution's invocations answered that are over. */
    private static List<JsonNode> answers(ExecutionKey key) {
        return LAMBDA.ended().stream()
                .filter(ended -> key.executionId()
                        .equals(json(ended.invocation().event())
                                .path("execution_id")
                                .asText()))
                .map(ended -> json(ended.answer().payload()))
                .toList();
    }

    /** Waits until this many invocations are over, and checks that one of them did the work. */
    private static void assertOneDidTheWork(ExecutionKey key, int invocations) {
        await().atMost(RunningService.LONGEST_WAIT).until(() -> answers(key).size() >= invocations);
        assertThat(answers(key)).filteredOn(answer -> !answer.has("repeated")).hasSize(1);
    }

    private static void awaitResults(ExecutionKey key) {
        await("its results are published")
                .atMost(RunningService.LONGEST_WAIT)
                .until(() -> service.execution(key).get("has_findings").asBoolean());
    }

    @Test
    void shouldRunTheFunctionAndPublishItsResults() {
        LAMBDA.put(new Function(FUNCTION, new ProcessHandler(LONGEST, ExampleFunction.command()), 0));
        try (Topic results = Topic.read(Names.RESULTS_TOPIC)) {
            ExecutionKey key = trigger(TASK, "reporting");

            JsonNode row = service.awaitStatus(key, "completed");

            assertThat(row.get("exit_code").asInt()).isZero();
            assertThat(row.get("job_runner").asText()).isEqualTo("lambda");
            assertThat(row.get("invocation").asText()).contains("/");
            assertThat(service.history(key))
                    .containsExactly("pending", "allocated", "dispatched", "running", "completed");
            awaitResults(key);
            await().atMost(RunningService.LONGEST_WAIT)
                    .untilAsserted(() -> assertThat(results.all(key).toString()).contains("words"));
            assertThat(taken(key)).hasSize(1);
            assertLogIsOfItsInvocationAlone(key, row.get("invocation").asText().split("/")[0]);
        }
    }

    private void assertLogIsOfItsInvocationAlone(ExecutionKey key, String requestId) {
        await("the function has printed its last")
                .atMost(RunningService.LONGEST_WAIT)
                .untilAsserted(() -> {
                    JsonNode log = service.get(tenant, RunningService.path(key) + "/logs")
                            .body();
                    assertThat(log.path("source").asText()).as("%s", log).isEqualTo("log");
                    assertThat(log.path("lines").findValuesAsText("text"))
                            .contains(requestId + " START", requestId + " the words are counted", requestId + " END")
                            .allMatch(line -> line.startsWith(requestId));
                });
    }

    @Test
    void shouldFailAsTheFunctionSays() {
        JsonNode row = service.awaitStatus(trigger(TASK, "failing"), "failed");

        assertThat(row.get("exit_code").asInt()).isEqualTo(3);
    }

    @Test
    void shouldFailWhenTheFunctionCrashes() {
        JsonNode row = service.awaitStatus(trigger(TASK, "crashing"), "failed");

        assertThat(row.get("reason").asText()).contains("ended with an error");
    }

    @Test
    void shouldEndByTheAnswerOfAFunctionThatDoesNotReportItsEnd() {
        ExecutionKey key = trigger(TASK, "answering");

        service.awaitStatus(key, "completed");
        assertThat(service.execution(key).has("report")).isFalse();
    }

    @Test
    void shouldDoTheWorkOnceWhenTheFunctionIsInvokedTwice() {
        LAMBDA.faults().doubleNext(1);
        ExecutionKey key = trigger(TASK, "reporting");

        service.awaitStatus(key, "completed");
        assertOneDidTheWork(key, 2);
    }

    @Test
    void shouldDoTheWorkOnceWhenTheAnswerOfTheInvocationIsLost() {
        LAMBDA.faults().loseNextAnswers(2);
        ExecutionKey key = trigger(TASK, "reporting");

        service.awaitStatus(key, "completed");
        assertOneDidTheWork(key, taken(key).size());
        assertThat(service.execution(key).get("attempt").asInt()).isEqualTo(1);
    }

    @Test
    void shouldInvokeTheFunctionLaterWhenThereAreTooManyCalls() {
        LAMBDA.faults().throttleNext(2);
        ExecutionKey key = trigger(TASK, "reporting");

        service.awaitStatus(key, "completed");
        assertThat(taken(key)).hasSize(1);
    }

    @Test
    void shouldMakeAnotherAttemptWhenLambdaDidNotStartTheFunction() {
        LAMBDA.faults().letNextBecomeTooOld(1);
        ExecutionKey key = trigger(TASK, "reporting");

        assertThat(service.awaitStatus(key, "completed").get("attempt").asInt()).isEqualTo(2);
    }

    @Test
    void shouldCancelAtOnceWhatHasNotStartedAndLetItNotStartLater() {
        LAMBDA.faults().dropNext(1);
        ExecutionKey key = trigger(TASK, "reporting");
        service.awaitStatus(key, "dispatched");

        service.cancel(key);

        service.awaitStatus(key, "cancelled");
        JsonNode event = taken(key).get(0);
        assertThat(report(key, event, Map.of("status", "running", "invocation_id", "late/1"))
                        .status())
                .isEqualTo(409);
    }

    @Test
    void shouldTakeReportsOfOneInvocationAlone() {
        LAMBDA.faults().dropNext(1);
        ExecutionKey key = trigger(TASK, "reporting");
        service.awaitStatus(key, "dispatched");
        JsonNode event = taken(key).get(0);

        assertThat(report(key, event, Map.of("status", "running")).status()).isEqualTo(400);
        assertThat(report(key, event, Map.of("status", "running", "invocation_id", "a/b/c"))
                        .status())
                .isEqualTo(400);
        assertThat(report(key, event, Map.of("status", "completed", "invocation_id", "r/1"))
                        .status())
                .isEqualTo(409);
        assertThat(report(key, event, Map.of("status", "running", "invocation_id", "r/1"))
                        .status())
                .isEqualTo(200);
        assertThat(report(key, event, Map.of("status", "completed", "invocation_id", "r/2"))
                        .status())
                .isEqualTo(409);
        RunningService.Answer ended = report(key, event, Map.of("status", "completed", "invocation_id", "r/1"));
        assertThat(ended.status()).isEqualTo(200);
        assertThat(ended.body().get("status").asText()).isEqualTo("completed");
    }

    private static RunningService.Answer report(ExecutionKey key, JsonNode event, Map<String, Object> report) {
        return service.report(key, event.get("callback_token").asText(), new HashMap<>(report));
    }

    @Test
    void shouldRefuseATaskThatNamesNoFunction() {
        Map<String, Object> event = RunningService.event("of-no-function");
        event.put("job_runner", "lambda");
        event.put("request", Map.of("text", "one"));

        JsonNode row = service.awaitStatus(service.trigger(tenant, event), "failed");

        assertThat(row.get("reason").asText()).contains("names no function");
    }

    @Test
    void shouldSetAsideARecordThatCannotBeReadWithoutItsToken() {
        PLATFORM.sqs().sendMessage(send -> send.queueUrl(PLATFORM.queueUrl(Names.LAMBDA_RESULTS_QUEUE))
                .messageBody("{\"requestPayload\":{\"attempt_id\":\"none\",\"callback_token\":\"secret\"}}"));

        Message letter = await().atMost(RunningService.LONGEST_WAIT)
                .until(
                        () -> PLATFORM
                                .sqs()
                                .receiveMessage(receive -> receive.queueUrl(
                                                PLATFORM.queueUrl(Names.LAMBDA_RESULTS_QUEUE + Names.DEAD_LETTERS))
                                        .messageAttributeNames("reason"))
                                .messages()
                                .stream()
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
        assertThat(letter.body()).contains("attempt_id").doesNotContain("secret");
        assertThat(letter.messageAttributes().get("reason").stringValue()).contains("not a record");
    }

    /** The function of the operator guide, as it stands there. */
    @Test
    void shouldRunTheFunctionOfTheGuide() throws Exception {
        assumeThat(python()).as("python3 is there").isTrue();
        String guide = Files.readString(Path.of("docs", "operator-guide.md"));
        Path code = files.resolve("function.py");
        Files.writeString(
                code,
                guide.split("```python\n", 2)[1].split("```", 2)[0]
                        + """


                        import os, sys, types
                        context = types.SimpleNamespace(aws_request_id=os.environ["AWS_REQUEST_ID"])
                        print(json.dumps(handler(json.load(sys.stdin), context)))
                        """);
        LAMBDA.put(new Function("guide", new ProcessHandler(LONGEST, "python3", code.toString()), 0));
        LAMBDA.faults().doubleNext(1);

        ExecutionKey key = trigger("count-words-by-guide", "reporting");

        service.awaitStatus(key, "completed");
        assertOneDidTheWork(key, 2);
        await().atMost(RunningService.LONGEST_WAIT)
                .until(() -> service.execution(key).has("results_key"));
    }

    private static boolean python() throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "-c", "import tarfile, urllib.request")
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
