package execution.runner.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.HandClock;
import execution.model.Samples;
import execution.model.StopIntent;
import execution.runner.EndCause;
import execution.runner.TaskPhase;
import execution.runner.TaskState;
import execution.store.Executions;
import execution.store.StoreFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is said of tasks from their rows, as time passes. */
class LambdaTasksIT {

    private static final Duration START_WITHIN = Duration.ofMinutes(15);
    private static final Duration LONGEST_RUN = Duration.ofMinutes(16);

    private final StoreFixture fixture = StoreFixture.withSlots(100);
    private final Executions executions = fixture.executions(false, execution -> {});
    private final Instant begun = Instant.parse("2026-01-01T00:00:00Z");
    private final HandClock clock = new HandClock(begun);
    private final LambdaTasks tasks = new LambdaTasks(
            executions, fixture.workIndex(), new LambdaProperties(START_WITHIN, LONGEST_RUN, false), clock);
    private final Execution row = dispatched("lambda");

    private Execution dispatched(String runner) {
        ExecutionKey key = new ExecutionKey(
                StoreFixture.newTenant(),
                UUID.randomUUID().toString(),
                UUID.randomUUID().toString().replace("-", ""));
        Execution pending = Execution.create(key, Samples.job(1, runner), "hash", begun);
        executions.create(pending);
        Execution allocated = executions.allocate(pending, Samples.launch());
        return executions.update(allocated, now -> now.dispatched(now.attemptId(), begun));
    }

    private void start() {
        executions.update(row, now -> now.claimedBy("r-1/a").running(begun));
    }

    private void stop() {
        executions.update(
                row, now -> now.requestStop(new StopIntent(ExecutionStatus.CANCELLED, "cancelled by request", begun)));
    }

    private TaskState state() {
        List<TaskState> states = tasks.describe(List.of(row.attemptId()));
        assertThat(states).hasSize(1);
        return states.get(0);
    }

    @Test
    void shouldKnowAFunctionThatHasNotStarted() {
        assertThat(state().phase()).isEqualTo(TaskPhase.KNOWN);
    }

    @Test
    void shouldGiveUpAFunctionThatDoesNotStartInTime() {
        clock.advance(START_WITHIN);

        assertThat(state().end().cause()).isEqualTo(EndCause.PLATFORM);
        assertThat(state().isOf("r-1/a")).as("it has started meanwhile").isFalse();
    }

    @Test
    void shouldGiveUpAFunctionThatCannotRunAnyMore() {
        start();
        clock.advance(LONGEST_RUN.minusMillis(1));
        assertThat(state().phase()).isEqualTo(TaskPhase.STARTED);

        clock.advance(Duration.ofMillis(1));

        assertThat(state().end().cause()).isEqualTo(EndCause.JOB);
        assertThat(state().end().exitCode()).isNull();
        assertThat(state().isOf("r-1/a")).isTrue();
    }

    @Test
    void shouldEndAFunctionAtOnceThatIsToBeStoppedAndHasNotStarted() {
        assertThat(tasks.stop(row.attemptId())).as("nobody wants it to stop").isNull();
        stop();

        assertThat(tasks.stop(row.attemptId()).end().cause()).isEqualTo(EndCause.REQUESTED);
        assertThat(state().end().cause()).isEqualTo(EndCause.REQUESTED);
    }

    @Test
    void shouldWaitForAFunctionThatIsToBeStoppedAndHasStarted() {
        start();
        stop();

        assertThat(tasks.stop(row.attemptId())).isNull();
        assertThat(state().phase()).isEqualTo(TaskPhase.STARTED);
        clock.advance(LONGEST_RUN);
        assertThat(state().end().cause()).isEqualTo(EndCause.REQUESTED);
    }

    @Test
    void shouldSayNothingOfTasksOfOtherRunners() {
        Execution other = dispatched("ecs");

        assertThat(tasks.describe(List.of(other.attemptId(), "arn:aws:ecs:1", "x-1")))
                .isEmpty();
        assertThat(tasks.find(other.attemptId())).isNull();
        assertThat(tasks.stop(other.attemptId())).isNull();
    }
}
