package execution.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.catalogue.Catalogue;
import execution.catalogue.SampleTasks;
import execution.catalogue.TaskFile;
import execution.model.AttemptEnd;
import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.ReasonClass;
import execution.model.Samples;
import execution.model.StopIntent;
import execution.model.Timestamps;
import execution.runner.EndCause;
import execution.runner.TaskEnd;
import execution.runner.TaskPhase;
import execution.runner.TaskState;
import execution.store.Executions;
import execution.store.StoreFixture;
import execution.store.WorkIndex;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import shared.failure.Backoff;

/** What the states of tasks mean for executions, on the real table and its index. */
class TaskStatesIT {

    private static final String NOBODY = "0123456789abcdef0123456789abcdef-1";

    private final String tenant = StoreFixture.newTenant();
    private final StoreFixture fixture = StoreFixture.withSlots(10);
    private final AnnotationConfigApplicationContext context = context();
    private final Executions executions = context.getBean(Executions.class);
    private final TaskStates states = context.getBean(TaskStates.class);

    private AnnotationConfigApplicationContext context() {
        AnnotationConfigApplicationContext beans =
                fixture.beans(TaskStates.class, AttemptLocks.class, NextAttempts.class, AttemptPolicies.class);
        Backoff pauses = new Backoff(Duration.ofMillis(1), Duration.ofMillis(1));
        beans.registerBean(AttemptIndex.class, () -> new AttemptIndex(beans.getBean(WorkIndex.class), pauses));
        beans.refresh();
        return beans;
    }

    @AfterEach
    void close() {
        context.close();
    }

    private Execution allocated() {
        return executions.allocate(fixture.created(tenant), Samples.launch());
    }

    private Execution dispatched() {
        return executions.update(allocated(), row -> row.dispatched("arn", Timestamps.now(Clock.systemUTC())));
    }

    private Execution now(Execution row) {
        return executions.find(row.key()).orElseThrow();
    }

    private static TaskState running(Execution row, String reference, long version) {
        return TaskState.of(reference, row.attemptId(), version, null, TaskPhase.STARTED);
    }

    private static TaskState stopped(Execution row, EndCause cause, Integer exitCode, long version) {
        return new TaskState(
                "arn",
                row.attemptId(),
                version,
                null,
                TaskPhase.STOPPED,
                new TaskEnd(exitCode, cause, null),
                null,
                null);
    }

    private static TaskState of(String attemptId, Instant occurredAt, TaskPhase phase) {
        TaskEnd end = phase == TaskPhase.STOPPED ? new TaskEnd(0, EndCause.JOB, null) : null;
        return new TaskState("arn", attemptId, 1, occurredAt, phase, end, null, null);
    }

    private Execution stop(Execution row) {
        return executions.update(
                row,
                same -> same.requestStop(new StopIntent(
                        ExecutionStatus.CANCELLED, "cancelled by request", Timestamps.now(Clock.systemUTC()))));
    }

    @Test
    void shouldRunOnceItsTaskRuns() {
        Execution row = dispatched();

        assertThat(states.apply(running(row, "arn", 3))).isNull();

        assertThat(now(row).status()).isEqualTo(ExecutionStatus.RUNNING);
        assertThat(now(row).task().version()).isEqualTo(3);
    }

    @Test
    void shouldKnowItsTaskByAStateThatComesBeforeTheAnswerOfTheLaunch() {
        Execution row = allocated();

        states.apply(running(row, "arn", 3));

        assertThat(now(row).status()).isEqualTo(ExecutionStatus.RUNNING);
        assertThat(now(row).taskReference()).isEqualTo("arn");
        assertThat(now(row).seq()).as("pending, allocated, dispatched, running").isEqualTo(4);
    }

    @Test
    void shouldKnowItsTaskByAStateWhereTheTaskItselfSaidThatItRuns() {
        Execution row = allocated();
        executions.update(row, same -> same.dispatched(null, Timestamps.now(Clock.systemUTC()))
                .running(Timestamps.now(Clock.systemUTC())));

        states.apply(running(row, "arn", 3));

        assertThat(now(row).taskReference()).isEqualTo("arn");
    }

