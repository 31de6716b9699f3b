package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import execution.model.Digests;
import execution.model.ExecutionKey;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import local.Names;
import local.WrapperCommand;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.http.HttpComponent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The jobs that are shipped, among them that of the README, in the real wrapper, as real processes. */
class ShippedJobIT {

    /** The tenant whose part of the input bucket the platform fills. */
    private static final String TENANT = "demo";

    private static final String ASSET = "81282625-8050-4305-8655-4f8fbc357921";

    @TempDir
    static Path processes;

    private static RunningService service;

    @BeforeAll
    static void start() {
        service = RunningService.start(
                SharedPlatform.get(),
                Map.of(
                        "execution.process.enabled", "true",
                        "execution.process.wrapper", String.join(",", WrapperCommand.entryPoint()),
                        "execution.process.directory", processes.toString()));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static Map<String, Object> of(String job) {
        Map<String, Object> event = RunningService.event(job);
        event.put("asset_id", ASSET);
        return event;
    }

    private static Map<String, Object> event(String input) {
        Map<String, Object> event = of("static-code-analysis-java");
        event.put("input", input);
        return event;
    }

    @Test
    void shouldRunTheJobAndReadItsResults() {
        ExecutionKey key = service.trigger(TENANT, event("sample.jar"));

        JsonNode row = service.awaitStatus(key, "completed");

        assertThat(row.get("exit_code").asInt()).isZero();
        assertThat(row.at("/report/results_uploaded").asBoolean()).isTrue();
        assertThat(service.history(key)).containsExactly("pending", "allocated", "dispatched", "running", "completed");
        assertThat(service.get(TENANT, "/executions?status=completed").body().toString())
                .contains(key.executionId());
        await("its results are read").atMost(RunningService.LONGEST_WAIT).untilAsserted(() -> assertThat(
                        service.execution(key).get("has_findings").asBoolean())
                .isTrue());
        assertThat(service.execution(key).get("results_key").asText())
                .startsWith("results/demo/" + key.jitEventId() + "/" + key.executionId() + "/1/" + key.executionId());
    }

    @Test
    void shouldLogEachStatusChangeOnceAndMarkTheLinesWithTheExecution() {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        lines.start();
        root.addAppender(lines);
        try {
            ExecutionKey key = service.trigger(TENANT, event("broken.jar"));
            JsonNode row = service.awaitStatus(key, "failed");

            String about = "tenant demo event " + key.jitEventId() + " execution " + key.executionId() + " attempt ";
            String end = about + "1: running -> failed: " + row.get("reason").asText();
            await().atMost(RunningService.LONGEST_WAIT).until(() -> List.copyOf(lines.list).stream()
                    .anyMatch(line -> line.getFormattedMessage().equals(end)));
            List<ILoggingEvent> changes = List.copyOf(lines.list).stream()
                    .filter(line -> line.getFormattedMessage().startsWith(about))
                    .toList();
            assertThat(changes)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .containsExactlyInAnyOrder(
                            about + "0: new -> pending",
                            about + "1: pending -> allocated",
                            about + "1: allocated -> dispatched",
                            about + "1: dispatched -> running",
                            end);
            assertThat(changes)
                    .allMatch(line -> "demo".equals(line.getMDCPropertyMap().get("tenant_id")))
                    .allMatch(line ->
                            key.executionId().equals(line.getMDCPropertyMap().get("execution_id")));
            assertThat(List.copyOf(lines.list).stream()
                            .filter(line -> line.getFormattedMessage().startsWith("Task "))
                            .filter(line -> line.getFormattedMessage().contains(key.executionId())))
                    .as("a line of the thread that hears of the task's end")
                    .isNotEmpty()
                    .allMatch(line -> "1".equals(line.getMDCPropertyMap().get("attempt")));
        } finally {
            root.detachAppender(lines);
        }
    }

    @Test
    void shouldFailWithTheExitCodeOfAJobThatCannotReadItsInput() {
        ExecutionKey key = service.trigger(TENANT, event("broken.jar"));

        JsonNode row = service.awaitStatus(key, "failed");

        assertThat(row.get("exit_code").asInt()).isNotZero();
        assertThat(row.get("reason").asText())
                .contains("exit code " + row.get("exit_code").asInt());
    }

    @Test
    void shouldFailWithAReasonWhenThereIsNoSuchInput() {
        ExecutionKey key = service.trigger(TENANT, event("missing.jar"));

        JsonNode row = service.awaitStatus(key, "failed");

        assertThat(row.get("reason").asText()).contains("input");
    }

    @Test
    void shouldRefuseAnInputThatIsNoJar() {
        ExecutionKey key = service.trigger(TENANT, event("notes.txt"));

        JsonNode row = service.awaitStatus(key, "failed");

        assertThat(row.get("reason").asText()).contains("jar");
        assertThat(service.history(key)).as("it never took a slot").containsExactly("pending", "failed");
    }

    @Test
    void shouldScanThisMachineWithNmapAndPublishItsDocuments() {
        assumeTrue(isOnPath("nmap"), "nmap is not installed: apt-get install nmap");
        try (Topic documents = Topic.read(Names.DOCUMENTS_TOPIC)) {
            Map<String, Object> event = of("nmap");
            event.put("request", Map.of("AddressToScan", "127.0.0.1"));
            ExecutionKey object = service.trigger(TENANT, event);
            Map<String, Object> bare = of("nmap");
            bare.put("request", "127.0.0.1");
            ExecutionKey text = service.trigger(TENANT, bare);

            for (ExecutionKey key : List.of(object, text)) {
                service.awaitStatus(key, "completed");
                JsonNode data = awaitDocument(documents, key, "data");
                assertThat(data.at("/Data/address").asText()).isEqualTo("127.0.0.1");
                assertThat(data.at("/Data/status").asText()).isEqualTo("up");
                assertThat(data.at("/Data/host_names/0/host_name").asText()).isEqualTo("localhost");
                assertThat(data.at("/Data/host_scan_end_time").asText()).endsWith("Z");
                assertThat(data.path("NonTemporalKey").asText())
                        .isEqualTo(Digests.sha256OfText("{'address': '127.0.0.1', 'address_type': 'ipv4'}"));
                assertThat(documents.headers(key).get(0))
                        .containsEntry("Subject", "nmap")
                        .containsEntry("ParentKey", data.path("NonTemporalKey").asText());
            }
        }
    }

    @Test
    void shouldReadWhatAnAnalyserFoundAsSarif() {
        try (Topic documents = Topic.read(Names.DOCUMENTS_TOPIC)) {
            Map<String, Object> event = of("sarif");
            event.put("input", "sample.sarif");
            ExecutionKey key = service.trigger(TENANT, event);

            service.awaitStatus(key, "completed");

            JsonNode summary = awaitDocument(documents, key, "summary");
            assertThat(summary.at("/Data/findings").asInt()).isEqualTo(2);
            assertThat(summary.at("/Data/by_level/error").asInt()).isEqualTo(1);
            await("its results are read").atMost(RunningService.LONGEST_WAIT).untilAsserted(() -> assertThat(
                            service.execution(key).path("has_findings").asBoolean())
                    .isTrue());
        }
    }

    @Test
    void shouldCountTheWordsOfATextWhateverIsInIt() {
        try (Topic results = Topic.read(Names.RESULTS_TOPIC)) {
            Map<String, Object> event = of("word-count");
            event.put("request", "one $(touch /tmp/two) `three` \"'; \n ${{secretsmanager.four}} %s \\");
            ExecutionKey key = service.trigger(TENANT, event);

            service.awaitStatus(key, "completed");

            await("its results are read").atMost(RunningService.LONGEST_WAIT).untilAsserted(() -> assertThat(
                            results.all(key).stream().map(message -> message.at("/documents/words/0/words")
                                    .asInt()))
                    .containsExactly(8));
        }
    }

    @Test
    void shouldRefuseToScanWhatIsNoTarget() {
        Map<String, Object> event = of("nmap");
        event.put("request", "-oN/tmp/x");

        RunningService.Answer answer = service.post(TENANT, event);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().toString()).contains("request", "host name");
    }

