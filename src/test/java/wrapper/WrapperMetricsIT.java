package wrapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import local.CloudWatchStub;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What CloudWatch is told of a run. */
class WrapperMetricsIT {
    private static final String JOB = "{Team=blue, Group=nightly, Job=test}";

    @TempDir
    Path folder;

    private CloudWatchStub cloudWatch;

    @BeforeEach
    void start() throws IOException {
        cloudWatch = CloudWatchStub.start();
    }

    @AfterEach
    void close() {
        cloudWatch.close();
    }

    @Test
    void shouldTellStartDurationExitAndEndWhenTheCommandEndsWell() throws Exception {
        WrapperJvm wrapper = run(60, "sh", "-c", "echo out");

        assertThat(wrapper.exitCode()).isZero();
        assertThat(wrapper.stdout()).isEqualTo("out\n");
        assertThat(cloudWatch.metrics())
                .containsExactly(
                        "jobs Start None " + JOB,
                        "jobs Duration Seconds " + JOB,
                        "jobs Exit None " + JOB,
                        "jobs Exit None {Team=blue}",
                        "jobs End None " + JOB);
        assertThat(cloudWatch.values("Start")).containsExactly(1.0);
        assertThat(cloudWatch.values("Exit")).containsExactly(0.0, 0.0);
        assertThat(cloudWatch.values("End")).containsExactly(1.0);
        assertThat(wrapper.stderr()).doesNotContain(AwsEnvironment.ACCESS_KEY_SECRET, AwsEnvironment.SESSION_TOKEN);
    }

    @Test
    void shouldHaveToldTheStartBeforeTheFirstStartAction() throws Exception {
        List<List<String>> toldBefore = new CopyOnWriteArrayList<>();
        try (ServiceStub target = new ServiceStub()) {
            target.answer(
                    "POST", "/", new ServiceStub.Answer(204, new byte[0], () -> toldBefore.add(cloudWatch.metrics())));

            WrapperJvm wrapper = start(
                    configuration(60),
                    "--cli-json",
                    "{\"job\":\"test\",\"command\":[\"true\"],\"actions\":[{\"stage\":\"start\",\"url\":\"%s\"}]}"
                            .formatted(target.url("/")));

            assertThat(wrapper.exitCode()).isZero();
            assertThat(toldBefore).containsExactly(List.of("jobs Start None " + JOB));
        }
    }

    @Test
    void shouldTellExitOneWhateverTheExitCodeOfAFailedCommand() throws Exception {
        assertThat(run(60, "sh", "-c", "exit 42").exitCode()).isEqualTo(42);
        assertThat(cloudWatch.values("Exit")).containsExactly(1.0, 1.0);
    }

    @Test
    void shouldTellExitOneWhenTheCommandIsNotStarted() throws Exception {
        assertThat(run(60, "no-such-program").exitCode()).isEqualTo(1);
        assertThat(cloudWatch.values("Exit")).containsExactly(1.0, 1.0);
        assertThat(cloudWatch.values("Duration")).containsExactly(0.0);
        assertThat(cloudWatch.values("End")).containsExactly(1.0);
    }

    @Test
    void shouldTellHowLongTheCommandHasRunWhileItRuns() throws Exception {
        WrapperJvm wrapper = run(1, "sh", "-c", "while [ ! -e \"$GATE\" ]; do sleep 0.1; done");
        await().until(() -> cloudWatch.values("Duration").size() >= 2);
        assertThat(cloudWatch.values("End")).isEmpty();
        Files.createFile(folder.resolve("gate"));

        assertThat(wrapper.exitCode()).isZero();
        List<Double> durations = cloudWatch.values("Duration");
        // The last one is how long the command ran. A report before it may be of the moment before its end was noticed.
        assertThat(durations).hasSizeGreaterThanOrEqualTo(3);
        assertThat(durations.subList(0, durations.size() - 1)).isSorted();
        assertThat(durations.get(0)).isPositive();
    }

