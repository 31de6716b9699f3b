package cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wrapper.ServiceStub;

/** Lists, shows and watches executions, and reads their logs. */
class ReadingCommandsTest extends ExecctlFixture {

    // list

    @Test
    void shouldListPageByPage() {
        service.answer(
                "GET", "/executions", 200, "{\"executions\":[" + execution("running", "") + "],\"next\":\"a+b\"}");
        service.answer(
                "GET",
                "/executions",
                200,
                "{\"executions\":["
                        + execution(
                                "failed",
                                ",\"reason\":\"exit code 3\",\"completed_at\":\"2026-01-01T12:01:05.000000Z\"")
                        + "],\"next\":null}");

        assertThat(run("list", "-L", "5", "--status", "running")).isZero();

        assertThat(out.lines())
                .containsExactly(
                        "EXECUTION     STATUS   JOB   RUNNER  ASSET    CREATED               TOOK   REASON",
                        "001122334455  running  scan  ecs     asset-1  2026-01-01 12:00:00Z",
                        "001122334455  failed   scan  ecs     asset-1  2026-01-01 12:00:00Z  1m05s  exit code 3");
        assertThat(service.requests().get(0).query()).isEqualTo("limit=5&status=running");
        assertThat(service.requests().get(1).query()).isEqualTo("limit=4&status=running&next=a%2Bb");
    }

    @Test
    void shouldListNamesForScripts() throws IOException {
        service.answer("GET", "/executions", 200, "{\"executions\":[" + execution("running", "") + "],\"next\":null}");

        assertThat(run("list", "-q")).isZero();
        assertThat(out).isEqualTo(NAME + System.lineSeparator());

        assertThat(run("-o", "json", "list")).isZero();
        assertThat(json().get(0).path("job_name").asText()).isEqualTo("scan");
    }

    // show and why

    @Test
    void shouldShowAnExecution() throws IOException {
        service.answer(
                "GET",
                PATH,
                200,
                execution(
                        "failed",
                        ",\"reason\":\"out of memory\",\"remedy\":\"give more\",\"exit_code\":137,\"attempts\":[{\"number\":1,"
                                + "\"opened_at\":\"2026-01-01T12:00:01.000000Z\",\"exit_code\":137,\"reason\":\"out of memory\"}]"
                                + history("pending", "failed")));

        assertThat(run("show", NAME)).isZero();
        assertThat(out)
                .contains("status        failed", "remedy        give more", "exit code     137")
                .contains("ATTEMPT  OPENED", "1        2026-01-01 12:00:01Z")
                .contains("2026-01-01 12:00:01Z  failed");

        assertThat(run("show", NAME, "-q")).isZero();
        assertThat(out.strip()).isEqualTo("failed");

        assertThat(run("show", NAME, "-o", "json")).isZero();
        assertThat(json().path("exit_code").asInt()).isEqualTo(137);
    }

    @Test
    void shouldFindAnExecutionByTheBeginningOfItsId() {
        String other = execution("running", "").replace(ID, ID.replace("0011", "0021"));
        service.answer(
                "GET",
                "/executions",
                200,
                "{\"executions\":[" + execution("running", "") + "," + other + "],\"next\":null}");
        service.answer("GET", PATH, 200, execution("running", history("running")));

        assertThat(run("show", "0011", "-q")).isZero();
        assertThat(run("show", "ffff")).isEqualTo(1);
        assertThat(err).contains("none of the newest 500 executions");
        assertThat(run("show", "00")).isEqualTo(1);
        assertThat(err).contains("neither EVENT/EXECUTION");
    }

