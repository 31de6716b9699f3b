package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import execution.model.ExecutionKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The job that the README shows: jdeprscan over a jar, in the real wrapper, as a real process. */
class ShippedJobIT {

    /** The tenant whose part of the input bucket the platform fills. */
    private static final String TENANT = "demo";

    private static final String ASSET = "81282625-8050-4305-8655-4f8fbc357921";

    private static RunningService service;

    @BeforeAll
    static void start() {
        service = RunningService.start(SharedPlatform.get());
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static Map<String, Object> event(String input) {
        Map<String, Object> event = RunningService.event("static-code-analysis-java");
        event.put("asset_id", ASSET);
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
}
