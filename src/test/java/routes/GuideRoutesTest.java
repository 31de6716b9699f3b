package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpServer;
import execution.model.Launch;
import execution.results.ParsedResults;
import execution.results.parser.ResultsContext;
import execution.results.parser.ResultsFile;
import execution.runner.EndCause;
import execution.runner.LaunchRefusedException;
import execution.runner.LaunchRequest;
import execution.runner.TaskEnd;
import execution.runner.TaskPhase;
import execution.runner.TaskState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.Mockito;

/** The routes that the operator guide shows, as they stand there, against a runner that speaks HTTP. */
class GuideRoutesTest {

    private static final LaunchRequest LAUNCH = new LaunchRequest(
            new Launch("scan", "scan", null, null, null, Map.of(), Map.of()), "attempt-1", Map.of("A", "1"));

    @TempDir
    Path directory;

    private final Map<String, String> requests = new ConcurrentHashMap<>();
    private HttpServer runner;
    private DefaultCamelContext context;
    private ProducerTemplate template;

    @BeforeEach
    void start() throws Exception {
        runner = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer("/tasks", 200, "{\"reference\":\"t-1\"}");
        answer(
                "/tasks/states",
                200,
                "[{\"reference\":\"t-1\",\"attemptId\":\"attempt-1\",\"version\":2,\"phase\":\"STOPPED\","
                        + "\"end\":{\"exitCode\":0,\"cause\":\"JOB\",\"reason\":null}}]");
        answer("/tasks/stop", 204, "");
        runner.start();
        context = new DefaultCamelContext();
        Properties properties = new Properties();
        properties.put("runner.own", "http://127.0.0.1:" + runner.getAddress().getPort());
        context.getPropertiesComponent().setInitialProperties(properties);
        GuideExamples.load(context);
        context.start();
        template = context.createProducerTemplate();
    }

    @AfterEach
    void stop() {
        context.stop();
        runner.stop(0);
    }

    @Test
    void shouldParseJsonWithoutAClassOfItsOwn() throws IOException {
        Path output = Files.writeString(
                directory.resolve("output"),
                "{\"findings\":true,\"documents\":{\"secret\":[{\"file\":\"a.java\",\"line\":7}]}}");

        ParsedResults parsed = template.requestBody("direct:parse-secret-scan", output.toFile(), ParsedResults.class);

        assertThat(parsed)
                .isEqualTo(new ParsedResults(true, Map.of("secret", List.of(Map.of("file", "a.java", "line", 7)))));
    }

    @Test
    void shouldTellWhyResultsCannotBeParsed() throws IOException {
        Path output = Files.writeString(directory.resolve("output"), "not JSON");

        Throwable failure = catchThrowable(() -> template.requestBody("direct:parse-secret-scan", output.toFile()));

        assertThat(failure.getCause())
                .isInstanceOf(execution.model.UnusableMessageException.class)
                .hasMessage("the results are not of the form that is read");
    }

    @Test
    void shouldLetAParserPostFromARoute() {
        ResultsFile file = Mockito.mock(ResultsFile.class);
        Mockito.when(file.name()).thenReturn("hosts.txt");
        ResultsContext results = Mockito.mock(ResultsContext.class);

        Exchange exchange = template.send("direct:parse-hosts", sent -> {
            sent.setProperty("resultsFile", file);
            sent.setProperty("resultsContext", results);
        });

        assertThat(exchange.getException()).isNull();
        Mockito.verify(results).postResults("hosts.txt", Map.of(), false);
    }

    @Test
    void shouldLaunchAsARunnerOfHttp() {
        String reference = template.requestBodyAndHeader("direct:run-own", LAUNCH, "tenant_id", "demo", String.class);

        assertThat(reference).isEqualTo("t-1");
        assertThat(requests.get("/tasks")).contains("\"attemptId\":\"attempt-1\"", "\"environment\":{\"A\":\"1\"}");
    }

    @Test
    void shouldRefuseForGoodWhatTheRunnerRefuses() {
        runner.removeContext("/tasks");
        answer("/tasks", 422, "{}");

        Throwable failure = catchThrowable(() -> template.requestBody("direct:run-own", LAUNCH));

        assertThat(failure).isInstanceOf(CamelExecutionException.class);
        assertThat(failure.getCause())
                .isInstanceOfSatisfying(LaunchRefusedException.class, refusal -> assertThat(refusal.isPassing())
                        .isFalse());
    }

    @Test
    void shouldDescribeAndStopAsARunnerOfHttp() {
        List<?> states = template.requestBody("direct:describe-own", List.of("t-1"), List.class);
        template.requestBodyAndHeader("direct:stop-own", "t-1", "reason", "cancelled");

        assertThat(states)
                .isEqualTo(List.of(new TaskState(
                        "t-1",
                        "attempt-1",
                        2,
                        null,
                        TaskPhase.STOPPED,
                        new TaskEnd(0, EndCause.JOB, null),
                        null,
                        null)));
        assertThat(requests).containsEntry("/tasks/states", "[\"t-1\"]").containsEntry("/tasks/stop", "t-1");
    }

    private void answer(String path, int status, String body) {
        runner.createContext(path, exchange -> {
            requests.put(path, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }
}
