package execution.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import execution.model.ExecutionKey;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

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
        await("its results are read").atMost(RunningService.PATIENCE).untilAsserted(() -> assertThat(
                        service.execution(key).get("has_findings").asBoolean())
                .isTrue());
        assertThat(service.execution(key).get("results_key").asText())
                .startsWith("results/demo/" + key.jitEventId() + "/" + key.executionId() + "/1/" + key.executionId());
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
