package execution.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import execution.aws.ServiceProperties;
import execution.model.Execution;
import execution.model.Launch;
import execution.model.Samples;
import execution.runner.LaunchRefusedException;
import execution.runner.RunnerSettings;
import execution.runner.Runners;
import execution.security.SecurityProperties;
import execution.store.ExecutionItems;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.Answers;
import org.mockito.Mockito;

/** What a task is launched with by what the routes of an operator answer in headers. */
class LaunchAnswersTest {

    private static final Map<String, String> SETTINGS = Map.of(
            "cluster", "cluster",
            "subnets", "subnet-1,subnet-2",
            "security-groups", "sg-1",
            "assign-public-ip", "DISABLED",
            "capacity-provider", "FARGATE_SPOT");

    private static final class Where implements RunnerSettings {

        @Override
        public String runner() {
            return "ecs";
        }

        @Override
        public Map<String, String> forLaunch() {
            return SETTINGS;
        }
    }

    private final Execution execution = Samples.pending();
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    private LaunchPreparation preparation;

    @BeforeEach
    void describe() {
        ExecutionItems items = Mockito.mock(ExecutionItems.class);
        Mockito.when(items.toJson(execution))
                .thenReturn(JsonNodeFactory.instance.objectNode().put("tenant_id", "demo"));
        ServiceProperties service = Mockito.mock(ServiceProperties.class, Answers.RETURNS_DEEP_STUBS);
        Mockito.when(service.buckets().results()).thenReturn("results-bucket");
        SecurityProperties security = Mockito.mock(SecurityProperties.class, Answers.RETURNS_DEEP_STUBS);
        Mockito.when(security.callback().baseUrl()).thenReturn(URI.create("https://service"));
        preparation = new LaunchPreparation(
                items,
                new ObjectMapper(),
                service,
                new Runners(List.of(new Where())),
                security,
                new LaunchTemplates(new DefaultCamelContext()));
        exchange.getMessage().setHeader("of_before", "x");
        preparation.describe(execution, exchange);
    }

    private void answer(String header, Object value) {
        exchange.getMessage().setHeader(header, value);
    }

    private Launch launch() {
        return preparation.launch(exchange);
    }

    @Test
    void shouldDescribeTheExecutionToTheRoutes() {
        assertThat(exchange.getMessage().getBody()).isEqualTo(Map.of("tenant_id", "demo"));
        assertThat(exchange.getMessage().getHeaders()).isEqualTo(Map.of("job_name", "scan"));
    }

    @Test
    void shouldLaunchByTheNameOfTheJobWhereRoutesSayNothing() {
        Launch launch = launch();

        assertThat(launch.taskDefinition()).isEqualTo("scan");
        assertThat(launch.container()).isEqualTo("scan");
        assertThat(launch.cpu()).isNull();
        assertThat(launch.memory()).isNull();
        assertThat(launch.command()).isNull();
        assertThat(launch.environment())
                .isEqualTo(Map.of(
                        "SCAN_REQUEST_ID",
                        execution.key().executionId(),
                        "EXECUTION_ID",
                        execution.key().executionId(),
                        "EXECUTION_TASK",
                        "scan",
                        "RESULTS_BUCKET",
                        "results-bucket",
                        "EXECUTION_INPUT",
                        "sample.jar",
                        "EXECUTION_CALLBACK_URL",
                        "https://service/executions/" + execution.key().jitEventId() + "/"
                                + execution.key().executionId()));
        assertThat(launch.settings())
                .isEqualTo(Map.of(
                        "cluster", "cluster",
                        "subnets", "subnet-1,subnet-2",
                        "security-groups", "sg-1",
                        "assign-public-ip", "DISABLED",
                        "capacity-provider", "FARGATE_SPOT"));
    }

    @Test
    void shouldLaunchAsRoutesSay() {
        answer("launch.task-definition", "other:7");
        answer("launch.container", "main");
        answer("launch.cpu", 512);
        answer("launch.memory", "1024");
        answer("launch.command", List.of("scan", 7));
        answer("env.PLAIN", 1);
        answer("template.WHOSE", "of ${{execution.tenant_id}}");
        answer("env.NONE", null);

        Launch launch = launch();

        assertThat(launch.taskDefinition()).isEqualTo("other:7");
        assertThat(launch.container()).isEqualTo("main");
        assertThat(launch.cpu()).isEqualTo("512");
        assertThat(launch.memory()).isEqualTo("1024");
        assertThat(launch.command()).containsExactly("scan", "7");
        assertThat(launch.environment())
                .containsEntry("PLAIN", "1")
                .containsEntry("WHOSE", "of demo")
                .doesNotContainKey("NONE");
    }

    @ParameterizedTest
    @CsvSource({
        "launch.command, scan, must be a list",
        "env.no-name, x, not valid",
        "template.1, x, not valid",
        "template.WHOSE, ${{execution.nothing}}, execution.nothing"
    })
    void shouldRefuseAnAnswerThatCannotBeUsed(String header, String value, String reason) {
        answer(header, value);

        assertThatThrownBy(this::launch)
                .isInstanceOf(LaunchRefusedException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void shouldEndAnExecutionThatARouteRefuses() {
        answer("refuse", "no such asset");

        assertThatThrownBy(() -> preparation.check(exchange))
                .isInstanceOf(LaunchRefusedException.class)
                .hasMessage("no such asset");
    }

    @Test
    void shouldGiveTheNextRouteTheExecutionAgain() {
        exchange.getMessage().setBody("what a route left");

        preparation.check(exchange);

        assertThat(exchange.getMessage().getBody()).isEqualTo(Map.of("tenant_id", "demo"));
    }
}
