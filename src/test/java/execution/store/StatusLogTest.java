package execution.store;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class StatusLogTest {

    private static List<String> lines(CapturedOutput output) {
        return output.getOut()
                .lines()
                .filter(line -> line.contains("execution "))
                .toList();
    }

    @Test
    void shouldTellOfANewExecution(CapturedOutput output) {
        StatusLog.written(0, Samples.pending());

        assertThat(lines(output)).hasSize(1);
        assertThat(output.getOut())
                .contains("tenant demo")
                .contains(Samples.pending().key().executionId())
                .contains("attempt 0: new -> pending");
    }

    @Test
    void shouldTellOfEachChangeSinceTheLastTime(CapturedOutput output) {
        Execution ended = Samples.running(1).end(ExecutionStatus.FAILED, 1, "exit code 1", Samples.CREATED);

        StatusLog.written(3, ended);

        assertThat(lines(output)).hasSize(2);
        assertThat(output.getOut())
                .contains("attempt 1: dispatched -> running")
                .contains("attempt 1: running -> failed: exit code 1");
    }

    @Test
    void shouldTellTheBeginningOfALongReason(CapturedOutput output) {
        String whole = "y".repeat(300);
        StatusLog.written(4, Samples.running(1).end(ExecutionStatus.FAILED, 1, whole, Samples.CREATED));
        assertThat(output.getOut()).contains(": " + whole + System.lineSeparator());

        StatusLog.written(4, Samples.running(1).end(ExecutionStatus.FAILED, 1, "x".repeat(301), Samples.CREATED));
        assertThat(output.getOut()).contains(": " + "x".repeat(300) + "…").doesNotContain("x".repeat(301));
    }
}