    @Test
    void shouldChangeNothingByAStateThatComesTwiceOrLate() {
        Execution row = dispatched();
        states.apply(running(row, "arn", 3));
        Execution running = now(row);

        states.apply(running(row, "arn", 3));
        states.apply(running(row, "arn", 4));
        states.apply(stopped(row, EndCause.JOB, 1, 2));

        assertThat(now(row)).isEqualTo(running);
    }

    @Test
    void shouldCompleteByTheExitCodeOfItsContainer() {
        Execution row = dispatched();

        assertThat(states.apply(stopped(row, EndCause.JOB, 0, 3))).isNull();

        assertThat(now(row).status()).isEqualTo(ExecutionStatus.COMPLETED);
        assertThat(now(row).outcome().exitCode()).isZero();
        assertThat(fixture.slotsInUse(row.lane())).isZero();
    }

    @Test
    void shouldNeverChangeOnceItHasEnded() {
        Execution row = dispatched();
        states.apply(stopped(row, EndCause.JOB, 1, 3));
        Execution failed = now(row);
        assertThat(failed.status()).isEqualTo(ExecutionStatus.FAILED);

        states.apply(stopped(row, EndCause.JOB, 0, 9));
        assertThat(states.apply(running(row, "arn", 10))).isNull();

        assertThat(now(row)).isEqualTo(failed);
    }

    @Test
    void shouldBeginTheNextAttemptAtOnceWhereTheJobMayStartAgain() {
        Execution pending = StoreFixture.pending(tenant);
        Execution twice = Execution.create(pending.key(), Samples.job(2), "hash", pending.createdAt());
        executions.create(twice);
        Execution row = executions.allocate(twice, Samples.launch());

        NextAttempt next = (NextAttempt) states.apply(stopped(row, EndCause.JOB, 1, 3));

        assertThat(next.execution().attemptId()).isEqualTo(now(row).attemptId());
        assertThat(now(row).attempt()).isEqualTo(2);
        assertThat(now(row).notBefore()).isNull();
        assertThat(now(row).lastAttempt().refusals()).isZero();
        assertThat(now(row).lastAttempt().launcher()).isEqualTo(fixture.instanceId());
        assertThat(states.apply(stopped(row, EndCause.JOB, 1, 3)))
                .as("heard twice")
                .isNull();
    }

    @Test
    void shouldBeginTheNextAttemptAfterAPauseWhereThePlatformIsToBlame() {
        Execution row = dispatched();

        NextAttempt next = (NextAttempt) states.apply(stopped(row, EndCause.PLATFORM, 143, 3));

        assertThat(next.execution().lastAttempt().refusals()).isEqualTo(1);
        assertThat(next.execution().notBefore()).isAfter(row.createdAt());
    }

    private void knowTask(TaskFile.Attempts attempts) {
        SampleTasks.know(context.getBean(Catalogue.class), "scan", attempts);
    }

    private Execution dispatched(int maxAttempts) {
        Execution pending = StoreFixture.pending(tenant);
        Execution often = Execution.create(pending.key(), Samples.job(maxAttempts), "hash", pending.createdAt());
        executions.create(often);
        Execution row = executions.allocate(often, Samples.launch());
        return executions.update(row, same -> same.dispatched("arn", Timestamps.now(Clock.systemUTC())));
    }

