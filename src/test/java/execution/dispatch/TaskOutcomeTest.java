package execution.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.Report;
import execution.model.Samples;
import execution.model.StopIntent;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskOutcomeTest {

    private static final int MOST_REFUSALS = 5;

    private static TaskState stopped(String stopCode, Integer exitCode, String reason) {
        return new TaskState(
                "arn",
                "attempt",
                9,
                "STOPPED",
                stopCode,
                "stopped because",
                List.of(
                        new TaskState.Container("sidecar", 0, null),
                        new TaskState.Container("scan", exitCode, reason)));
    }

    private static TaskOutcome outcome(Execution execution, TaskState state) {
        return TaskOutcome.of(execution, state, MOST_REFUSALS);
    }

    @Test
    void shouldCompleteOnlyWhenTheJobsContainerEndedWithZero() {
        TaskOutcome outcome = outcome(Samples.running(1), stopped("EssentialContainerExited", 0, null));

        assertThat(outcome.status()).isEqualTo(ExecutionStatus.COMPLETED);
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void shouldFailWithAReasonWhenThereIsNoExitCode() {
        TaskOutcome outcome =
                outcome(Samples.running(1), stopped("TaskFailedToStart", null, "CannotPullContainerError"));

        assertThat(outcome.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(outcome.exitCode()).isNull();
        assertThat(outcome.reason()).contains("scan", "no exit code", "CannotPullContainerError", "stopped because");
    }

    @Test
    void shouldFailWithTheExitCodeAndWhatTheTaskReported() {
        Execution execution = Samples.running(1)
                .reported(new Report(ExecutionStatus.FAILED, 3, 1L, true, null, "disk full", Samples.CREATED));

        TaskOutcome outcome = outcome(execution, stopped("EssentialContainerExited", 3, "OutOfMemoryError"));

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.reason()).contains("exit code 3", "OutOfMemoryError", "disk full");
        assertThat(outcome.retry()).isFalse();
    }

    @Test
    void shouldNotBelieveTheTaskWhenItReportsSuccessAndExitsOtherwise() {
        Execution execution = Samples.running(1)
                .reported(new Report(ExecutionStatus.COMPLETED, 0, 1L, true, null, null, Samples.CREATED));

        assertThat(outcome(execution, stopped("EssentialContainerExited", 1, null))
                        .status())
                .isEqualTo(ExecutionStatus.FAILED);
    }

    @Test
    void shouldEndAsIntendedWhenWeStoppedIt() {
        Execution execution =
                Samples.running(3).requestStop(new StopIntent(ExecutionStatus.TIMED_OUT, "too long", Samples.CREATED));

        assertThat(outcome(execution, stopped("UserInitiated", 143, null)).status())
                .isEqualTo(ExecutionStatus.TIMED_OUT);
        assertThat(outcome(execution, stopped("UserInitiated", 0, null)).status())
                .as("a command that ends itself with 0 on SIGTERM was stopped all the same")
                .isEqualTo(ExecutionStatus.TIMED_OUT);
        assertThat(outcome(execution, stopped("EssentialContainerExited", 0, null))
                        .status())
                .as("it was done before the stop reached it")
                .isEqualTo(ExecutionStatus.COMPLETED);
    }

    @Test
    void shouldRetryAsOftenAsTheJobMayStart() {
        Execution first = Samples.running(2);
        Execution second = first.nextAttempt("exit code 1", false, "instance", null, Samples.CREATED)
                .dispatched("arn2", Samples.CREATED)
                .running(Samples.CREATED);

        assertThat(outcome(first, stopped("EssentialContainerExited", 1, null)).retry())
                .isTrue();
        assertThat(outcome(second, stopped("EssentialContainerExited", 1, null)).retry())
                .isFalse();
    }

    @Test
    void shouldNotCountAnAttemptThatThePlatformTookAway() {
        TaskOutcome outcome = outcome(Samples.running(1), stopped("SpotInterruption", 143, null));

        assertThat(outcome.retry()).isTrue();
        assertThat(outcome.platformsDoing()).isTrue();
    }
}
