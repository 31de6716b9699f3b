package cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cancels executions, runs them again, and changes limits. */
class ChangingCommandsTest extends ExecctlFixture {

    // cancel, retry, repair, limits

    @Test
    void shouldCancel() throws IOException {
        service.answer("POST", PATH + "/cancel", 202, execution("running", ""));

        assertThat(run("cancel", NAME)).isZero();
        assertThat(out).contains("It is being stopped");
        assertThat(run("cancel", NAME, "-q")).isZero();
        assertThat(out).isEmpty();
        assertThat(run("cancel", NAME, "-o", "json")).isZero();
        assertThat(json().path("status").asText()).isEqualTo("running");
    }

    @Test
    void shouldSayThatAnEndedExecutionCannotBeCancelled() {
        service.answer("POST", PATH + "/cancel", 409, "{\"detail\":\"It has ended\"}");

        assertThat(run("cancel", NAME)).isEqualTo(1);

        assertThat(err).contains("It has ended");
    }

    @ParameterizedTest
    @CsvSource({"retry,rerun", "rerun,rerun", "repair,repair"})
    void shouldRunAgain(String command, String operation) throws IOException {
        String id = "ffff2233445566778899aabbccddeeff";
        service.answer(
                "POST", PATH + "/" + operation, 202, execution("pending", "").replace(ID, id));

        assertThat(run(command, NAME, "--id", id)).isZero();

        assertThat(out.strip()).isEqualTo(EVENT + "/" + id);
        assertThat(sent("POST " + PATH + "/" + operation).path("execution_id").asText())
                .isEqualTo(id);
    }

    @Test
    void shouldChangeLimits() throws IOException {
        service.answer(
                "PATCH",
                PATH + "/partitions",
                200,
                "{\"phase\":\"running\",\"total\":10,\"done\":1,\"max_in_flight\":7,\"tolerated_failures\":2,\"tolerated_percent\":0}");

        assertThat(run("limits", NAME, "--in-flight", "7", "--tolerated-failures", "2"))
                .isZero();

        assertThat(sent("PATCH " + PATH + "/partitions").toString())
                .isEqualTo("{\"max_in_flight\":7,\"tolerated_failures\":2}");
        assertThat(out).contains("at most 7", "2 failures or 0 %", "running: 1 of 10 done");
    }

    @Test
    void shouldShowLimits() {
        service.answer("GET", PATH, 200, execution("running", ""));

        assertThat(run("limits", NAME)).isEqualTo(1);

        assertThat(err).contains("no job of parts");
    }

    // limits of tenants

    private static String lane(String tenant, String own, int pending) {
        return "{\"tenant_id\":\"" + tenant
                + "\",\"runner\":\"ecs\",\"slots_in_use\":3,\"slots\":9,\"own_slots\":" + own
                + ",\"configured_slots\":10,\"pending\":" + pending + "}";
    }

    @Test
    void shouldListTheSlotsOfAllTenants() throws IOException {
        service.answer("GET", "/lanes", 200, "{\"lanes\":[" + lane("demo", "9", 1_001) + "],\"next\":\"demo\"}");
        service.answer("GET", "/lanes", 200, "{\"lanes\":[" + lane("other", "null", 2) + "],\"next\":null}");

        assertThat(run("limits")).isZero();

        assertThat(out.lines())
                .containsExactly(
                        "TENANT  RUNNER  IN USE  SLOTS  FROM               WAITING",
                        "demo    ecs     3       9      its own            more than 1000",
                        "other   ecs     3       9      the configuration  2");
        assertThat(service.requests().get(1).query()).endsWith("next=demo");
        assertThat(run("limits", "--tenant", "other", "-q")).isZero();
        assertThat(out.lines()).containsExactly("other ecs 9");
        assertThat(run("limits", "--tenant", "other", "--runner", "lambda", "-o", "json"))
                .isZero();
        assertThat(json()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"20,20", "default,null"})
    void shouldChangeTheSlotsOfATenant(String words, String sent) throws IOException {
        service.answer("PUT", "/lanes/limit", 200, lane("demo", "20", 0));

        assertThat(run("limits", "--tenant", "demo", "--runner", "ecs", "--slots", words))
                .isEqualTo(1);
        assertThat(err).contains("give --yes");
        assertThat(service.calls()).isEmpty();
        assertThat(run("limits", "--tenant", "demo", "--runner", "ecs", "--slots", words, "-y"))
                .isZero();

        assertThat(sent("PUT /lanes/limit").toString())
                .isEqualTo("{\"tenant_id\":\"demo\",\"runner\":\"ecs\",\"slots\":" + sent + "}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limits --slots 3",
                "limits --tenant t --slots 3",
                "limits --tenant t --runner r --slots many",
                "limits --in-flight 3",
                "limits " + NAME + " --tenant t"
            })
    void shouldNotMixTheLimitsOfAJobAndOfATenant(String words) {
        assertThat(run(words.split(" "))).isEqualTo(1);

        assertThat(err).startsWith("execctl: ");
        assertThat(service.calls()).isEmpty();
    }
}