    @Test
    void shouldFollowTheRulesOfTheTasksFile() {
        knowTask(new TaskFile.Attempts(
                null, Duration.ofMinutes(1), null, List.of(new TaskFile.Rule("exit_code", "1-5,42", false)), null));
        Execution refused = dispatched(3);
        Execution again = dispatched(3);

        assertThat(states.apply(stopped(refused, EndCause.JOB, 42, 3))).isNull();
        NextAttempt next = (NextAttempt) states.apply(stopped(again, EndCause.JOB, 6, 3));

        assertThat(now(refused).status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(next.execution().notBefore())
                .as("a pause")
                .isAfter(now(again).history().last().occurredAt().plusSeconds(29));
        assertThat(now(again).lastAttempt().refusals()).isZero();
    }

    @Test
    void shouldGoOnOnDemandOnceSpotCapacityWasLost() {
        knowTask(new TaskFile.Attempts(null, null, null, null, 1));
        Execution row = dispatched();
        TaskEnd end = new TaskEnd(143, null, "taken back", ReasonClass.SPOT, "Wait.", "SpotInterruption");

        states.apply(new TaskState("arn", row.attemptId(), 3, null, TaskPhase.STOPPED, end, null, "all that ECS said"));

        Execution after = now(row);
        assertThat(after.lastAttempt().onDemand()).isTrue();
        assertThat(after.lastAttempt().spotLosses()).isEqualTo(1);
        assertThat(after.history().last().end())
                .isEqualTo(
                        new AttemptEnd(143, ReasonClass.SPOT, "arn", "Wait.", "SpotInterruption", "all that ECS said"));
    }

    private Execution timedOut(Execution row, ReasonClass why) {
        return executions.update(
                row,
                same -> same.requestStop(
                        new StopIntent(ExecutionStatus.TIMED_OUT, "too long", Timestamps.now(Clock.systemUTC()), why)));
    }

    @Test
    void shouldEndAtATimeOutUnlessARuleSaysOtherwise() {
        Execution ends = dispatched(2);
        timedOut(ends, ReasonClass.TIME_OUT);
        assertThat(states.apply(stopped(ends, EndCause.REQUESTED, 143, 3))).isNull();
        assertThat(now(ends).status()).isEqualTo(ExecutionStatus.TIMED_OUT);
        assertThat(now(ends).history().last().end().reasonClass()).isEqualTo(ReasonClass.TIME_OUT);
        assertThat(now(ends).history().last().end().remedy()).contains("more time");

        knowTask(new TaskFile.Attempts(null, null, null, List.of(new TaskFile.Rule("time_out", null, true)), null));
        Execution goesOn = dispatched(2);
        timedOut(goesOn, ReasonClass.TIME_OUT);
        states.apply(stopped(goesOn, EndCause.REQUESTED, 143, 3));
        Execution second = now(goesOn);
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(second.status()).isEqualTo(ExecutionStatus.ALLOCATED);
        assertThat(second.stop()).as("the next attempt is not to be stopped").isNull();
        assertThat(fixture.slotsInUse(second.lane())).as("the slot is kept").isEqualTo(1);
    }

    @Test
    void shouldNotGoOnAfterATimeOutThatSomebodyCancelled() {
        knowTask(new TaskFile.Attempts(null, null, null, List.of(new TaskFile.Rule("time_out", null, true)), null));
        Execution row = dispatched(2);
        timedOut(row, ReasonClass.TIME_OUT);
        stop(now(row));

        assertThat(states.apply(stopped(row, EndCause.REQUESTED, 143, 3))).isNull();

        assertThat(now(row).status()).isEqualTo(ExecutionStatus.CANCELLED);
    }

    @Test
    void shouldUseUpAnAttemptByATaskThatDidNotStartInTime() {
        Execution row = dispatched(2);
        timedOut(row, ReasonClass.START_TIME_OUT);
        states.apply(stopped(row, EndCause.REQUESTED, null, 3));

        Execution second = now(row);
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(second.lastAttempt().refusals()).isZero();
        assertThat(second.history().last().reason()).isEqualTo("too long");

        Execution last = executions.update(second, same -> same.dispatched("arn2", Timestamps.now(Clock.systemUTC())));
        timedOut(last, ReasonClass.START_TIME_OUT);
        states.apply(stopped(last, EndCause.REQUESTED, null, 3));
        assertThat(now(row).status()).isEqualTo(ExecutionStatus.TIMED_OUT);
    }

    @Test
    void shouldStopATaskThatRunsForAnAttemptWhichIsOverAndHadNone() {
        Execution first = allocated();
        Execution second = executions.update(
                first,
                row -> row.nextAttempt("no capacity", true, "instance", null, Timestamps.now(Clock.systemUTC())));

        TaskStop stop = (TaskStop) states.apply(running(first, "arn of the first", 3));

        assertThat(stop.orphan()).isTrue();
        assertThat(stop.reference()).isEqualTo("arn of the first");
        assertThat(now(first)).isEqualTo(second);
    }

    @Test
    void shouldPassOverALateStateOfATaskThatHasStopped() {
        Execution first = dispatched();
        Execution second = executions.update(
                first,
                row -> row.nextAttempt("exit code 1", false, "instance", null, Timestamps.now(Clock.systemUTC())));

        assertThat(states.apply(running(first, "arn", 3))).isNull();

        assertThat(now(first)).isEqualTo(second);
    }

    @Test
    void shouldStopATaskOfAnExecutionThatEndedWithoutIt() {
        Execution row = allocated();
        executions.update(
                row,
                same -> same.end(ExecutionStatus.FAILED, null, "launch unknown", Timestamps.now(Clock.systemUTC())));

        TaskStop stop = (TaskStop) states.apply(running(row, "arn", 3));

        assertThat(stop.orphan()).isTrue();
    }

    @Test
    void shouldStopATaskThatBecomesKnownAfterItsExecutionWasToBeStopped() {
        Execution row = allocated();
        stop(row);

        TaskStop stop = (TaskStop) states.apply(running(row, "arn", 3));

        assertThat(stop.orphan()).isFalse();
        assertThat(stop.reference()).isEqualTo("arn");
        assertThat(states.apply(running(row, "arn", 4))).as("known by now").isNull();
    }

    @Test
    void shouldHaveAStateDeliveredAgainThatComesBeforeTheIndexKnowsItsAttempt() {
        assertThatThrownBy(() -> states.apply(of(NOBODY, Instant.now(), TaskPhase.STARTED)))
                .isInstanceOf(TaskStates.UnknownAttemptException.class)
                .hasMessageContaining(NOBODY);
    }

    @Test
    void shouldPassOverTheStateOfAnAttemptThatNoRowHas() {
        assertThat(states.apply(of(NOBODY, Instant.now().minusSeconds(60), TaskPhase.STARTED)))
                .isNull();
        assertThat(states.apply(of(NOBODY, null, TaskPhase.STOPPED))).isNull();
    }

    @Test
    void shouldPassOverTasksOfOthersAndStatesThatSayNothing() {
        assertThat(states.apply(of("", Instant.now(), TaskPhase.STARTED))).isNull();
        assertThat(states.apply(of("ecs-svc/1", Instant.now(), TaskPhase.STARTED)))
                .isNull();
        assertThat(states.apply(of(NOBODY, Instant.now(), TaskPhase.KNOWN))).isNull();
    }

    private static TaskState failedRun(Execution row, String invocation) {
        return new TaskState(
                "arn",
                row.attemptId(),
                0,
                null,
                TaskPhase.STOPPED,
                new TaskEnd(1, EndCause.JOB, null),
                null,
                null,
                invocation);
    }

    @Test
    void shouldEndByTheRunAloneThatDoesTheWork() {
        Execution row = executions.update(dispatched(), same -> same.claimedBy("first/1"));

        states.apply(failedRun(row, "second"));
        states.apply(failedRun(row, "first/2"));
        states.apply(failedRun(row, "fir"));
        states.apply(failedRun(row, ""));
        assertThat(now(row).status()).isEqualTo(ExecutionStatus.DISPATCHED);

        states.apply(failedRun(row, "first"));
        assertThat(now(row).status()).isEqualTo(ExecutionStatus.FAILED);
    }

    @Test
    void shouldEndByAnyRunWhileNoneHasReportedItsStart() {
        Execution row = dispatched();

        states.apply(failedRun(row, "second"));

        assertThat(now(row).status()).isEqualTo(ExecutionStatus.FAILED);
    }
}