    private static JsonNode awaitDocument(Topic documents, ExecutionKey key, String type) {
        return await("documents " + type)
                .atMost(RunningService.LONGEST_WAIT)
                .until(
                        () -> documents.all(key).stream()
                                .map(message -> message.at("/__docs/" + type + "/0"))
                                .filter(document -> !document.isMissingNode())
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    @Test
    void shouldGiveTheTaskWhatRunTaskDoesNotTake() throws Exception {
        // Given
        String tenant = SharedPlatform.newTenant();
        String check =
                "test ${#LARGE} -eq 40000 && test \"$SMALL\" = small && test ${#1} -eq 9000 && test -z \"$EXECUTION_CALLBACK_TOKEN\"";
        SharedPlatform.registerWrapped("large-launch", job("false"));
        service.bean(CamelContext.class).addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:environment-large-launch")
                        .routeId("environment-large-launch")
                        .setHeader("env.LARGE", constant("x".repeat(40_000)))
                        .setHeader("env.SMALL", constant("small"))
                        .setHeader(
                                "launch.command",
                                constant(List.of("--cli-json", job("sh", "-c", check, "sh", "y".repeat(9_000)))));
            }
        });

        // When
        ExecutionKey key = service.trigger(tenant, RunningService.event("large-launch"));

        // Then
        JsonNode row = service.awaitStatus(key, "completed");
        assertThat(row.get("attempt").asInt()).isEqualTo(1);
        assertThat(SharedPlatform.get()
                        .s3()
                        .listObjectsV2(list -> list.bucket(Names.RESULTS_BUCKET)
                                .prefix("launches/" + SharedPlatform.attemptPrefix(key)))
                        .contents())
                .singleElement()
                .satisfies(object -> assertThat(object.size()).isBetween(49_000L, 65_536L));
    }

    @Test
    void shouldRefuseALaunchThatIsTooLongForAnImageWithoutTheWrapper() throws Exception {
        // Given
        String tenant = SharedPlatform.newTenant();
        SharedPlatform.registerInstant("large-plain");
        service.bean(CamelContext.class).addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:environment-large-plain")
                        .routeId("environment-large-plain")
                        .setHeader("env.LARGE", constant("x".repeat(9_000)))
                        .setHeader("launch.by-reference", constant("false"));
            }
        });

        // When
        ExecutionKey key = service.trigger(tenant, RunningService.event("large-plain"));

        // Then
        assertThat(service.awaitStatus(key, "failed").get("reason").asText())
                .isEqualTo("the environment and the command of the job are longer than the platform takes");
    }

    @Test
    void shouldRunAJobAsAProcessOfTheMachine() throws Exception {
        // Given
        String tenant = SharedPlatform.newTenant();
        command("local-report", "sh", "-c", "echo found; pwd >&2; exit 3");

        // When
        ExecutionKey key = service.trigger(tenant, onProcess("local-report"));

        // Then
        JsonNode row = service.awaitStatus(key, "failed");
        assertThat(row.get("exit_code").asInt()).isEqualTo(3);
        assertThat(row.at("/report/results_uploaded").asBoolean()).isTrue();
        assertThat(service.history(key)).containsExactly("pending", "allocated", "dispatched", "running", "failed");
    }

    @Test
    void shouldStopAProcessWhoseExecutionIsCancelled() throws Exception {
        // Given
        String tenant = SharedPlatform.newTenant();
        command("local-endless", "sleep", "3600");
        ExecutionKey key = service.trigger(tenant, onProcess("local-endless"));
        service.awaitStatus(key, "running");

        // When
        service.cancel(key);

        // Then
        service.awaitStatus(key, "cancelled");
        Path exit = processes.resolve(SharedPlatform.attemptId(key, 1)).resolve("exit");
        // The wrapper tells of its end before its supervisor sees the end and writes the code down.
        await().atMost(RunningService.LONGEST_WAIT)
                .untilAsserted(() -> assertThat(exit).hasContent("143"));
    }

    @Test
    void shouldLeaveItToRoutesToSendACallAgain() {
        CamelContext camel = service.bean(CamelContext.class);

        assertThat(camel.getComponent("http", HttpComponent.class).isAutomaticRetriesDisabled())
                .isTrue();
        assertThat(camel.getComponent("https", HttpComponent.class).isAutomaticRetriesDisabled())
                .isTrue();
    }

    private static void command(String job, String... command) throws Exception {
        service.bean(CamelContext.class).addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:environment-" + job)
                        .routeId("environment-" + job)
                        .setHeader("launch.command", constant(List.of(command)));
            }
        });
    }

    private static Map<String, Object> onProcess(String job) {
        Map<String, Object> event = RunningService.event(job);
        event.put("job_runner", "process");
        return event;
    }

    private static String job(String... command) {
        ObjectNode job = new ObjectMapper().createObjectNode();
        ArrayNode words = job.putArray("command");
        List.of(command).forEach(words::add);
        return job.toString();
    }
}
