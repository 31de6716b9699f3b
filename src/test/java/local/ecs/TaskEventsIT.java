package local.ecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.Task;

class TaskEventsIT extends WithLocalEcs {

    @Test
    void shouldTellEachChangeInOrderAndWithoutTheValuesOfTheEnvironment() throws IOException {
        var task = run(SHELL, "exit 0", Map.of("PASSWORD", "not-for-events"));
        awaitStopped(task);

        assertThat(eventsOf(task))
                .extracting(detail -> detail.path("version").asInt() + " "
                        + detail.path("lastStatus").asText() + " "
                        + detail.path("desiredStatus").asText())
                .containsExactly(
                        "1 PROVISIONING RUNNING",
                        "2 PENDING RUNNING",
                        "3 RUNNING RUNNING",
                        "4 DEPROVISIONING STOPPED",
                        "5 STOPPED STOPPED");
        var detail = eventsOf(task).get(4);
        assertThat(detail.path("stopCode").asText()).isEqualTo("EssentialContainerExited");
        assertThat(detail.path("containers").get(0).path("exitCode").asInt(-1)).isZero();
        assertThat(detail.path("clusterArn").asText()).endsWith(":cluster/executions");
        assertThat(detail.path("overrides").toString()).isEqualTo("{\"containerOverrides\":[{\"name\":\"shell\"}]}");
        assertThat(String.join("", events)).doesNotContain("not-for-events");
    }

    @Test
    void shouldDropDuplicateAndShuffleEventsWhenTold() {
        ecs.faults().dropNextEvents(4);
        awaitStopped(run(INSTANT, null, Map.of()));
        assertThat(events).singleElement().satisfies(event -> assertThat(event).contains("\"STOPPED\""));

        events.clear();
        ecs.faults().duplicateEvents(true);
        awaitStopped(run(INSTANT, null, Map.of()));
        assertThat(events).hasSize(10);

        events.clear();
        ecs.faults().clear();
        ecs.faults().shuffleEvents(true);
        var tasks = IntStream.range(0, 10)
                .mapToObj(i -> run(INSTANT, null, Map.of()))
                .toList();
        tasks.forEach(this::awaitStopped);
        await().until(() -> events.size() == 50);
        assertThat(tasks).anySatisfy(task -> assertThat(eventsOf(task))
                .extracting(detail -> detail.path("version").asInt())
                .isNotEqualTo(List.of(1, 2, 3, 4, 5)));
    }

    private List<JsonNode> eventsOf(Task task) {
        return events.stream()
                .map(TaskEventsIT::detail)
                .filter(detail -> detail.path("taskArn").asText().equals(task.taskArn()))
                .toList();
    }

    private static JsonNode detail(String event) {
        try {
            return Json.MAPPER.readTree(event).path("detail");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