    @Test
    void shouldLeaveTheJobOutOfTheDimensionsWhenItHasNoName() throws Exception {
        WrapperJvm wrapper = start(configuration(60), "--cli-json", "{\"group\":\"own\",\"command\":[\"true\"]}");

        assertThat(wrapper.exitCode()).isZero();
        assertThat(cloudWatch.metrics()).contains("jobs Start None {Team=blue, Group=own}");
    }

    @Test
    void shouldSendNothingWhenThereIsNoGroupOrTheRunIsDry() throws Exception {
        String noGroup = configuration(60).replace("group = nightly", "");

        assertThat(start(noGroup, "--cli-json", WrapperIT.json("true")).exitCode())
                .isZero();
        WrapperJvm dry =
                start(configuration(60), "--dry", "--cli-json", WrapperIT.json("sh", "-c", "echo ran; exit 5"));

        assertThat(dry.exitCode()).isEqualTo(5);
        assertThat(dry.stdout()).isEqualTo("ran\n");
        assertThat(cloudWatch.metrics()).isEmpty();
    }

    @Test
    void shouldRunTheCommandAllTheSameWhenMetricsAreRefused() throws Exception {
        cloudWatch.answer(403, () -> {});

        WrapperJvm wrapper = run(60, "sh", "-c", "echo out; exit 3");

        assertThat(wrapper.exitCode()).isEqualTo(3);
        assertThat(wrapper.stdout()).isEqualTo("out\n");
        assertThat(wrapper.stderr())
                .contains("metrics not sent: CloudWatch: answered 403")
                .doesNotContain(AwsEnvironment.ACCESS_KEY_SECRET, AwsEnvironment.SESSION_TOKEN);
    }

    @Test
    void shouldRunTheCommandAllTheSameWhenCloudWatchNeverAnswers() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        cloudWatch.answer(200, () -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        WrapperJvm wrapper = start(
                configuration(60).replace("timeout = 600", "timeout = 2"),
                "--cli-json",
                WrapperIT.json("sh", "-c", "echo out; exit 3"));

        assertThat(wrapper.exitCode()).isEqualTo(3);
        assertThat(wrapper.stdout()).isEqualTo("out\n");
        // Each call has its own time, and all of them may be over before the run's end has waited for them long enough.
        assertThat(wrapper.stderr()).containsPattern("metrics (are not sent in time: going on|not sent: CloudWatch)");
    }

    @Test
    void shouldRunTheCommandAllTheSameWhenThereAreNoCredentials() throws Exception {
        WrapperJvm wrapper = WrapperJvm.start(
                folder,
                Map.of("AWS_EC2_METADATA_DISABLED", "true", "HOME", folder.toString()),
                "--config",
                Files.writeString(folder.resolve("wrapper.conf"), configuration(60))
                        .toString(),
                "--cli-json",
                WrapperIT.json("sh", "-c", "exit 3"));

        assertThat(wrapper.exitCode()).isEqualTo(3);
        assertThat(wrapper.stderr()).contains("metrics not sent: CloudWatch: no credentials");
    }

    /** A busy machine has as long as it takes to send metrics. */
    private static String configuration(int rate) {
        return """
                [metrics]
                namespace = jobs
                team = blue
                group = nightly
                rate = %d
                timeout = 600
                """
                .formatted(rate);
    }

    private WrapperJvm run(int rate, String... command) throws IOException {
        return start(configuration(rate), "--cli-json", WrapperIT.json(command));
    }

    // A folder each, because a test may start more than one.
    private WrapperJvm start(String configuration, String... arguments) throws IOException {
        Path own = Files.createTempDirectory(folder, "run");
        Path file = Files.writeString(own.resolve("wrapper.conf"), configuration);
        Map<String, String> environment = AwsEnvironment.of(cloudWatch.url());
        environment.put("GATE", folder.resolve("gate").toString());
        String[] all = new String[arguments.length + 2];
        all[0] = "--config";
        all[1] = file.toString();
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return WrapperJvm.start(own, environment, all);
    }
}
