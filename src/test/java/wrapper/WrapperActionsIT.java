package wrapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shared.json.Json;

/** Actions before and after the command, against a real server. */
class WrapperActionsIT {
    private static final String SECRET = "s3cret-value";

    @TempDir
    Path folder;

    private ServiceStub server;

    @BeforeEach
    void start() throws IOException {
        server = new ServiceStub();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"3, status=failed", "0, status=completed"})
    void shouldTellRunningAndThenHowItEndedExactlyOnce(int exitCode, String last) throws Exception {
        String actions =
                """
                [
                  {"stage": "start", "plugin": "http", "method": "POST", "url": "<endpoint>",
                   "headers": {"Content-Type": "application/json", "Authorization": "<auth-token>"},
                   "params": {"status": "running"}},
                  {"stage": "end", "plugin": "http", "method": "POST", "url": "<endpoint>",
                   "headers": {"Content-Type": "application/json", "Authorization": "<auth-token>"},
                   "params": {"status": "failed"},
                   "condition": ["${{oenv.ExitCode}}", "!=", "0"]},
                  {"stage": "end", "plugin": "http", "method": "POST", "url": "<endpoint>",
                   "headers": {"Content-Type": "application/json", "Authorization": "<auth-token>"},
                   "params": {"status": "completed"},
                   "condition": ["${{oenv.ExitCode}}", "==", "0"]}
                ]""";

        WrapperJvm wrapper =
                run(Map.of(), actions.replace("<endpoint>", server.url("/status")), "sh", "-c", "exit " + exitCode);

        assertThat(wrapper.exitCode()).isEqualTo(exitCode);
        assertThat(server.calls()).containsExactly("POST /status", "POST /status");
        assertThat(server.requests()).extracting(ServiceStub.Request::query).containsExactly("status=running", last);
        assertThat(server.requests()).allSatisfy(request -> {
            assertThat(request.headers().get("Authorization")).containsExactly("<auth-token>");
            assertThat(request.headers().get("Content-Type")).containsExactly("application/json");
            assertThat(request.text()).isEqualTo("{}");
        });
        assertThat(wrapper.stderr()).doesNotContain("auth-token");
    }

    @Test
    void shouldResolvePlaceholdersWhereverATextMayBeAndTellNoneOfThem() throws Exception {
        Map<String, String> environment = Map.of(
                "ENDPOINT", server.url("/" + SECRET + "?token=" + SECRET),
                "TOKEN", SECRET,
                "HOSTILE", "\"}\n${{env.TOKEN}} ${body} {{x}} '; drop",
                "AWS_EXECUTION_ARN", "arn:aws:states:eu-west-1:123456789012:execution:machine:run-7",
                "AWS_EXECUTION_START", "2026-01-31T12:00:00.250Z");
        String actions =
                """
                [{"stage": "start", "action": "notify", "url": "${{env.ENDPOINT}}",
                  "headers": {"Authorization": {"commands": ["Bearer", "${{env.TOKEN}}"]}, "X-Number": 7},
                  "params": {"executionid": "${{oenv.ExecutionId}}", "odd": "${{env.HOSTILE}}", "n": 1.50},
                  "payload": {"deep": [{"x": "a ${{env.HOSTILE}} b ${{oenv.CreationTimestampMilliseconds}}"}, 1.50, null,
                      {"commands": ["${{env.TOKEN}}", "b"], "action": "join"}]}}]""";

        WrapperJvm wrapper = run(
                environment, actions, "printf", "%s|%s", "{\"commands\":[\"--at\",\"${{oenv.ExecutionId}}\"]}", "b");

        assertThat(wrapper.exitCode()).isZero();
        assertThat(wrapper.stdout()).isEqualTo("--at run-7|b");
        ServiceStub.Request request = server.requests().get(0);
        assertThat(request.call()).isEqualTo("POST /" + SECRET);
        assertThat(request.query())
                .isEqualTo(
                        "token=" + SECRET + "&executionid=run-7&odd=%22%7D%0A%24%7B%7Benv.TOKEN%7D%7D%20%24%7Bbody%7D"
                                + "%20%7B%7Bx%7D%7D%20%27%3B%20drop&n=1.50");
        assertThat(request.headers().getFirst("Authorization")).isEqualTo("Bearer " + SECRET);
        assertThat(request.headers().getFirst("X-Number")).isEqualTo("7");
        assertThat(request.text())
                .isEqualTo("{\"deep\":[{\"x\":\"a \\\"}\\n${{env.TOKEN}} ${body} {{x}} '; drop b 1769860800250\"},1.50,"
                        + "null,\"" + SECRET + " b\"]}");
        assertThat(wrapper.stderr())
                .contains("cli-json.actions[0] \"notify\" (http): done")
                .doesNotContain(SECRET);
    }

    @Test
    void shouldTryAgainUntilTheServerAcceptsWithAny2xx() throws Exception {
        server.answer("PUT", "/hook", 500, "").answer("PUT", "/hook", 404, "").answer("PUT", "/hook", 202, "{");

        WrapperJvm wrapper =
                run(Map.of(), http("end", "/hook", "\"method\":\"put\",\"retries\":5,\"retry_sleep\":0"), "true");

        assertThat(wrapper.exitCode()).isZero();
        assertThat(server.calls()).containsExactly("PUT /hook", "PUT /hook", "PUT /hook");
        assertThat(wrapper.stderr())
                .contains("(http): answered 500, trying again", "(http): answered 404", "(http): done");
    }

    @Test
    void shouldSendInAllAsOftenAsRetriesSaysAndAtLeastOnce() throws Exception {
        server.answer("POST", "/two", 500, "").answer("POST", "/one", 500, "").answer("POST", "/zero", 500, "");
        String actions = "[%s,%s,%s]"
                .formatted(
                        object("end", "/two", "\"retries\":2,\"retry_sleep\":0"),
                        object("end", "/one", "\"retries\":1,\"retry_sleep\":0"),
                        object("end", "/zero", "\"retries\":0,\"retry_sleep\":0"));

        assertThat(run(Map.of(), actions, "true").exitCode()).isZero();

        assertThat(server.calls()).containsExactly("POST /two", "POST /two", "POST /one", "POST /zero");
    }

    @Test
    void shouldSendAgainWhenTheServerDoesNotAnswerInTheTimeoutOfTheAction() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        server.answer("POST", "/hook", hanging(release)).answer("POST", "/hook", 204, "");

        WrapperJvm wrapper = run(Map.of(), http("end", "/hook", "\"timeout\":1,\"retry_sleep\":0"), "true");

        assertThat(wrapper.exitCode()).isZero();
        assertThat(wrapper.stderr()).contains("(http): no answer in 1 s, trying again", "(http): done");
        assertThat(server.calls()).containsExactly("POST /hook", "POST /hook");
        release.countDown();
    }

    @Test
    void shouldCutOffAHangingActionAtTheBoundOfItsStageAndBeginNoOtherAfterIt() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        server.answer("POST", "/start", hanging(release)).answer("POST", "/end", hanging(release));
        String actions = "[%s,%s,%s,%s]"
                .formatted(
                        object("start", "/start", "\"timeout\":3600"),
                        object("start", "/late", "\"action\":\"notify\""),
                        object("end", "/end", "\"timeout\":3600"),
                        object("end", "/late", "\"action\":\"notify\""));

        WrapperJvm wrapper = WrapperJvm.start(
                folder,
                Map.of(),
                "--config",
                configuration("actions_timeout = 1"),
                "--cli-json",
                json(actions, "sh", "-c", "echo ran; exit 5"));

        assertThat(wrapper.exitCode()).isEqualTo(5);
        assertThat(wrapper.stdout()).isEqualTo("ran\n");
        assertThat(server.calls()).containsExactly("POST /start", "POST /end");
        assertThat(wrapper.stderr())
                .containsPattern("actions\\[0] \\(http\\) failed: .* after the 1 s that all start actions have together"
                        + " \\(actions_timeout\\)")
                .contains(
                        "actions[1] \"notify\" (http) failed: no time for it after the 1 s that all start actions have"
                                + " together (actions_timeout)")
                .containsPattern("actions\\[2] \\(http\\) failed: .* after the 1 s that all end actions have together"
                        + " \\(actions_timeout\\)")
                .contains("actions[3] \"notify\" (http) failed: no time for it after the 1 s that all end actions have"
                        + " together (actions_timeout)");
        release.countDown();
    }

    @Test
    void shouldKeepTheExitCodeAndTellNoSecretWhenActionsFail() throws Exception {
        server.answer("POST", "/hook", 400, SECRET, "X-Answer", SECRET);
        String actions = "[%s,%s,%s,{\"stage\":\"end\",\"url\":\"http://127.0.0.1:1/%s?t=%s\",\"retries\":0},%s]"
                .formatted(
                        object("start", "/hook", "\"retries\":2,\"retry_sleep\":0,\"payload\":\"${{env.S}}\""),
                        object("end", "/hook", "\"retries\":0,\"headers\":{\"A\":\"${{env.BROKEN}}\"}"),
                        object("end", "/hook", "\"params\":{\"a\":\"${{env.NOPE}}\"}"),
                        SECRET,
                        SECRET,
                        object("end", "/last", "\"params\":{\"code\":\"${{oenv.ExitCode}}\"}"));

        WrapperJvm wrapper = run(Map.of("S", SECRET, "BROKEN", SECRET + "\n"), actions, "sh", "-c", "exit 7");

        assertThat(wrapper.exitCode()).isEqualTo(7);
        assertThat(server.calls()).containsExactly("POST /hook", "POST /hook", "POST /last");
        assertThat(server.requests().get(2).query()).isEqualTo("code=7");
        assertThat(wrapper.stderr())
                .contains(
                        "cli-json.actions[0] (http) failed: answered 400",
                        "cli-json.actions[1] (http) failed: headers.A: has characters that cannot be sent",
                        "cli-json.actions[2] (http) failed: placeholder ${{env.NOPE}}: no such value",
                        "cli-json.actions[3] (http) failed: HttpHostConnectException")
                .doesNotContain(SECRET);
    }

    @Test
    void shouldNotStartTheCommandWhenAPlaceholderOfAStartActionIsUnknownAndStillPerformTheEndActions()
            throws Exception {
        String actions = "[%s,%s]"
                .formatted(
                        object("start", "/start", "\"headers\":{\"A\":\"${{env.S}} ${{env.NOPE}}\"}"),
                        object("end", "/end", "\"params\":{\"code\":\"${{oenv.ExitCode}}\"}"));

        WrapperJvm wrapper = run(Map.of("S", SECRET), actions, "echo", "ran");

        assertThat(wrapper.exitCode()).isEqualTo(1);
        assertThat(wrapper.stdout()).isEmpty();
        assertThat(server.calls()).containsExactly("POST /end");
        assertThat(server.requests().get(0).query()).isEqualTo("code=1");
        assertThat(wrapper.stderr())
                .contains("could not start: cli-json.actions[0] (http): placeholder ${{env.NOPE}}: no such value")
                .doesNotContain(SECRET);
    }

    @Test
    void shouldNotLookAtAnActionWhoseConditionDoesNotHold() throws Exception {
        String actions = "[%s,%s]"
                .formatted(
                        object("start", "/no", "\"params\":{\"a\":\"${{env.NOPE}}\"},\"condition\":[1,\">\",2]"),
                        object(
                                "end",
                                "/yes",
                                "\"condition\":[\"__import__('os').system('true')\",\"in\",\"${{oenv.StdErr}}\"]"));

        WrapperJvm wrapper = run(Map.of(), actions, "sh", "-c", "echo \"x __import__('os').system('true')\" >&2");

        assertThat(wrapper.exitCode()).isZero();
        assertThat(server.calls()).containsExactly("POST /yes");
    }

    @Test
    void shouldRunTheCommandAndOnlyLogTheActionsInADryRun() throws Exception {
        String actions =
                "[%s,%s]".formatted(object("start", "/start", "\"retries\":0"), object("end", "/end", "\"retries\":0"));

        WrapperJvm wrapper = WrapperJvm.start(folder, Map.of(), "--dry", "--cli-json", json(actions, "echo", "ran"));

        assertThat(wrapper.exitCode()).isZero();
        assertThat(wrapper.stdout()).isEqualTo("ran\n");
        assertThat(server.calls()).isEmpty();
        assertThat(wrapper.stderr())
                .contains(
                        "cli-json.actions[0] (http): skipped, this is a dry run",
                        "cli-json.actions[1] (http): skipped, this is a dry run");
    }

    @Test
    void shouldShareWhatIsLeftOfTheStopTimeoutAmongTheEndActionsAndTheirRetries() throws Exception {
        server.answer("POST", "/busy", 503, "");
        String actions = "[%s,%s]"
                .formatted(
                        object("end", "/busy", "\"retries\":100,\"retry_sleep\":0.1"),
                        object("end", "/late", "\"retries\":0"));
        WrapperJvm wrapper = terminated(actions);

        assertThat(wrapper.exitCode()).isEqualTo(5);
        assertThat(server.calls()).contains("POST /busy").doesNotContain("POST /late");
        assertThat(wrapper.stderr())
                .contains(
                        "cli-json.actions[0] (http) failed: ",
                        "cli-json.actions[1] (http) failed: no time for it after the request to stop");
    }

    @Test
    void shouldEndWithTheCommandsExitCodeWhenAnEndActionHangsAfterSigterm() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        server.answer("POST", "/hang", hanging(release));

        WrapperJvm wrapper = terminated(http("end", "/hang", "\"retries\":0"));

        assertThat(wrapper.exitCode()).isEqualTo(5);
        assertThat(server.calls()).containsExactly("POST /hang");
        release.countDown();
    }

    @Test
    void shouldNotStartTheCommandWhenSigtermComesDuringAStartAction() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        server.answer("POST", "/hang", hanging(release));
        WrapperJvm wrapper = run(Map.of(), http("start", "/hang", "\"retries\":0"), "echo", "ran");
        await().until(() -> server.calls().contains("POST /hang"));

        wrapper.terminate();

        assertThat(wrapper.exitCode()).isEqualTo(143);
        assertThat(wrapper.stdout()).isEmpty();
        release.countDown();
    }

    @Test
    void shouldTellTheServiceBeforeTheEndActionsAndPerformNoneForARunThatIsSuperseded() throws Exception {
        server.acceptResults();
        Map<String, String> environment = new HashMap<>(server.contract());

        assertThat(run(environment, http("end", "/end", "\"retries\":0"), "true")
                        .exitCode())
                .isZero();
        assertThat(server.calls())
                .containsExactly("PATCH " + ServiceStub.BASE, "PATCH " + ServiceStub.BASE, "POST /end");

        server.answer("PATCH", ServiceStub.BASE, 409, "");
        Path second = Files.createDirectory(folder.resolve("second"));
        assertThat(WrapperJvm.start(
                                second, environment, "--cli-json", json(http("end", "/end", "\"retries\":0"), "true"))
                        .exitCode())
                .isEqualTo(1);
        assertThat(server.calls()).filteredOn("POST /end"::equals).hasSize(1);
    }

    @Test
    void shouldRunNothingWhenActionsAreWrong() throws Exception {
        WrapperJvm wrapper = run(
                Map.of(), "[{\"stage\":\"start\",\"plugin\":\"ftp\"},{\"stage\":\"end\",\"method\":3}]", "echo", "ran");

        assertThat(wrapper.exitCode()).isEqualTo(2);
        assertThat(wrapper.stdout()).isEmpty();
        assertThat(wrapper.stderr())
                .contains(
                        "wrapper: cli-json.actions[0].plugin: no such plugin, only ecs_snstrace, http, s3\n",
                        "wrapper: cli-json.actions[1].method: must be a text",
                        "wrapper: cli-json.actions[1].url: is required\n");
    }

    @Test
    void shouldLoadNoClassOfAwsOrYamlWhenNoActionNeedsIt() throws Exception {
        Path classes = folder.resolve("classes");
        WrapperJvm wrapper = WrapperJvm.start(
                folder,
                Map.of(),
                List.of("-Xlog:class+load:file=" + classes),
                "--cli-json",
                json(http("end", "/hook", "\"retries\":0"), "true"));

        assertThat(wrapper.exitCode()).isZero();
        assertThat(server.calls()).containsExactly("POST /hook");
        assertThat(Files.readString(classes))
                .contains(" wrapper.action.HttpAction ")
                .doesNotContain(
                        " software.amazon",
                        " shared.aws.",
                        "snakeyaml",
                        "dsl.yaml",
                        "kafka",
                        " wrapper.action.S3Action ");
    }

    private WrapperJvm terminated(String actions) throws IOException {
        String script = "trap 'exit 5' TERM; echo ready; while :; do sleep 0.1; done";
        WrapperJvm wrapper = WrapperJvm.start(
                folder, Map.of(), "--stop-timeout", "6", "--cli-json", json(actions, "sh", "-c", script));
        await().until(() -> wrapper.stdout().startsWith("ready"));
        wrapper.terminate();
        return wrapper;
    }

    private static ServiceStub.Answer hanging(CountDownLatch release) {
        return new ServiceStub.Answer(200, new byte[0], () -> {
            try {
                release.await(3, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private String configuration(String line) throws IOException {
        return Files.writeString(folder.resolve("wrapper.conf"), "[wrapper]\n" + line)
                .toString();
    }

    private WrapperJvm run(Map<String, String> environment, String actions, String... command) throws IOException {
        return WrapperJvm.start(folder, environment, "--cli-json", json(actions, command));
    }

    private String http(String stage, String path, String more) {
        return "[" + object(stage, path, more) + "]";
    }

    private String object(String stage, String path, String more) {
        return "{\"stage\":\"%s\",\"url\":\"%s\",%s}".formatted(stage, server.url(path), more);
    }

    // Words that are objects are left as such.
    private static String json(String actions, String... command) {
        StringBuilder words = new StringBuilder();
        for (String word : command) {
            words.append(words.isEmpty() ? "" : ",").append(word.startsWith("{") ? word : new String(Json.bytes(word)));
        }
        return "{\"job\":\"test\",\"command\":[%s],\"actions\":%s}".formatted(words, actions);
    }
}
