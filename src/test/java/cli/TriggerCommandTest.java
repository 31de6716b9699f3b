package cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starts executions. */
class TriggerCommandTest extends ExecctlFixture {

    @Test
    void shouldTriggerAJobFromItsOptions() throws IOException {
        accept();

        assertThat(run("trigger", "scan", "--asset", "asset-1", "--request", "{\"depth\":2}", "--priority", "7"))
                .isZero();

        assertThat(out).isEqualTo(NAME + System.lineSeparator());
        JsonNode event = sent("POST /executions");
        assertThat(event.path("job_name").asText()).isEqualTo("scan");
        assertThat(event.path("asset_id").asText()).isEqualTo("asset-1");
        assertThat(event.path("request").path("depth").asInt()).isEqualTo(2);
        assertThat(event.path("priority").asInt()).isEqualTo(7);
        assertThat(event.path("jit_event_id").asText()).hasSize(36);
        assertThat(event.path("workflow_slug").asText()).isEqualTo("execctl");
        assertThat(service.requests().get(0).headers().getFirst("Authorization"))
                .isEqualTo("Bearer " + TOKEN);
    }

    @Test
    void shouldTriggerAJobFromAFileWhoseFieldsAnOptionReplaces() throws IOException {
        accept();
        stdin = "{\"job_name\":\"scan\",\"asset_id\":\"a\",\"jit_event_id\":\"" + EVENT
                + "\",\"partitions\":{\"fail_fast\":true}}";

        assertThat(run("trigger", "-f", "-", "--asset", "b", "--parts", "3", "-o", "json"))
                .isZero();

        JsonNode event = sent("POST /executions");
        assertThat(event.path("asset_id").asText()).isEqualTo("b");
        assertThat(event.path("jit_event_id").asText()).isEqualTo(EVENT);
        assertThat(event.path("partitions").toString()).isEqualTo("{\"fail_fast\":true,\"count\":3}");
        assertThat(json().path("status").asText()).isEqualTo("pending");
    }

    @Test
    void shouldSendATextAsItIs() throws IOException {
        accept();

        assertThat(run("trigger", "scan", "--asset", "a", "--request", "@here")).isZero();

        assertThat(sent("POST /executions").path("request").asText()).isEqualTo("@here");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{", "", "{\"a\":1} {}"})
    void shouldRefuseAFileThatIsNoObject(String text) {
        stdin = text;

        assertThat(run("trigger", "-f", "-")).isEqualTo(1);

        assertThat(err).startsWith("execctl: - ");
        assertThat(service.calls()).isEmpty();
    }

    @Test
    void shouldNotReadMoreThanAnEventMayHave() {
        stdin = " ".repeat(65_537);

        assertThat(run("trigger", "-f", "-")).isEqualTo(1);

        assertThat(err).contains("longer than the 65536 bytes");
    }

    @Test
    void shouldNameTheFieldsThatTheServiceRefuses() {
        service.answer(
                "POST",
                "/executions",
                400,
                """
                {"title":"Bad Request","detail":"The event is not valid","errors":[{"field":"asset_id","problem":"must be short"}]}""");

        assertThat(run("trigger", "scan", "--asset", "a b")).isEqualTo(1);

        assertThat(err).contains("The event is not valid; asset_id must be short");
    }

    @Test
    void shouldTryAgainWhenTheServicePutsItOff() {
        service.answer("POST", "/executions", 429, "{\"detail\":\"too many\"}", "Retry-After", "7");
        service.answer("POST", "/executions", 503, "{\"detail\":\"away\"}");
        accept();

        assertThat(run("trigger", "scan", "--asset", "a", "-q")).isZero();

        assertThat(pauses).containsExactly(7_000L, 2_000L);
        assertThat(service.bodies("POST /executions").stream().distinct()).hasSize(1);
    }

    @Test
    void shouldGiveUpAfterSomeTries() {
        service.answer("GET", PATH, 503, "{\"detail\":\"The table is out of reach\"}", "Retry-After", "99999999");

        assertThat(run("show", NAME)).isEqualTo(1);

        assertThat(err).contains("The table is out of reach");
        assertThat(pauses).containsExactly(30_000L, 30_000L, 30_000L);
    }
}
