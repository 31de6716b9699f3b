package cli;

import static org.assertj.core.api.Assertions.assertThat;

import cli.call.Installations;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wrapper.ServiceStub;

/** Each command against a stand-in for the service. */
class ExecctlTest {
    private static final String EVENT = "0f8fad5b-d9cb-469f-a165-70867728950e";
    private static final String ID = "00112233445566778899aabbccddeeff";
    private static final String NAME = EVENT + "/" + ID;
    private static final String PATH = "/executions/" + NAME;
    private static final String TOKEN = "t0ken-s3cret";

    @TempDir
    private Path folder;

    private ServiceStub service;
    private Map<String, String> environment;
    private String stdin;
    private boolean terminal;
    private List<Long> pauses;
    private final AtomicReference<String> lastWords = new AtomicReference<>();
    private String out;
    private String err;

    @BeforeEach
    void start() throws IOException {
        service = new ServiceStub();
        environment = new LinkedHashMap<>(Map.of("EXECCTL_URL", service.url(""), "EXECCTL_TOKEN", TOKEN));
        stdin = "";
        terminal = false;
        pauses = new ArrayList<>();
    }

    @AfterEach
    void stop() {
        service.close();
        assertThat(out + err).doesNotContain(TOKEN);
    }

    private int run(String... arguments) {
        StringWriter stdout = new StringWriter();
        StringWriter stderr = new StringWriter();
        int code = Execctl.run(
                new Surroundings(
                        new Installations(
                                environment, folder.resolve("config.properties"), folder.resolve("local.properties")),
                        new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)),
                        new PrintWriter(stdout),
                        new PrintWriter(stderr),
                        terminal,
                        pauses::add,
                        lastWords),
                arguments);
        out = stdout.toString();
        err = stderr.toString();
        return code;
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(out);
    }

    private static String execution(String status, String more) {
        return """
                {"tenant_id":"t","jit_event_id":"%s","execution_id":"%s","status":"%s","job_name":"scan","job_runner":"ecs",
                 "asset_id":"asset-1","workflow_slug":"nightly","created_at":"2026-01-01T12:00:00.000000Z",
                 "priority":4%s}"""
                .formatted(EVENT, ID, status, more);
    }

    private static String history(String... statuses) {
        StringBuilder history = new StringBuilder(",\"history\":[");
        for (int i = 0; i < statuses.length; i++) {
            history.append(i == 0 ? "" : ",")
                    .append(
                            """
                            {"seq":%d,"status":"%s","occurred_at":"2026-01-01T12:00:0%d.000000Z"}"""
                                    .formatted(i + 1, statuses[i], i));
        }
        return history.append("]").toString();
    }

    private JsonNode sent(String call) throws IOException {
        assertThat(service.bodies(call)).as(err).isNotEmpty();
        return new ObjectMapper().readTree(service.bodies(call).get(0));
    }

    private void accept() {
        service.answer("POST", "/executions", 202, execution("pending", ""));
    }

    // trigger

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

    // workers

    private static final String WORKER =
            """
            "address":"worker-1:8070","id":"worker-1","version":"1","started":"2026-01-01T12:00:00Z","state":"takes messages",
            "capacity":"4","running":[{"what":"part 1","task":"hash-search","since":"2026-01-01T12:00:01Z"}]""";

    @Test
    void shouldListWorkersAndTheTasksThatCanBeWorkers() {
        service.answer(
                "GET",
                "/workers",
                200,
                "{\"workers\":[{" + WORKER + "},{\"address\":\"worker-2:8070\",\"problem\":\"It cannot be reached.\"}],"
                        + "\"next\":\"n\"}");
        service.answer(
                "GET",
                "/workers",
                200,
                """
                {"workers":[{"address":"10.0.0.7","cluster":"c","task":"0123abcd","definition":"worker:3"}],"next":null}""");

        assertThat(run("workers", "--cluster", "c")).isZero();

        assertThat(out.lines())
                .containsExactly(
                        "WORKER    ADDRESS        SLOTS  RUNNING  STATE",
                        "worker-1  worker-1:8070  4      1        takes messages",
                        "?         worker-2:8070                  It cannot be reached.",
                        "0123abcd  10.0.0.7                       a task of worker:3, which can be a worker; it was not asked");
        assertThat(service.requests().get(1).query()).isEqualTo("&cluster=c&next=n");
    }

    @Test
    void shouldShowWhatAWorkerRunsAndRan() {
        service.answer(
                "GET",
                "/worker",
                200,
                "{" + WORKER
                        + ",\"recent\":[{\"what\":\"part 0\",\"task\":\"hash-search\",\"how\":\"done\","
                        + "\"at\":\"2026-01-01T12:00:00Z\",\"seconds\":\"0.5\"}],\"counters\":{\"done\":\"1\"}}");

        assertThat(run("workers", "worker-1:8070")).isZero();

        assertThat(out)
                .contains("state         takes messages", "done          1", "RUNNING  TASK", "part 1   hash-search")
                .contains("part 0  hash-search  done");
        assertThat(service.requests().get(0).query()).isEqualTo("address=worker-1%3A8070");
        assertThat(run("workers", "0123abcd")).isZero();
        assertThat(service.requests().get(1).query()).isEqualTo("task=0123abcd");
    }

    // dead letters

    private static final String QUEUE = "jobs-trigger-dlq";
    private static final String LETTERS = "/dead-letters/" + QUEUE;

    private void answerLetters() {
        service.answer(
                "GET",
                LETTERS,
                200,
                """
                {"name":"jobs-trigger-dlq","source":"jobs-trigger","kind":"trigger","task":null,"waiting":2,"hidden":0,
                "messages":[{"message_id":"m-1","sent_at":"2026-01-01T12:00:00.000000Z","reason":"no such\\u001b[2J task",
                "body":"{}","is_cut":true}]}""");
    }

    @Test
    void shouldListDeadLetterQueuesOfAllPages() throws IOException {
        service.answer(
                "GET",
                "/dead-letters",
                200,
                """
                {"queues":[{"name":"a-dlq","source":"a","kind":"trigger","task":"nmap","waiting":3,"hidden":1}],"next":"a-dlq"}""");
        service.answer(
                "GET",
                "/dead-letters",
                200,
                """
                {"queues":[{"name":"b-dlq","source":"b","kind":"fleet","task":null,"waiting":null,"hidden":null}],"next":null}""");

        assertThat(run("dead-letters")).isZero();

        assertThat(out.lines())
                .containsExactly(
                        "QUEUE  FROM  TASK  WAITING  HIDDEN",
                        "a-dlq  a     nmap  3        1",
                        "b-dlq  b           ?        ?");
        assertThat(service.requests().get(1).query()).endsWith("&next=a-dlq");
    }

    @Test
    void shouldShowDeadLettersOfAQueueAndNothingThatATerminalActsOn() {
        answerLetters();

        assertThat(run("dead-letters", QUEUE, "-L", "1000")).isZero();
        assertThat(out)
                .contains("message       m-1", "no such", "body          {}…")
                .doesNotContain("\u001b");
        assertThat(service.requests().get(0).query()).isEqualTo("limit=40");
        assertThat(run("dead-letters", QUEUE, "-q")).isZero();
        assertThat(out.lines()).containsExactly("m-1");
        assertThat(run("dead-letters", "../x")).isEqualTo(1);
        assertThat(err).contains("no name of a queue");
    }

    @Test
    void shouldMoveMessagesBackOneByOne() {
        service.answer("POST", LETTERS + "/m-1/redrive", 200, "{\"outcome\":\"moved\",\"messages\":1}");
        service.answer("POST", LETTERS + "/m-2/redrive", 404, "{\"detail\":\"the message is not in the queue\"}");

        assertThat(run("redrive", QUEUE, "m-1", "m-2")).isEqualTo(1);

        assertThat(out).contains("Message m-1 was moved back.");
        assertThat(err).contains("not in the queue");
        assertThat(run("redrive", QUEUE, "a/b")).isEqualTo(1);
        assertThat(err).contains("no id of a message");
    }

    @ParameterizedTest
    @CsvSource({"y,0", "Yes,0", "n,2", "'',2"})
    void shouldMoveAllMessagesBackOnceAPersonHasSaidYes(String answer, int code) {
        terminal = true;
        stdin = answer + "\n";
        answerLetters();
        service.answer("POST", LETTERS + "/redrive", 200, "{\"outcome\":\"started\",\"messages\":0}");

        assertThat(run("redrive", QUEUE, "--all")).isEqualTo(code);

        assertThat(err).contains("Move all messages of jobs-trigger-dlq, about 2, back to jobs-trigger? [y/N]");
        assertThat(service.calls().contains("POST " + LETTERS + "/redrive")).isEqualTo(code == 0);
    }

    @Test
    void shouldMoveAllMessagesOfAScriptBackOnlyIfItSaysSo() {
        answerLetters();
        service.answer("POST", LETTERS + "/redrive", 200, "{\"outcome\":\"moved\",\"messages\":7}");

        assertThat(run("redrive", QUEUE, "--all")).isEqualTo(1);
        assertThat(err).contains("give --yes");
        assertThat(service.calls()).doesNotContain("POST " + LETTERS + "/redrive");
        assertThat(run("redrive", QUEUE, "--all", "--yes")).isZero();
        assertThat(out).contains("7 messages were moved back");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redrive", "redrive q", "redrive q m --all"})
    void shouldNotGuessWhichMessagesAreToBeMoved(String words) {
        assertThat(run(words.split(" "))).isEqualTo(1);

        assertThat(service.calls()).isEmpty();
    }

    // tasks

    @Test
    void shouldListTasksAndShowOne() {
        service.answer(
                "GET",
                "/tasks",
                200,
                """
                {"tasks":[{"name":"nmap","source":"classpath","title":"Ports","runner":"ecs"},
                {"name":"bad","source":"x","errors":[{"line":3,"column":1,"key":"title","problem":"is missing"}]}]}""");
        service.answer(
                "GET", "/tasks/nmap", 200, "{\"name\":\"nmap\",\"title\":\"Ports\",\"limits\":{\"running\":\"PT1H\"}}");

        assertThat(run("tasks")).isZero();
        assertThat(out.lines())
                .containsExactly(
                        "TASK  RUNNER  TITLE",
                        "nmap  ecs     Ports",
                        "bad           cannot be used: line 3 title is missing");
        assertThat(run("tasks", "-q")).isZero();
        assertThat(out.lines()).containsExactly("nmap", "bad");
        assertThat(run("tasks", "nmap")).isZero();
        assertThat(out).contains("title         Ports", "limits        {\"running\":\"PT1H\"}");
        assertThat(run("tasks", "../x")).isEqualTo(1);
    }

    // exit codes and usage

    @ParameterizedTest
    @ValueSource(strings = {"sing", "list --no-such", "list -L many", "show", "-o yaml list"})
    void shouldRefuseWhatItDoesNotUnderstand(String words) {
        assertThat(run(words.split(" "))).isEqualTo(1);

        assertThat(err).startsWith("execctl: ").contains(" --help");
        assertThat(service.calls()).isEmpty();
    }

    @Test
    void shouldPrintItsCommandsAndHowEachIsUsed() {
        assertThat(run()).isZero();
        assertThat(out).contains("Usage: execctl", "trigger", "completion");
        assertThat(run("watch", "--help")).isZero();
        assertThat(out).contains("Usage: execctl watch", "--exit-status");
        assertThat(run("--version")).isZero();
    }

    @Test
    void shouldCompleteCommandsInAShell() {
        environment.clear();

        assertThat(run("completion")).isZero();

        assertThat(out).startsWith("#!/usr/bin/env bash").contains("--exit-status", "complete -F");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void shouldTellByTheExitCodeThatTheTokenIsNotTaken(int status) {
        service.answer("GET", PATH, status, "{\"detail\":\"no\"}");

        assertThat(run("show", NAME)).isEqualTo(4);

        assertThat(err).contains("no; the token for " + service.url(""));
    }

    @Test
    void shouldSayOfEachKindOfCallThatTheTokenIsNotTaken() {
        for (String call : List.of("POST /executions", "PATCH " + PATH + "/partitions")) {
            service.answer(
                    call.split(" ")[0],
                    call.split(" ")[1],
                    401,
                    "{\"detail\":\"expired\"}",
                    "WWW-Authenticate",
                    "Bearer realm=\"users\"");
        }

        assertThat(run("trigger", "scan", "--asset", "a")).isEqualTo(4);
        assertThat(err).contains("expired; the token for");
        assertThat(run("limits", NAME, "--in-flight", "1")).isEqualTo(4);
        assertThat(err).contains("expired; the token for");
    }

    @Test
    void shouldFailWhereNothingIsReached() {
        environment.put("EXECCTL_URL", "http://127.0.0.1:1");

        assertThat(run("list")).isEqualTo(1);

        assertThat(err).contains("http://127.0.0.1:1 cannot be reached");
    }

    // profiles

    private void config(String text, String permissions) throws IOException {
        Path file = folder.resolve("config.properties");
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    @Test
    void shouldCallTheProfileThatIsAskedFor() throws IOException {
        config("staging.url=" + service.url("/api/") + "\nstaging.token=" + TOKEN, "rw-------");
        service.answer("GET", "/api/tasks", 200, "{\"tasks\":[]}");
        environment.put("EXECCTL_URL", "http://127.0.0.1:1");

        assertThat(run("tasks", "--profile", "staging")).isZero();
        environment.put("EXECCTL_PROFILE", "staging");
        assertThat(run("tasks")).isZero();
        assertThat(run("tasks", "--profile", "other")).isEqualTo(1);
        assertThat(err).contains("no profile other");
    }

    @Test
    void shouldCallTheUsualProfileWithATokenFromAFile() throws IOException {
        config("profile=p\np.url=" + service.url("") + "\np.token-file=token", "rw-r--r--");
        Path token = Files.writeString(folder.resolve("token"), TOKEN + "\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        service.answer("GET", "/tasks", 200, "{\"tasks\":[]}");
        environment.clear();

        assertThat(run("tasks")).isZero();
        assertThat(service.requests().get(0).headers().getFirst("Authorization"))
                .isEqualTo("Bearer " + TOKEN);
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(run("tasks")).isEqualTo(1);
        assertThat(err).contains("chmod 600 " + token);
    }

    @Test
    void shouldRefuseAFileWithATokenThatOthersMayRead() throws IOException {
        config("p.url=http://x\np.token=" + TOKEN, "rw----r--");

        assertThat(run("tasks", "--profile", "p")).isEqualTo(1);

        assertThat(err).contains("others may read it: chmod 600");
    }

    @Test
    void shouldCallTheEmbeddedPlatformWhereNothingIsSet() throws IOException {
        environment.clear();
        assertThat(run("tasks")).isEqualTo(4);
        assertThat(err).contains("no installation to call");

        Path local = Files.writeString(
                folder.resolve("local.properties"), "url=" + service.url("").replace(":", "\\:") + "\ntoken=" + TOKEN);
        Files.setPosixFilePermissions(local, PosixFilePermissions.fromString("rw-------"));
        service.answer("GET", "/tasks", 200, "{\"tasks\":[]}");

        assertThat(run("tasks")).isZero();
        config("profile=p\np.url=http://127.0.0.1:1\np.token=x", "rw-------");
        assertThat(run("tasks", "--profile", "local")).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "http://h, none, 4",
                "http://h, two words, 4",
                "http://h, grün, 4",
                "ftp://h, t, 1",
                "http://u:p@h, t, 1",
                "http://h?x, t, 1",
                "no url, t, 1",
                "none, t, 1"
            })
    void shouldRefuseWhatIsNoInstallation(String url, String token, int code) {
        environment.clear();
        if (url != null) {
            environment.put("EXECCTL_URL", url);
        }
        if (token != null) {
            environment.put("EXECCTL_TOKEN", token);
        }

        assertThat(run("tasks")).isEqualTo(code);
    }

    // hostile answers

    @Test
    void shouldSendNothingToATerminalThatItActsOn() throws IOException {
        String hostile = "x\\u001b[2Jy\\u001b]0;title\\u0007z\\u009b31m\\u202e\\r\\nq";
        service.answer(
                "GET",
                PATH,
                200,
                execution(
                                "failed",
                                ",\"reason\":\"" + hostile + "\",\"remedy\":\"" + hostile + "\"" + history("failed"))
                        .replace("asset-1", hostile));
        service.answer(
                "GET",
                PATH + "/logs",
                200,
                "{\"source\":\"log\",\"next\":null,\"lines\":[{\"at\":\"" + hostile + "\",\"text\":\"" + hostile
                        + "\"}]}");
        service.answer("POST", PATH + "/cancel", 409, "{\"detail\":\"" + hostile + "\"}");
        service.answer(
                "GET",
                "/executions",
                200,
                "{\"next\":null,\"executions\":[" + execution(hostile, ",\"reason\":\"" + hostile + "\"") + "]}");
        List<String[]> commands = List.of(
                new String[] {"show", NAME},
                new String[] {"show", NAME, "-o", "json"},
                new String[] {"why", NAME},
                new String[] {"watch", NAME},
                new String[] {"logs", NAME, "-t"},
                new String[] {"logs", NAME, "-o", "json"},
                new String[] {"cancel", NAME},
                new String[] {"list"},
                new String[] {"list", "-o", "json"});

        assertThat(commands).allSatisfy(command -> {
            run(command);
            assertThat(out + err)
                    .as(String.join(" ", command))
                    .contains("x", "z")
                    .doesNotContainPattern("[\\p{Cc}\\u202e&&[^\\r\\n]]");
        });
    }

    @Test
    void shouldNotFollowARedirect() {
        service.answer("GET", PATH, 302, "", "Location", service.url("/elsewhere"));

        assertThat(run("show", NAME)).isEqualTo(1);

        assertThat(err).contains("is not the execution service");
        assertThat(service.calls()).containsExactly("GET " + PATH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>", "[1]", "{}", "{\"executions\":[{\"jit_event_id\":\"../..\"}]}", "7"})
    void shouldSayThatWhatAnswersIsNotTheService(String body) {
        service.answer("GET", "/executions", 200, body);

        assertThat(run("list", "-q")).isEqualTo(1);

        assertThat(err).matches("(?s).*(is not the execution service|an execution that has no id).*");
    }

    @Test
    void shouldReadNoMoreThanAnAnswerMayHave() {
        service.answer("GET", PATH, 200, " ".repeat((32 << 20) + 1));

        assertThat(run("show", NAME)).isEqualTo(1);

        assertThat(err).contains("is too long");
    }

    @Test
    void shouldReadNoMoreThanALineOfAStreamMayHave() {
        service.answer("GET", PATH + "/logs", 200, "data: " + "x".repeat(4 << 20));

        assertThat(run("logs", NAME, "-f")).isEqualTo(1);

        assertThat(err).contains("is too long");
    }
}
