package execution.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.gateway.JobEvents.JobEvent;
import java.nio.charset.StandardCharsets;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobEventsTest {

    private static final String VALID =
            """
            {"tenant_id": "demo", "jit_event_id": "00a354e2-d393-4694-bc54-dde7554dfced", "jit_event_name": "e",
             "asset_id": "a-1", "workflow_slug": "w", "job_name": "scan"}""";

    private static CamelContext context;
    private static JobEvents events;

    @BeforeAll
    static void start() throws Exception {
        context = new DefaultCamelContext();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:run-ecs").routeId("run-ecs").log("ran");
            }
        });
        context.start();
        events = new JobEvents(context);
    }

    @AfterAll
    static void stop() {
        context.stop();
    }

    private static JobEvent read(String body) {
        return events.read(body.getBytes(StandardCharsets.UTF_8), null);
    }

    @Test
    void shouldDeriveTheSameIdForTheSameEvent() {
        assertThat(read(VALID).key()).isEqualTo(read(VALID).key());
        assertThat(read(VALID).key().executionId()).matches("[0-9a-f]{32}");
        assertThat(read(VALID.replace("a-1", "a-2")).key().executionId())
                .isNotEqualTo(read(VALID).key().executionId());
    }

    @Test
    void shouldTellTheSameRequestByWhatItSaysAndNotByItsOrder() {
        String withAttributes = VALID.replace("}", ", \"additional_attributes\": {\"a\": 1, \"b\": 2}}");
        String reordered = VALID.replace("}", ", \"additional_attributes\": {\"b\": 2, \"a\": 1}}");

        assertThat(read(withAttributes).hash()).isEqualTo(read(reordered).hash());
        assertThat(read(withAttributes).hash()).isNotEqualTo(read(VALID).hash());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{",
                "{\"jit_event_id\": \"a\", \"jit_event_id\": \"b\"}",
                "{} trailing",
                "\u0000",
            })
    void shouldRefuseWhatIsNoJsonObject(String body) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("body");
    }

    @Test
    void shouldRefuseABodyThatIsTooLargeOrTooDeep() {
        assertThatThrownBy(() -> read("{\"a\":\"" + "x".repeat(300_000) + "\"}"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("262144");
        assertThatThrownBy(() -> read("{\"a\":" + "[".repeat(1_000) + "]".repeat(1_000) + "}"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("body");
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo#STATUS#failed", "", "../x", "a b", "x\\ny"})
    void shouldRefuseATenantThatWouldChangeAKey(String tenant) {
        assertThatThrownBy(() -> read(VALID.replace("\"demo\"", "\"" + tenant + "\"")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("tenant_id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret.jar", "/etc/passwd", "a/../../b.jar", "a\\u0000.jar", "a;b.jar"})
    void shouldRefuseAnInputOutsideOfTheTenantsPart(String input) {
        assertThatThrownBy(() -> read(VALID.replace("}", ", \"input\": \"" + input + "\"}")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("input");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ECS", "no-such", "ecs?x=y", "${body}", "../x"})
    void shouldRefuseARunnerThatIsNotThere(String runner) {
        assertThatThrownBy(() -> read(VALID.replace("}", ", \"job_runner\": \"" + runner + "\"}")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("job_runner");
    }
}
