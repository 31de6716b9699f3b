package execution.runner.ecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.ReasonClass;
import execution.model.UnusableMessageException;
import execution.runner.EndCause;
import execution.runner.TaskEnd;
import execution.runner.TaskPhase;
import execution.runner.TaskState;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EcsTaskStateTest {

    @ParameterizedTest
    @CsvSource({
        "PROVISIONING, KNOWN",
        "PENDING, KNOWN",
        "ACTIVATING, KNOWN",
        "RUNNING, STARTED",
        "DEACTIVATING, KNOWN",
        "STOPPING, KNOWN",
        "DEPROVISIONING, KNOWN",
        "STOPPED, STOPPED"
    })
    void shouldTellWhetherTheJobRunsOrTheTaskHasStopped(String lastStatus, TaskPhase phase) {
        assertThat(EcsStates.state(lastStatus, null, null).phase()).isEqualTo(phase);
    }

    @Test
    void shouldTellTheEndOfEachContainerAndOfATaskWithoutTheWantedOne() {
        TaskState state = EcsStates.stopped(
                "EssentialContainerExited",
                "Essential container in task exited",
                EcsStates.container("scan", 137, "OutOfMemoryError: killed"),
                EcsStates.container("sidecar", 0, null));

        assertThat(state.endOf("scan"))
                .isEqualTo(new TaskEnd(
                        137,
                        EndCause.JOB,
                        "the job needed more memory than its task has",
                        ReasonClass.OUT_OF_MEMORY,
                        "Give the task more memory, or the job less to do at once.",
                        "EssentialContainerExited: OutOfMemoryError"));
        assertThat(state.endOf("sidecar"))
                .isEqualTo(new TaskEnd(
                        0,
                        EndCause.JOB,
                        null,
                        ReasonClass.EXIT_CODE,
                        "Look at the job's own log.",
                        "EssentialContainerExited"));
        assertThat(state.endOf("another").exitCode()).isNull();
        assertThat(state.detail()).contains("EssentialContainerExited", "Essential container in task exited");
    }

    @Test
    void shouldTakeATaskForStoppedOnRequestThatEndedWithZeroWhenItWasStopped() {
        TaskState state = EcsStates.stopped(
                "UserInitiated",
                "ECS is performing maintenance on the underlying infrastructure hosting the task.",
                EcsStates.container("scan", 0, null));

        assertThat(state.endOf("scan").cause()).isEqualTo(EndCause.REQUESTED);
    }

    @Test
    void shouldSayTheSameOfAnEventAsOfAnAnswer() {
        TaskState state = new EcsTaskEvents(new ObjectMapper())
                .read(
                        """
                        {"time": "2026-01-31T12:00:00Z", "detail": {"taskArn": "arn", "startedBy": "attempt", "version": 9,
                         "lastStatus": "STOPPED", "stopCode": "SpotInterruption", "stoppedReason": "Your Spot Task was interrupted.",
                         "containers": [{"name": "scan", "exitCode": 143}, {"name": "sidecar", "reason": "killed"}]}}
                        """);

        assertThat(state)
                .usingRecursiveComparison()
                .ignoringFields("occurredAt")
                .isEqualTo(EcsStates.stopped(
                        "SpotInterruption",
                        "Your Spot Task was interrupted.",
                        EcsStates.container("scan", 143, null),
                        EcsStates.container("sidecar", null, "killed")));
        assertThat(state.occurredAt()).isNotNull();
    }

    @Test
    void shouldBelongToNoAttemptWhenNothingSaysWhoStartedTheTask() {
        assertThat(new EcsTaskState("RUNNING", null, null, null, List.of())
                        .of("arn", null, 0, null)
                        .attemptId())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"time\": \"2026-01-31T12:00:00Z\", \"detail\": {\"taskArn\": \" \", \"lastStatus\": \"RUNNING\"}}",
                "{\"time\": \"2026-01-31T12:00:00Z\", \"detail\": {\"taskArn\": \"arn\", \"lastStatus\": \"RUNNING\","
                        + " \"version\": -1}}"
            })
    void shouldSetAnEventAsideThatTellsOfNoTask(String event) {
        assertThatThrownBy(() -> new EcsTaskEvents(new ObjectMapper()).read(event))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessageStartingWith("not an ECS Task State Change event");
    }
}
