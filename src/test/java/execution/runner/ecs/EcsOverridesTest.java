package execution.runner.ecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.Launch;
import execution.runner.LaunchRefusedException;
import execution.runner.LaunchRequest;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.ContainerOverride;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;

/** What of a launch goes into the overrides of RunTask, and what into an object. */
class EcsOverridesTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int TAKEN_BY_RUN_TASK = 8_192;
    private static final Map<String, String> FROM_SERVICE = Map.of(
            "EXECUTION_CALLBACK_URL", "https://service.example.com/executions/e/x",
            "EXECUTION_CALLBACK_TOKEN", "t".repeat(500),
            "EXECUTION_ID", "x",
            "SCAN_REQUEST_ID", "x",
            "RESULTS_PREFIX", "results/t/e/x/1");

    @Test
    void shouldGiveRunTaskEverythingThatItTakes() {
        EcsOverrides overrides = of(Map.of("NAME", "v".repeat(7_000)), List.of("run"));

        assertThat(overrides.object()).isEmpty();
        assertThat(environment(overrides)).containsKey("NAME").doesNotContainKey(EcsOverrides.REFERENCE);
    }

    @Test
    void shouldPutTheLargestVariablesIntoAnObject() throws Exception {
        EcsOverrides overrides =
                of(Map.of("A", "a".repeat(100), "B", "b".repeat(9_000), "C", "c".repeat(40_000)), null);

        JsonNode object = object(overrides);
        assertThat(object.at("/environment/B").textValue()).hasSize(9_000);
        assertThat(object.at("/environment/C").textValue()).hasSize(40_000);
        assertThat(object.has("cli_json")).isFalse();
        assertThat(environment(overrides)).containsKeys("A").doesNotContainKeys("B", "C");
        assertThat(characters(overrides)).isLessThanOrEqualTo(TAKEN_BY_RUN_TASK);
    }

    @Test
    void shouldNameTheObjectByItsDigestAndKeepTheTokenOutOfIt() throws Exception {
        EcsOverrides overrides = of(Map.of("B", "b".repeat(9_000)), null);

        byte[] object = overrides.object().orElseThrow();
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(object));
        assertThat(environment(overrides))
                .containsEntry("EXECUTION_LAUNCH", digest)
                .containsAllEntriesOf(FROM_SERVICE);
        assertThat(new String(object)).doesNotContain("EXECUTION_", "ttt");
    }

    @Test
    void shouldPutTheWrappersJobIntoTheObjectWhereItIsWhatIsLarge() throws Exception {
        String job = "{\"command\": [\"" + "w".repeat(20_000) + "\"]}";

        EcsOverrides two = of(Map.of("A", "a"), List.of("wrap", "--cli-json", job, "--verbose"));
        EcsOverrides one = of(Map.of("A", "a"), List.of("wrap", "--cli-json=" + job));

        assertThat(object(two).get("cli_json").textValue()).isEqualTo(job);
        assertThat(container(two).command()).containsExactly("wrap", "--cli-json", "@launch", "--verbose");
        assertThat(object(one).get("cli_json").textValue()).isEqualTo(job);
        assertThat(container(one).command()).containsExactly("wrap", "--cli-json=@launch");
        assertThat(environment(two)).containsEntry("A", "a");
    }

    @Test
    void shouldFindRoomForAThousandSmallVariables() {
        Map<String, String> many = new TreeMap<>();
        for (int i = 0; i < 1_000; i++) {
            many.put("NAME_" + i, "value " + i);
        }

        EcsOverrides overrides = of(many, List.of("run"));

        assertThat(characters(overrides)).isBetween(7_000, TAKEN_BY_RUN_TASK);
    }

    @Test
    void shouldCountCharactersAsLongAsTheyCanBeWritten() {
        EcsOverrides overrides = of(Map.of("NAME", "\u20ac".repeat(2_000)), null);

        assertThat(overrides.object()).isPresent();
    }

    @Test
    void shouldMakeTheSameOfTheSameLaunch() {
        Map<String, String> environment = new LinkedHashMap<>();
        Map<String, String> otherOrder = new LinkedHashMap<>();
        for (int i = 0; i < 40; i++) {
            environment.put("NAME_" + i, "v".repeat(1_000));
            otherOrder.put("NAME_" + (39 - i), "v".repeat(1_000));
        }

        EcsOverrides first = of(environment, null);
        EcsOverrides again = of(otherOrder, null);

        assertThat(again.override()).isEqualTo(first.override());
        assertThat(again.object().orElseThrow()).isEqualTo(first.object().orElseThrow());
    }

    @Test
    void shouldRefuseACommandThatIsTooLongAndNotTheWrappers() {
        assertThatThrownBy(() -> of(Map.of("A", "a".repeat(9_000)), List.of("run", "w".repeat(9_000))))
                .isInstanceOf(LaunchRefusedException.class)
                .hasMessageContaining("command");
    }

    @Test
    void shouldLeaveALaunchAloneWhoseImageDoesNotReadObjects() {
        for (Map<String, String> settings : List.of(Map.of("by-reference", "false"), Map.<String, String>of())) {
            EcsOverrides overrides = of(Map.of("B", "b".repeat(9_000)), null, settings);

            assertThat(overrides.object()).isEmpty();
            assertThat(environment(overrides)).containsKey("B");
        }
    }

    private static EcsOverrides of(Map<String, String> environment, List<String> command) {
        return of(environment, command, Map.of("by-reference", "true"));
    }

    private static EcsOverrides of(
            Map<String, String> environment, List<String> command, Map<String, String> settings) {
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.putAll(FROM_SERVICE);
        Launch launch = new Launch("task", "task", "256", "512", command, environment, settings);
        return EcsOverrides.of(new LaunchRequest(launch, "attempt-1", all));
    }

    private static JsonNode object(EcsOverrides overrides) throws IOException {
        return MAPPER.readTree(overrides.object().orElseThrow());
    }

    private static ContainerOverride container(EcsOverrides overrides) {
        return overrides.override().containerOverrides().get(0);
    }

    private static Map<String, String> environment(EcsOverrides overrides) {
        return container(overrides).environment().stream()
                .collect(Collectors.toMap(KeyValuePair::name, KeyValuePair::value));
    }

    /** Counts as the local ECS does. */
    private static int characters(EcsOverrides overrides) {
        ContainerOverride container = container(overrides);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", container.name());
        json.put(
                "environment",
                container.environment().stream()
                        .map(variable -> Map.of("name", variable.name(), "value", variable.value()))
                        .toList());
        json.put("command", container.command());
        try {
            return MAPPER.writeValueAsString(Map.of("cpu", "256", "memory", "512", "containerOverrides", List.of(json)))
                    .length();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
