package wrapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static wrapper.ServiceStub.BASE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SIGTERM, as the platform sends it to the container. */
class WrapperSignalsIT {
    private static final String PATCH = "PATCH " + BASE;

    @TempDir
    Path folder;

    private ServiceStub service;

    @BeforeEach
    void start() throws IOException {
        service = new ServiceStub().acceptResults();
    }

    @AfterEach
    void close() {
        service.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sleep 1000 & echo $!; wait", "setsid sleep 1000 & echo $!; wait"})
    void shouldReachAGrandchildAndStillReportTheEnd(String script) throws Exception {
        WrapperJvm wrapper = run("30", script);
        await().until(() -> wrapper.stdout().endsWith("\n"));
        long grandchild = Long.parseLong(wrapper.stdout().strip());
        assertThat(running(grandchild)).isTrue();

        wrapper.terminate();

        assertThat(wrapper.exitCode()).isEqualTo(143);
        await().until(() -> !running(grandchild));
        assertThat(service.bodies(PATCH).get(1))
                .matches("\\{\"status\":\"failed\",\"exit_code\":143,\"duration_seconds\":\\d+,"
                        + "\"results_uploaded\":true,\"reason\":\"exit code 143\"}");
    }

    @Test
    void shouldEndWithTheExitCodeThatTheCommandChoosesAfterSigterm() throws Exception {
        WrapperJvm wrapper = run("30", "trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.1; done");
        await().until(() -> wrapper.stdout().startsWith("ready"));

        wrapper.terminate();

        assertThat(wrapper.exitCode()).isZero();
        assertThat(wrapper.stdout()).isEqualTo("ready\nbye\n");
        assertThat(service.bodies(PATCH).get(1)).startsWith("{\"status\":\"completed\",\"exit_code\":0,");
    }

    @Test
    void shouldKillACommandThatIgnoresSigtermAndStillReportTheEnd() throws Exception {
        // The command has ten of these seconds, and the report has those that are left.
        WrapperJvm wrapper = run("15", "trap '' TERM; echo ready; while :; do sleep 0.1; done");
        await().until(() -> wrapper.stdout().startsWith("ready"));

        wrapper.terminate();

        assertThat(wrapper.exitCode()).isEqualTo(137);
        assertThat(service.bodies(PATCH).get(1)).startsWith("{\"status\":\"failed\",\"exit_code\":137,");
    }

    @Test
    void shouldNotStartTheCommandWhenSigtermComesFirst() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        service.answer("GET", BASE + "/input", new ServiceStub.Answer(200, new byte[0], () -> {
            asked.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        Map<String, String> environment = new HashMap<>(service.contract());
        environment.put("EXECUTION_INPUT", "sample.jar");
        WrapperJvm wrapper = WrapperJvm.start(folder, environment, "--cli-json", WrapperIT.json("echo", "ran"));
        assertThat(asked.await(3, TimeUnit.MINUTES)).as(wrapper.stderr()).isTrue();

        wrapper.terminate();

        assertThat(wrapper.exitCode()).isEqualTo(143);
        assertThat(wrapper.stdout()).isEmpty();
        assertThat(service.bodies(PATCH).get(1))
                .isEqualTo("{\"status\":\"failed\",\"exit_code\":143,\"duration_seconds\":0,\"results_uploaded\":false,"
                        + "\"reason\":\"could not start: stopped before the command was started\"}");
    }

    private WrapperJvm run(String stopTimeout, String script) throws IOException {
        return WrapperJvm.start(
                folder,
                service.contract(),
                "--stop-timeout",
                stopTimeout,
                "--cli-json",
                WrapperIT.json("sh", "-c", script));
    }

    // A zombie has ended, whether or not anybody asks for its exit code.
    static boolean running(long pid) {
        Path stat = Path.of("/proc", Long.toString(pid), "stat");
        try {
            return Files.exists(stat)
                    && !Files.readString(stat).replaceAll(".*\\) ", "").startsWith("Z");
        } catch (IOException e) {
            return false;
        }
    }
}
