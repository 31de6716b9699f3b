package execution.task;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.Report;
import execution.model.Samples;
import execution.model.StopIntent;
import execution.runner.EndCause;
import execution.runner.TaskEnd;
import execution.runner.TaskPhase;
import execution.runner.TaskState;
import execution.runner.ecs.EcsStates;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskOutcomeTest {

    private static final int MOST_REFUSALS = 5;

    private static TaskState stopped(String stopCode, Integer exitCode, String reason) {
        return EcsStates.stopped(
                stopCode,
                "stopped because",
                EcsStates.container("sidecar", 0, null),
                EcsStates.container("scan", exitCode, reason));
    }

    private static TaskOutcome outcome(Execution execution, TaskState state) {
        return TaskOutcome.of(execution, state, AttemptPolicy.without(MOST_REFUSALS, Duration.ofSeconds(2)));
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
        assertThat(outcome.reason())
                .contains("scan", "no exit code", "image could not be pulled")
                .as("in our words")
                .doesNotContain("CannotPullContainerError", "stopped because");
    }

    @Test
    void shouldFailWithTheExitCodeAndWhatTheTaskReported() {
        Execution execution = Samples.running(1)
                .reported(new Report(ExecutionStatus.FAILED, 3, 1L, true, null, null, "disk full", Samples.CREATED));

        TaskOutcome outcome = outcome(execution, stopped("EssentialContainerExited", 3, "OutOfMemoryError"));

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.reason()).contains("exit code 3", "memory", "disk full");
        assertThat(outcome.retry()).isFalse();
    }

    @Test
    void shouldNotBelieveTheTaskWhenItReportsSuccessAndExitsOtherwise() {
        Execution execution = Samples.running(1)
                .reported(new Report(ExecutionStatus.COMPLETED, 0, 1L, true, null, null, null, Samples.CREATED));

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
        assertThat(outcome.cause()).isEqualTo(EndCause.PLATFORM);
    }

    private static TaskState stoppedBecause(String stopCode, String stoppedReason) {
        return EcsStates.stopped(stopCode, stoppedReason, EcsStates.container("scan", null, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Timeout waiting for network interface provisioning to complete.",
                "Unexpected EC2 error while attempting to Create Network Interface in subnet 'subnet-1'",
                "CannotPullContainerError: ref pull has been retried 5 time(s): dial tcp 10.0.3.17:443: i/o timeout",
                "CannotPullContainerError: toomanyrequests: You have reached your pull rate limit",
                "ResourceInitializationError: unable to pull secrets: execution resource retrieval failed: context deadline"
                        + " exceeded",
                "CannotCreateVolumeError: mount failed",
                "InternalError: unable to create task",
                "Capacity is unavailable at this time. Please try again later or in a different availability zone",
                "anything that is not known here"
            })
    void shouldNotUseUpAnAttemptByAStartThatThePlatformFailed(String stoppedReason) {
        TaskOutcome outcome = outcome(Samples.running(1), stoppedBecause("TaskFailedToStart", stoppedReason));

        assertThat(outcome.retry()).isTrue();
        assertThat(outcome.cause()).isEqualTo(EndCause.PLATFORM);
        assertThat(outcome.reason()).doesNotContain(stoppedReason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CannotPullContainerError: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/scan:9: not found",
                "CannotPullContainerError: pull access denied for scan",
                "CannotPullImageManifestError: Error response from daemon: manifest unknown",
                "ResourceInitializationError: unable to pull secrets: ResourceNotFoundException: Secrets Manager can't find"
                        + " the specified secret.",
                "ResourceInitializationError: unable to pull secrets: AccessDeniedException: User"
                        + " arn:aws:sts::111122223333:assumed-role/x is not authorized",
                "CannotStartContainerError: exec: \"scan\": executable file not found in $PATH"
            })
    void shouldEndAtOnceWhenNoAttemptCanStart(String stoppedReason) {
        TaskOutcome outcome = outcome(Samples.running(3), stoppedBecause("TaskFailedToStart", stoppedReason));

        assertThat(outcome.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(outcome.retry()).isFalse();
        assertThat(outcome.reason()).doesNotContain("111122223333", "arn:", "Error");
    }

    @Test
    void shouldNotUseUpAnAttemptWhenTheHostIsRetired() {
        TaskState state = stoppedBecause(
                "UserInitiated", "ECS is performing maintenance on the underlying infrastructure hosting the task.");

        assertThat(outcome(Samples.running(1), state).cause()).isEqualTo(EndCause.PLATFORM);
    }

    @Test
    void shouldUseUpAnAttemptWhenSomebodyStopsTheTask() {
        TaskOutcome outcome =
                outcome(Samples.running(1), stoppedBecause("UserInitiated", "Task stopped by arn:aws:iam"));

        assertThat(outcome.retry()).isFalse();
        assertThat(outcome.cause()).isNotEqualTo(EndCause.PLATFORM);
        assertThat(outcome.reason()).contains("somebody stopped the task").doesNotContain("arn:");
    }

    private static TaskState ended(Integer exitCode, EndCause cause, String reason) {
        return new TaskState(
                "t-1", "attempt", 0, null, TaskPhase.STOPPED, new TaskEnd(exitCode, cause, reason), null, null);
    }

    @Test
    void shouldTakeTheEndOfATaskWithoutPartsForTheJobs() {
        TaskOutcome outcome = outcome(Samples.running(1), ended(4, EndCause.JOB, "the disk is full"));

        assertThat(outcome.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(outcome.exitCode()).isEqualTo(4);
        assertThat(outcome.reason()).isEqualTo("exit code 4; the disk is full");
        assertThat(outcome(Samples.running(1), ended(0, EndCause.JOB, null)).status())
                .isEqualTo(ExecutionStatus.COMPLETED);
    }

    @Test
    void shouldFollowTheCauseThatTheRunnerNames() {
        Execution execution = Samples.running(2);

        assertThat(outcome(execution, ended(1, EndCause.JOB, null)).retry()).isTrue();
        assertThat(outcome(execution, ended(null, EndCause.PLATFORM, null)).cause())
                .isEqualTo(EndCause.PLATFORM);
        assertThat(outcome(execution, ended(143, EndCause.REQUESTED, null)).retry())
                .as("somebody else asked for it, so it uses up an attempt")
                .isTrue();
        assertThat(outcome(execution, ended(143, EndCause.REQUESTED, null)).cause())
                .isNotEqualTo(EndCause.PLATFORM);
        assertThat(outcome(execution, ended(null, EndCause.UNUSABLE, null)).retry())
                .isFalse();
    }
}
