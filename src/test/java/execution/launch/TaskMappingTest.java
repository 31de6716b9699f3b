package execution.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import execution.catalogue.Catalogue;
import execution.catalogue.TaskExpressions;
import execution.catalogue.TaskText;
import execution.catalogue.UnusableFile;
import execution.runner.LaunchRefusedException;
import execution.yaml.FileError;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class TaskMappingTest {

    private static final String SCAN =
            """
            title: Scans
            container:
              task_definition: scanner:3
              container: main
              command: [nmap, "${{env.TARGET}}"]
              cpu: 256
              memory: 1024
            request: {type: object, additionalProperties: true}
            environment:
              variables:
                TARGET: {simple: '${body[request][address]}'}
                PORTS: {jq: '.request.ports | map(tostring) | join(",")'}
                SPEED: {constant: '3'}
                ABSENT: {jsonpath: $.request.nowhere}
              refusals:
                - when: {jq: '.request.address == "127.0.0.2"'}
                  reason: that one is not scanned
            results: {extension: xml}
            """;

    private final DefaultCamelContext context = new DefaultCamelContext();

    private Map<String, Object> map(Catalogue catalogue, String job, Object request) {
        return map(catalogue, job, request, "ecs");
    }

    private Map<String, Object> map(Catalogue catalogue, String job, Object request, String runner) {
        return map(catalogue, job, request, runner, null);
    }

    private Map<String, Object> map(
            Catalogue catalogue, String job, Object request, String runner, String runnerOfParts) {
        Map<String, Object> row = new HashMap<>();
        row.put("tenant_id", "demo");
        row.put("job_runner", runner);
        if (runnerOfParts != null) {
            row.put("partitions", Map.of("runner", runnerOfParts));
        }
        if (request != null) {
            row.put("request", request);
        }
        Exchange exchange = new DefaultExchange(context);
        new TaskMapping(catalogue, new TaskExpressions(context)).map(job, row, exchange);
        return exchange.getMessage().getHeaders();
    }

    private Map<String, Object> map(Object request) {
        return map(Catalogue.of(TaskText.task("scan", SCAN)), "scan", request);
    }

    @Test
    void shouldFillVariablesOutOfTheRequest() {
        assertThat(map(Map.of("address", "127.0.0.1", "ports", List.of(22, 80))))
                .containsEntry("env.TARGET", "127.0.0.1")
                .containsEntry("env.PORTS", "22,80")
                .containsEntry("env.SPEED", "3")
                .containsEntry("env.RESULTS_EXTENSION", "xml")
                .doesNotContainKeys("env.ABSENT", "refuse");
    }

    @Test
    void shouldGivePartsOnWorkersNoCommandThatStartsTheWrapper() {
        Catalogue catalogue = Catalogue.of(TaskText.task("scan", SCAN));
        Map<String, Object> request = Map.of("address", "127.0.0.1", "ports", List.of());

        assertThat(map(catalogue, "scan", request, "partitions", "worker"))
                .containsKey("env.TARGET")
                .doesNotContainKey("launch.command");
    }

    @Test
    void shouldGivePartsThatAreTasksTheCommandThatIsMeantForParts() {
        Map<String, Object> request = Map.of("address", "127.0.0.1", "ports", List.of());
        String worker = SCAN + "\nworker: {command: [part, '1']}\n";

        assertThat(map(Catalogue.of(TaskText.task("scan", SCAN)), "scan", request, "partitions", "ecs")
                        .get("launch.command"))
                .asString()
                .contains("\"nmap\"");
        assertThat(map(Catalogue.of(TaskText.task("scan", worker)), "scan", request, "partitions", "ecs")
                        .get("launch.command"))
                .isEqualTo(List.of("--cli-json", "{\"job\":\"scan\",\"command\":[\"part\",\"1\"]}"));
    }

    @Test
    void shouldSayWhatTheTaskRunsIn() {
        assertThat(map(Map.of("address", "127.0.0.1", "ports", List.of())))
                .containsEntry("launch.task-definition", "scanner:3")
                .containsEntry("launch.container", "main")
                .containsEntry("launch.cpu", "256")
                .containsEntry("launch.memory", "1024")
                .containsEntry(
                        "launch.command",
                        List.of("--cli-json", "{\"job\":\"scan\",\"command\":[\"nmap\",\"${{env.TARGET}}\"]}"));
    }

    @Test
    void shouldGiveAnImageWithoutTheWrapperItsWordsAsTheyAre() {
        Catalogue catalogue =
                Catalogue.of(TaskText.task("scan", "{title: x, container: {wrapper: false, command: [a, b c]}}"));

        assertThat(map(catalogue, "scan", null)).isEqualTo(Map.of("launch.command", List.of("a", "b c")));
    }

    @Test
    void shouldNameTheVariablesThatHoldSecrets() {
        Catalogue catalogue = Catalogue.of(TaskText.task(
                "scan",
                "{title: x, secrets: {TOKEN: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:t',"
                        + " KEY: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:k'}}"));

        assertThat(map(catalogue, "scan", null)).containsEntry("env.EXECUTION_SECRETS", "KEY,TOKEN");
    }

    @Test
    void shouldRefuseAnExecutionThatIsNotToBeRun() {
        assertThat(map(Map.of("address", "127.0.0.2"))).containsOnly(Map.entry("refuse", "that one is not scanned"));
    }

    @Test
    void shouldNameTheVariableThatCannotBeWorkedOutAndNothingOfTheRequest() {
        assertThatThrownBy(() -> map(Map.of("address", "a", "ports", "hunter2")))
                .isInstanceOf(LaunchRefusedException.class)
                .hasMessage("environment.variables.PORTS of the task's file cannot be worked out for this execution");
    }

    @Test
    void shouldRefuseWhatNoVariableCanHold() {
        assertThatThrownBy(() -> map(Map.of("address", "a".repeat(32_769), "ports", List.of())))
                .isInstanceOf(LaunchRefusedException.class)
                .hasMessageContaining("environment.variables.TARGET")
                .hasMessageContaining("more than 32768 bytes");
        assertThatThrownBy(() -> map(Map.of("address", "a\0b", "ports", List.of())))
                .isInstanceOf(LaunchRefusedException.class)
                .hasMessageContaining("environment.variables.TARGET")
                .hasMessageContaining("NUL");
    }

    @Test
    void shouldLeaveAJobWithoutAFileToTheRoutes() {
        assertThat(map(Catalogue.of(), "scan", null)).isEmpty();
    }

    @Test
    void shouldKeepAnExecutionWaitingWhoseFileIsGoneOrCannotBeUsed() {
        assertThatThrownBy(() -> map(Catalogue.of(), "scan", "127.0.0.1"))
                .isInstanceOf(PreparationFailedException.class)
                .hasMessageContaining("scan has no file");

        Catalogue bad = mock(Catalogue.class);
        when(bad.find(anyString())).thenReturn(Optional.empty());
        when(bad.unusable("scan"))
                .thenReturn(Optional.of(
                        new UnusableFile("scan", "scan.yaml", List.of(new FileError(1, 1, "titel", "is not known")))));
        assertThatThrownBy(() -> map(bad, "scan", null))
                .isInstanceOf(PreparationFailedException.class)
                .hasMessageContaining("scan cannot be used");
    }

    @Test
    void shouldRefuseTheShippedJobWithoutAJar() {
        Catalogue shipped = Catalogue.read(List.<Path>of(), context);
        String job = "static-code-analysis-java";
        TaskMapping mapping = new TaskMapping(shipped, new TaskExpressions(context));
        for (Map<String, Object> row : List.<Map<String, Object>>of(Map.of(), Map.of("input", "notes.txt"))) {
            Exchange refused = new DefaultExchange(context);
            mapping.map(job, row, refused);
            assertThat(refused.getMessage().getHeader("refuse")).asString().contains("jar");
        }

        Exchange taken = new DefaultExchange(context);
        mapping.map(job, Map.of("input", "sample.jar"), taken);
        assertThat(taken.getMessage().getHeaders())
                .doesNotContainKey("refuse")
                .containsEntry("env.RESULTS_EXTENSION", "txt");
    }
}
