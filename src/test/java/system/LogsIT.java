package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import execution.logs.LogPosition;
import execution.logs.follow.Followers;
import execution.model.ExecutionKey;
import execution.model.OutputKey;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import local.LocalPlatform;
import local.Names;
import local.WrapperCommand;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import system.RunningService.Answer;

/** What tasks print, by page and followed. */
class LogsIT {

    private static final LocalPlatform PLATFORM = SharedPlatform.get();
    private static final String TALK = "logs-talk";
    private static final String FAIL = "logs-fail";
    private static final String PROCESS = "logs-process";

    @TempDir
    private static Path files;

    private static Path go;
    private static RunningService service;
    private static Followers followers;

    private String tenant;

    @BeforeAll
    static void start() throws IOException {
        go = files.resolve("go");
        SharedPlatform.registerProcess(
                TALK, "sh", "-c", "echo first; echo second; while [ ! -e " + go + " ]; do sleep 0.1; done; echo last");
        SharedPlatform.registerInstant(FAIL, Map.of("INSTANT_EXIT_CODE", "3"));
        Path tasks = Files.createDirectory(files.resolve("tasks"));
        Files.writeString(
                tasks.resolve(PROCESS + ".yaml"),
                """
                title: Prints as a process
                runner: process
                container:
                  command: [sh, -c, "echo first; echo second; while [ ! -e %s ]; do sleep 0.1; done; echo last"]
                """
                        .formatted(go));
        service = RunningService.start(
                PLATFORM,
                Map.of(
                        "execution.logs.settle", "200ms",
                        "execution.logs.poll", "100ms",
                        "execution.logs.calls-per-second", "1000",
                        "execution.logs.keep-alive", "200ms",
                        "execution.logs.stalled-for", "2s",
                        "execution.requests.most-in-flight", "5",
                        "execution.tasks-dir", tasks.toString(),
                        "execution.process.enabled", "true",
                        "execution.process.wrapper", String.join(",", WrapperCommand.entryPoint()),
                        "execution.process.directory",
                                files.resolve("processes").toString()));
        followers = service.bean(Followers.class);
    }

    @AfterAll
    static void stop() throws IOException {
        Files.deleteIfExists(go);
        Files.createFile(go);
        service.close();
    }

    @BeforeEach
    void newTenant() {
        tenant = SharedPlatform.newTenant();
    }

    @AfterEach
    void repair() throws IOException {
        PLATFORM.logs().repair();
        Files.deleteIfExists(go);
    }

    private ExecutionKey talking() {
        ExecutionKey key = service.trigger(tenant, RunningService.event(TALK));
        service.awaitStatus(key, "running");
        return key;
    }

    private ExecutionKey ended() throws IOException {
        ExecutionKey key = talking();
        Files.createFile(go);
        service.awaitStatus(key, "completed");
        return key;
    }

    private Answer logs(ExecutionKey key, String query) {
        return service.get(key.tenantId(), RunningService.path(key) + "/logs?" + query);
    }

