package wrapper.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import wrapper.job.JobDescription;
import wrapper.run.Oenv;
import wrapper.run.Run;
import wrapper.run.Stop;

@ExtendWith(OutputCaptureExtension.class)
class RunMetricsTest {

    private final CountDownLatch never = new CountDownLatch(1);
    private final Run run =
            new Run(new JobDescription("", "", List.of("x"), List.of(), 0), Optional.empty(), new Oenv(Map.of()));

    @AfterEach
    void end() {
        never.countDown();
    }

    private void hang(List<Metric> metrics) {
        try {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void shouldGoOnWithoutMetricsThatAreNeverSent(CapturedOutput output) {
        RunMetrics metrics = new RunMetrics(
                this::hang, Duration.ofMinutes(1), Duration.ofMillis(100), new Stop(Duration.ofSeconds(30)));
        metrics.start(run);

        metrics.end(run);

        assertThat(output).contains("metrics are not sent in time: going on");
    }
}
