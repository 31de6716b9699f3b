package cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What all commands have in common: usage, exit codes, installations, and answers that are not to be trusted. */
class ExecctlTest extends ExecctlFixture {

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