    private static List<String> texts(Answer answer) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        return StreamSupport.stream(answer.body().get("lines").spliterator(), false)
                .map(line -> line.get("text").asText())
                .toList();
    }

    /** Puts lines that stand in place of what the task printed. */
    private static void put(ExecutionKey key, String job, List<String> lines) {
        String task = service.execution(key).get("task_reference").asText();
        String stream = "ecs/" + job + "/" + task.substring(task.lastIndexOf('/') + 1);
        lines.forEach(line -> PLATFORM.logs().put("/ecs/" + job, stream, Instant.parse("2026-01-01T00:00:00Z"), line));
    }

    private FollowedStream follow(ExecutionKey key, String query, String lastEventId) {
        return FollowedStream.open(
                service.port(),
                PLATFORM.tokens().token(key.tenantId()),
                RunningService.path(key) + "/logs?" + query,
                lastEventId);
    }

    @Test
    void shouldAnswerPageByPageUntilTheLogHasEnded() throws IOException {
        ExecutionKey key = ended();

        await("all lines arrived")
                .atMost(RunningService.LONGEST_WAIT)
                .until(() -> logs(key, "").body().get("next").isNull());
        Answer first = logs(key, "limit=2");
        Answer second = logs(key, "next=" + first.body().get("next").asText());

        assertThat(texts(first)).containsExactly("first", "second");
        assertThat(texts(second)).containsExactly("last");
        assertThat(first.body().get("source").asText()).isEqualTo("log");
        assertThat(first.body().get("attempt").asInt()).isEqualTo(1);
        assertThat(Instant.parse(first.body().at("/lines/0/at").asText()))
                .isAfter(Instant.parse("2020-01-01T00:00:00Z"));
        assertThat(second.body().get("next").isNull())
                .as("nothing comes any more")
                .isTrue();
        assertThat(texts(logs(key, "tail=1"))).containsExactly("last");
        assertThat(texts(logs(key, "attempt=1&since=1h"))).hasSize(3);
        assertThat(texts(logs(key, "since=2020-01-01T00:00:00Z&tail=2"))).containsExactly("second", "last");
    }

    @Test
    void shouldAnswerInPlainTextWithoutWhatATerminalWouldAct() throws IOException {
        ExecutionKey key = ended();
        put(key, TALK, List.of("\u001b[2Jcleared\u0007", "<b>größer</b>"));

        HttpResponse<String> answer = FollowedStream.get(
                service.port(),
                PLATFORM.tokens().token(tenant),
                RunningService.path(key) + "/logs?limit=1000",
                "text/plain");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(answer.body()).isEqualTo("cleared\ufffd\n<b>größer</b>\n");
    }

    @Test
    void shouldNameEachParameterThatIsWrong() throws IOException {
        ExecutionKey key = ended();

        for (String follow : List.of("", "&follow=true")) {
            Map.of(
                            "attempt", "0",
                            "tail", "10001",
                            "limit", "-1",
                            "since", "yesterday",
                            "next", "..%2F..%2F")
                    .forEach((name, value) -> {
                        Answer answer = logs(key, name + "=" + value + follow);
                        assertThat(answer.status()).as("%s %s", name, answer).isEqualTo(400);
                        assertThat(answer.body().at("/errors/0/field").asText()).isEqualTo(name);
                    });
        }
        assertThat(logs(key, "follow=maybe").body().at("/errors/0/field").asText())
                .isEqualTo("follow");
        assertThat(logs(key, "since=P99999999999999999D").status()).isEqualTo(400);
        String next = logs(key, "limit=1").body().get("next").asText();
        assertThat(logs(key, "tail=1&next=" + next).body().at("/errors/0/field").asText())
                .isEqualTo("tail");
    }

    @Test
    void shouldKnowNeitherTheExecutionsOfOthersNorAttemptsThatWereNot() throws IOException {
        ExecutionKey key = ended();
        ExecutionKey foreign = new ExecutionKey(SharedPlatform.newTenant(), key.jitEventId(), key.executionId());

        for (String follow : List.of("", "&follow=true")) {
            assertThat(logs(foreign, follow).status()).isEqualTo(404);
            assertThat(logs(key, "attempt=2" + follow).status()).isEqualTo(404);
        }
        assertThat(followers.number()).isZero();
    }

    @Test
    void shouldKnowTheLogsOfEarlierAttempts() {
        SharedPlatform.registerProcess(
                "logs-twice", "sh", "-c", "echo attempt $EXECUTION_ATTEMPT; exit $((2 - EXECUTION_ATTEMPT))");
        Map<String, Object> event = RunningService.event("logs-twice");
        event.put("max_attempts", 2);
        ExecutionKey key = service.trigger(tenant, event);
        service.awaitStatus(key, "completed");

        assertThat(texts(logs(key, "attempt=1"))).containsExactly("attempt 1");
        assertThat(texts(logs(key, ""))).containsExactly("attempt 2");
        try (FollowedStream stream = follow(key, "follow=true&attempt=1", null)) {
            assertThat(stream.awaitEnd()).containsExactly("attempt 1");
            assertThat(stream.end().get("attempt").asInt()).isEqualTo(1);
        }
    }

    @Test
    void shouldGiveWhatAProcessOfTheMachinePrintsAsIfCloudWatchHadIt() throws IOException {
        ExecutionKey key = service.trigger(tenant, RunningService.event(PROCESS));
        service.awaitStatus(key, "running");

        try (FollowedStream stream = follow(key, "follow=true", null)) {
            stream.await("second");
            Files.createFile(go);

            assertThat(stream.awaitEnd()).containsSubsequence("first", "second", "last");
            assertThat(stream.end().get("status").asText()).isEqualTo("completed");
        }
        List<String> all = texts(logs(key, ""));
        assertThat(all).containsSubsequence("first", "second", "last");
        Answer one = logs(key, "limit=1");
        assertThat(one.body().get("source").asText()).isEqualTo("log");
        assertThat(one.body().at("/lines/0/at").isNull()).isTrue();
        assertThat(texts(logs(key, "next=" + one.body().get("next").asText()))).isEqualTo(all.subList(1, all.size()));
        assertThat(texts(logs(key, "tail=1"))).isEqualTo(all.subList(all.size() - 1, all.size()));
        assertThat(logs(key, "next=" + new LogPosition("1000000", 0, null).text())
                        .status())
                .isEqualTo(400);
    }

    @Test
    void shouldSayWhyThereIsNoLogOrGiveTheOutputThatWasKept() {
        ExecutionKey key = service.trigger(tenant, RunningService.event(FAIL));
        service.awaitStatus(key, "failed");

        Answer nothing = logs(key, "");
        PLATFORM.s3()
                .putObject(
                        put -> put.bucket(Names.RESULTS_BUCKET).key(new OutputKey(key, 1).text()),
                        RequestBody.fromString("one\ntwo\u0007\nthree"));
        Answer kept = logs(key, "");

        assertThat(texts(nothing)).isEmpty();
        assertThat(nothing.body().get("source").asText()).isEqualTo("none");
        assertThat(nothing.body().get("reason").asText()).contains("the platform has no log of this task");
        assertThat(texts(kept)).containsExactly("one", "two\ufffd", "three");
        assertThat(kept.body().get("source").asText()).isEqualTo("kept");
        assertThat(texts(logs(key, "tail=2"))).containsExactly("two\ufffd", "three");
        try (FollowedStream stream = follow(key, "follow=true", null)) {
            assertThat(stream.awaitEnd()).containsExactly("one", "two\ufffd", "three");
            assertThat(stream.end().get("status").asText()).isEqualTo("failed");
        }
    }

    @Test
    void shouldGiveTheEndOfTheOutputThatTheWrapperKeptWhenTheLogIsGone() throws IOException {
        List<String> command = new ArrayList<>(WrapperCommand.entryPoint());
        command.addAll(List.of("--cli-json", "{\"job\": \"x\", \"command\": [\"sh\", \"-c\", \"echo why; exit 3\"]}"));
        SharedPlatform.registerProcess("logs-wrapped", command.toArray(String[]::new));
        ExecutionKey key = service.trigger(tenant, RunningService.event("logs-wrapped"));
        JsonNode row = service.awaitStatus(key, "failed");
        String task = row.get("task_reference").asText();

        Files.delete(LocalPlatform.Options.DEFAULT_LOGS.resolve(
                task.substring(task.lastIndexOf('/') + 1) + "-logs-wrapped.log"));
        Answer kept = logs(key, "");

        assertThat(row.at("/report/output_kept").asBoolean()).as("%s", row).isTrue();
        assertThat(texts(kept)).containsExactly("why");
        assertThat(kept.body().get("source").asText()).isEqualTo("kept");
        assertThat(kept.body().at("/lines/0/at").isNull()).isTrue();
    }

    @Test
    void shouldSayThatItMayBeAskedAgainWhileCloudWatchIsAwayOrAskedTooOften() throws IOException {
        ExecutionKey key = ended();

        PLATFORM.logs().refuse(500, "InternalFailure");
        assertThat(logs(key, "").status()).isEqualTo(503);
        PLATFORM.logs().refuse(400, "ThrottlingException");
        assertThat(logs(key, "").status()).isEqualTo(429);
        PLATFORM.logs().repair();

        assertThat(texts(logs(key, ""))).isNotEmpty();
    }

    @Test
    void shouldFollowALogToItsEndOverAnOutage() throws IOException {
        ExecutionKey key = talking();

        try (FollowedStream stream = follow(key, "follow=true", null)) {
            stream.await("second");
            PLATFORM.logs().refuse(500, "InternalFailure");
            int calls = PLATFORM.logs().calls();
            await().atMost(RunningService.LONGEST_WAIT)
                    .until(() -> PLATFORM.logs().calls() > calls);
            PLATFORM.logs().repair();
            Files.createFile(go);

            assertThat(stream.awaitEnd()).containsExactly("first", "second", "last");
            assertThat(stream.end().get("status").asText()).isEqualTo("completed");
            assertThat(stream.end().get("attempt").asInt()).isEqualTo(1);
            assertThat(follow(key, "follow=true", stream.lastId()).status()).isEqualTo(204);
        }
        await().atMost(RunningService.LONGEST_WAIT).until(() -> followers.number() == 0);
    }

    @Test
    void shouldGoOnBehindTheEventThatAClientGotLast() throws IOException {
        ExecutionKey key = talking();
        String first;
        try (FollowedStream stream = follow(key, "follow=true", null)) {
            stream.await("first");
            first = stream.idOf("first");
        }
        Files.createFile(go);

        try (FollowedStream stream = follow(key, "follow=true", first)) {
            assertThat(stream.awaitEnd()).containsExactly("second", "last");
        }
        try (FollowedStream stream = follow(key, "follow=true&tail=1", null)) {
            assertThat(stream.awaitEnd()).containsExactly("last");
        }
    }

    @Test
    void shouldFollowAnExecutionThatHasNotStarted() throws IOException {
        SharedPlatform.limitSlots(tenant, 0);
        ExecutionKey key = service.trigger(tenant, RunningService.event(TALK));

        try (FollowedStream stream = follow(key, "follow=true", null)) {
            assertThat(stream.status()).isEqualTo(200);
            Files.createFile(go);
            SharedPlatform.limitSlots(tenant, 1);
            service.trigger(tenant, RunningService.event(TALK));

            assertThat(stream.awaitEnd()).containsExactly("first", "second", "last");
        }
    }

    @Test
    void shouldBoundTheFollowersOfATenantAndLeaveItsRequestsAlone() {
        ExecutionKey key = talking();
        List<FollowedStream> streams = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                streams.add(follow(key, "follow=true", null));
            }

            assertThat(streams)
                    .extracting(FollowedStream::status)
                    .filteredOn(status -> status == 200)
                    .hasSize(10);
            assertThat(streams)
                    .extracting(FollowedStream::status)
                    .filteredOn(status -> status == 429)
                    .hasSize(30);
            assertThat(logs(key, "").status())
                    .as("more are open than may be in flight")
                    .isEqualTo(200);
            streams.stream().filter(stream -> stream.status() == 200).forEach(stream -> stream.await("second"));
        } finally {
            streams.forEach(FollowedStream::close);
        }
        await("places are free again").atMost(RunningService.LONGEST_WAIT).until(() -> followers.number() == 0);
    }

    @Test
    void shouldEndARequestWhoseClientHasGoneAndReadItsLogNoMore() throws IOException {
        ExecutionKey key = talking();
        try (Socket socket = request(key)) {
            assertThat(new String(socket.getInputStream().readNBytes(15), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 200");
            assertThat(followers.number()).isEqualTo(1);
        }

        await("the client is missed").atMost(RunningService.LONGEST_WAIT).until(() -> followers.number() == 0);
    }

    @Test
    void shouldLeaveAClientThatDoesNotReadAndServeOthersMeanwhile() throws IOException {
        ExecutionKey key = talking();
        List<String> much = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            much.add(i + " " + "x".repeat(1_000));
        }
        put(key, TALK, much);
        try (Socket slow = request(key)) {
            slow.getInputStream().read();
            try (FollowedStream stream = follow(key, "follow=true", null)) {
                stream.await(much.get(much.size() - 1));
            }

            await("it is given up").atMost(RunningService.LONGEST_WAIT).until(() -> followers.number() == 0);
        }
    }

    private Socket request(ExecutionKey key) throws IOException {
        Socket socket = new Socket("127.0.0.1", service.port());
        socket.getOutputStream()
                .write(("GET " + RunningService.path(key) + "/logs?follow=true HTTP/1.1\r\nHost: localhost\r\n"
                                + "Authorization: Bearer " + PLATFORM.tokens().token(key.tenantId()) + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