    @Test
    void shouldNotGuessWhichOfTwoExecutionsIsMeant() {
        String other = execution("running", "").replace(ID, ID.replace("eeff", "eefe"));
        service.answer(
                "GET",
                "/executions",
                200,
                "{\"executions\":[" + execution("running", "") + "," + other + "],\"next\":null}");

        assertThat(run("show", "0011")).isEqualTo(1);

        assertThat(err).contains("2 executions have ids that begin with 0011");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    pending    | It waits since 2026-01-01 12:00:00Z.
                    allocated  | It has its slot since 2026-01-01 12:00:00Z.
                    running    | Its task runs since 2026-01-01 12:00:00Z.
                    """)
    void shouldSayWhyAnExecutionIsNotOver(String status, String words) throws IOException {
        service.answer("GET", PATH, 200, execution(status, history(status)));
        service.answer(
                "GET",
                PATH + "/why",
                200,
                "{\"status\":\"" + status + "\",\"sentences\":[\"7 executions stand before it.\"],\"before\":7}");

        assertThat(run("why", NAME)).isZero();
        assertThat(out.lines()).containsExactly("status        " + status, "7 executions stand before it.", words);

        assertThat(run("why", NAME, "-o", "json")).isZero();
        assertThat(json().path("before").asInt()).isEqualTo(7);
        assertThat(json().path("reasons").get(0).asText()).isEqualTo("7 executions stand before it.");
    }

    @Test
    void shouldSayWhyAnExecutionFailedAndWhatHelps() {
        service.answer(
                "GET",
                PATH,
                200,
                execution(
                        "failed",
                        ",\"completed_at\":\"2026-01-01T12:00:09.000000Z\",\"reason\":\"out of memory\","
                                + "\"remedy\":\"give the task more\",\"attempts\":["
                                + "{\"number\":1,\"reason\":\"no capacity\"},{\"number\":2,\"reason\":\"out of memory\"}]"
                                + history("failed")));

        assertThat(run("why", NAME, "-q")).isZero();

        assertThat(out.lines())
                .containsExactly("Attempt 1: no capacity", "Attempt 2: out of memory", "give the task more");
    }

    // watch

    private void end(String status) {
        service.answer("GET", PATH, 200, execution("pending", history("pending")));
        service.answer("GET", PATH, 200, execution("running", history("pending", "running")));
        service.answer("GET", PATH, 200, execution(status, history("pending", "running", status)));
    }

    @ParameterizedTest
    @CsvSource({"completed,0", "failed,1", "timed_out,1", "cancelled,2"})
    void shouldWatchUntilTheEndAndTellIt(String status, int code) {
        end(status);

        assertThat(run("watch", NAME, "--exit-status", "-i", "5")).isEqualTo(code);

        assertThat(out.lines()).startsWith("12:00:00Z  pending", "12:00:01Z  running", "12:00:02Z  " + status);
        assertThat(pauses).containsExactly(5_000L, 5_000L);
    }

    @Test
    void shouldNotTellTheEndByTheExitCodeUnlessAsked() {
        end("failed");

        assertThat(run("watch", NAME, "-q")).isZero();

        assertThat(out).isEmpty();
    }

    @Test
    void shouldShowOnATerminalHowFarItIs() {
        terminal = true;
        service.answer(
                "GET",
                PATH,
                200,
                execution(
                        "running",
                        ",\"partitions\":{\"progress\":{\"phase\":\"running\",\"total\":10,\"done\":4,\"failed\":1,"
                                + "\"in_flight\":2}}" + history("pending", "running")));
        service.answer("GET", PATH, 200, execution("completed", history("pending", "running", "completed")));

        assertThat(run("watch", NAME)).isZero();

        assertThat(out)
                .contains("\r\u001b[K[###############...............] running: 4 of 10 done, 1 failed, 2 in flight")
                .contains("\r\u001b[K12:00:02Z  completed");
    }

    @Test
    void shouldReplaceNoLineOnATerminalThatCannotDoThat() {
        terminal = true;
        environment.put("TERM", "dumb");
        end("completed");

        assertThat(run("watch", NAME)).isZero();

        assertThat(out).doesNotContain("\r", "\u001b").contains("12:00:02Z  completed");
    }

    @Test
    void shouldSayThatAnExecutionGoesOnThatIsWatchedNoMore() {
        end("completed");

        run("watch", NAME);

        assertThat(lastWords.get()).isEqualTo("the execution goes on: execctl cancel " + NAME + " stops it");
    }

    @Test
    void shouldWatchOnWhenTheServiceIsAwayForAWhile() {
        service.answer("GET", PATH, new ServiceStub.Answer(200, new byte[0], () -> {}, "Location", "x"));
        environment.put("EXECCTL_URL", "http://127.0.0.1:1");

        assertThat(run("watch", NAME)).isEqualTo(1);

        assertThat(pauses).hasSize(59);
        assertThat(err.lines().filter(line -> line.contains("cannot be reached")))
                .hasSize(2);
    }

    // logs

    @Test
    void shouldPrintTheLogPageByPage() throws IOException {
        service.answer(
                "GET",
                PATH + "/logs",
                200,
                "{\"attempt\":1,\"source\":\"log\",\"lines\":[{\"at\":\"2026-01-01T12:00:00Z\",\"text\":\"one\"}],\"next\":\"n 1\"}");
        service.answer(
                "GET",
                PATH + "/logs",
                200,
                "{\"attempt\":1,\"source\":\"log\",\"lines\":[{\"at\":null,\"text\":\"two\"}],\"next\":null}");

        assertThat(run("logs", NAME, "--since", "10m", "--tail", "5", "--attempt", "2"))
                .isZero();

        assertThat(out.lines()).containsExactly("one", "two");
        assertThat(service.requests().get(0).query()).isEqualTo("limit=1000&attempt=2&since=10m&tail=5");
        assertThat(service.requests().get(1).query()).isEqualTo("limit=1000&attempt=2&next=n+1");
    }

    @Test
    void shouldSayWhereThereIsNoLog() {
        service.answer(
                "GET",
                PATH + "/logs",
                200,
                "{\"attempt\":0,\"source\":\"none\",\"lines\":[],\"next\":null,\"reason\":\"not yet\"}");

        assertThat(run("logs", NAME)).isZero();

        assertThat(out).isEmpty();
        assertThat(err).contains("not yet");
    }

    @Test
    void shouldFollowTheLogOverABrokenStreamToItsEnd() throws IOException {
        service.answer(
                "GET",
                PATH + "/logs",
                200,
                ": hello\n\nid: 1\ndata: {\"at\":\"2026-01-01T12:00:00.5Z\",\"text\":\"one\"}\n\nid: 2\ndata: {\"at\":null,");
        service.answer(
                "GET",
                PATH + "/logs",
                200,
                "id: 2\r\ndata: {\"at\":null,\"text\":\"two\"}\r\n\r\nid: 3\nevent: end\ndata: {\"attempt\":1}\n\n");

        assertThat(run("logs", NAME, "-f", "-o", "json")).isZero();

        assertThat(out.lines())
                .containsExactly(
                        "{\"at\":\"2026-01-01T12:00:00.5Z\",\"text\":\"one\"}", "{\"at\":null,\"text\":\"two\"}");
        assertThat(service.requests().get(1).headers().getFirst("Last-Event-ID"))
                .isEqualTo("1");
        assertThat(service.requests().get(0).query()).contains("follow=true");
    }

    @Test
    void shouldSayWhyALogCannotBeFollowed() {
        service.answer("GET", PATH + "/logs", 200, "event: problem\ndata: {\"detail\":\"out of reach\"}\n\n");

        assertThat(run("logs", NAME, "-f")).isEqualTo(1);

        assertThat(err).contains("out of reach");
    }

    @Test
    void shouldHaveEndedWhereTheLogHasEnded() {
        assertThat(run("logs", NAME, "-f")).isZero();

        assertThat(out).isEmpty();
    }
}
