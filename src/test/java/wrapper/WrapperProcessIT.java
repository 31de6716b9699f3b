package wrapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static wrapper.ServiceStub.BASE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Time-outs, retries and what is left of a command's processes. */
class WrapperProcessIT {
    // Counts its runs in the file "runs".
    private static final String COUNT = "echo x >> \"$FOLDER/runs\"; n=$(wc -l < \"$FOLDER/runs\"); ";

    @TempDir
    Path folder;

    @Test
    void shouldEndWithOneWhenTheCommandTimesOutWhateverItsExitCode() throws Exception {
        WrapperJvm wrapper = start(
                "[wrapper]\ntimeout = 1",
                Map.of(),
                WrapperIT.json(3, "sh", "-c", "trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.1; done"));

        assertThat(wrapper.exitCode()).isEqualTo(1);
        assertThat(wrapper.stdout()).as("it is not run again").isEqualTo("ready\nbye\n");
        assertThat(wrapper.stderr()).contains("the command timed out after 1 s");
    }

    @Test
    void shouldKillACommandThatIgnoresItsTimeoutAndReportIt() throws Exception {
        try (ServiceStub service = new ServiceStub().acceptResults()) {
            WrapperJvm wrapper = start(
                    "[wrapper]\ntimeout = 1",
                    service.contract(),
                    WrapperIT.json("sh", "-c", "trap '' TERM; while :; do sleep 0.1; done"));

            assertThat(wrapper.exitCode()).isEqualTo(1);
            assertThat(service.bodies("PATCH " + BASE).get(1))
                    .startsWith("{\"status\":\"failed\",\"exit_code\":1,")
                    .contains("\"reason\":\"exit code 1; the command timed out after 1 s\"");
        }
    }

    @Test
    void shouldLeaveNoGrandchildThatKeepsTheOutputOpenAfterTheTimeout() throws Exception {
        // One in the command's group, one outside of it, both deaf to SIGTERM.
        WrapperJvm wrapper = start(
                "[wrapper]\ntimeout = 2",
                Map.of(),
                WrapperIT.json(
                        "sh",
                        "-c",
                        "trap '' TERM; sleep 1000 & echo $!; setsid sleep 1000 & echo $!; trap - TERM; wait"));

        assertThat(wrapper.exitCode()).isEqualTo(1);
        assertThat(wrapper.stdout().lines()).hasSize(2).noneMatch(pid -> running(Long.parseLong(pid)));
    }

    @Test
    void shouldLeaveNothingThatLeftTheGroupAndOutlivesTheCommandWithItsOutputOpen() throws Exception {
        WrapperJvm wrapper = start(
                "",
                Map.of("FOLDER", folder.toString()),
                WrapperIT.json(
                        "sh",
                        "-c",
                        "(setsid sh -c 'echo $$; : > \"$FOLDER/gone\"; exec sleep 1000' &);"
                                + " while [ ! -e \"$FOLDER/gone\" ]; do sleep 0.1; done; exit 4"));

        assertThat(wrapper.exitCode()).isEqualTo(4);
        long escaped = Long.parseLong(wrapper.stdout().strip());
        await().until(() -> !running(escaped));
    }

    @Test
    void shouldRunAFailedCommandAgainAndKeepTheLastRunAlone() throws Exception {
        try (ServiceStub service = new ServiceStub().acceptResults()) {
            Map<String, String> environment = service.contract();
            environment.put("FOLDER", folder.toString());

            WrapperJvm wrapper = start(
                    "",
                    environment,
                    WrapperIT.json(
                            5,
                            "sh",
                            "-c",
                            COUNT + "echo run $n; [ $n = 1 ] && echo stale > \"$RESULTS_FILE\"; [ $n = 3 ] || exit 7"));

            assertThat(wrapper.exitCode()).isZero();
            assertThat(wrapper.stdout()).isEqualTo("run 1\nrun 2\nrun 3\n");
            assertThat(wrapper.stderr())
                    .contains(
                            "command, run 1 of 6, ended with exit code 7",
                            "command, run 3 of 6, ended with exit code 0");
            assertThat(service.bodies("PATCH " + BASE).get(1)).startsWith("{\"status\":\"completed\",\"exit_code\":0,");
            byte[] archive = service.requests().stream()
                    .filter(request -> request.call().startsWith("PUT "))
                    .findFirst()
                    .orElseThrow()
                    .body();
            assertThat(Archives.files(archive).values()).containsExactly("run 3\n");
        }
    }

    @Test
    void shouldEndWithTheLastExitCodeWhenEveryRunFails() throws Exception {
        WrapperJvm wrapper = start(
                "", Map.of("FOLDER", folder.toString()), WrapperIT.json(2, "sh", "-c", COUNT + "exit $((10 + n))"));

        assertThat(wrapper.exitCode()).isEqualTo(13);
    }

    @Test
    void shouldPassOnAMegabyteOfShortLinesInEachRun() throws Exception {
        WrapperJvm wrapper =
                start("", Map.of(), WrapperIT.json(1, "sh", "-c", "yes 0123456789 | head -c 1048576; exit 1"));

        assertThat(wrapper.exitCode()).isEqualTo(1);
        assertThat(wrapper.stdoutFile()).hasSize(2 * 1048576);
    }

    @Test
    void shouldNotRunTheCommandAgainAfterSigterm() throws Exception {
        WrapperJvm wrapper = start(
                "",
                Map.of(),
                WrapperIT.json(5, "sh", "-c", "trap 'exit 6' TERM; echo ready; while :; do sleep 0.1; done"));
        await().until(() -> wrapper.stdout().startsWith("ready"));

        wrapper.terminate();

        assertThat(wrapper.exitCode()).isEqualTo(6);
        assertThat(wrapper.stdout()).isEqualTo("ready\n");
    }

    @Test
    void shouldShowTheOutputOnceMoreWhenVerbose() throws Exception {
        WrapperJvm wrapper = WrapperJvm.start(
                folder, Map.of(), "--verbose", "--cli-json", WrapperIT.json("sh", "-c", "echo out; echo err >&2"));

        assertThat(wrapper.exitCode()).isZero();
        assertThat(wrapper.stdout()).isEqualTo("out\nout\n");
        assertThat(wrapper.stderr().lines().filter("err"::equals)).hasSize(2);
    }

    @Test
    void shouldTellTheServiceOnADryRun() throws Exception {
        try (ServiceStub service = new ServiceStub().acceptResults()) {
            WrapperJvm wrapper =
                    WrapperJvm.start(folder, service.contract(), "--dry", "--cli-json", WrapperIT.json("echo", "out"));

            assertThat(wrapper.exitCode()).isZero();
            assertThat(service.bodies("PATCH " + BASE)).hasSize(2);
        }
    }

    @Test
    void shouldTakeTheEntrypointFromTheConfiguration() throws Exception {
        WrapperJvm wrapper = start("[wrapper]\nentrypoint = printf", Map.of(), "{\"command\":[\"%s|\",\"a b\",\"c\"]}");

        assertThat(wrapper.exitCode()).isZero();
        assertThat(wrapper.stdout()).isEqualTo("a b|c|");
    }

    private WrapperJvm start(String configuration, Map<String, String> environment, String json) throws IOException {
        Path file = Files.writeString(folder.resolve("my.conf"), configuration);
        return WrapperJvm.start(
                folder, environment, "--config", file.toString(), "--stop-timeout", "3", "--cli-json", json);
    }

    private static boolean running(long pid) {
        return WrapperSignalsIT.running(pid);
    }
}
