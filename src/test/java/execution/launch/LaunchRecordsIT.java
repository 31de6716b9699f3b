package execution.launch;

import static org.assertj.core.api.Assertions.assertThat;

import execution.catalogue.Catalogue;
import execution.catalogue.SampleTasks;
import execution.catalogue.TaskFile;
import execution.model.EndReason;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.ReasonClass;
import execution.model.Samples;
import execution.model.StopIntent;
import execution.model.Timestamps;
import execution.runner.LaunchAnswer.Refused;
import execution.store.Executions;
import execution.store.StoreFixture;
import execution.task.AttemptPolicies;
import execution.task.NextAttempts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** What two instances store about the launches of the same executions. */
class LaunchRecordsIT {

    private static final Refused NO_CAPACITY = new Refused("no capacity", true);
    private static final Refused FOR_GOOD = new Refused("no such task definition", false);

    private final String tenant = StoreFixture.newTenant();
    private final StoreFixture fixture = StoreFixture.withSlots(10);
    private final AnnotationConfigApplicationContext mine = context(fixture);
    private final AnnotationConfigApplicationContext theirs = context(StoreFixture.withSlots(10));
    private final Executions executions = mine.getBean(Executions.class);
    private final LaunchRecords records = mine.getBean(LaunchRecords.class);
    private final LaunchRecords others = theirs.getBean(LaunchRecords.class);

    private static AnnotationConfigApplicationContext context(StoreFixture fixture) {
        AnnotationConfigApplicationContext context =
                fixture.beans(LaunchRecords.class, NextAttempts.class, AttemptPolicies.class);
        context.refresh();
        return context;
    }

    @AfterEach
    void close() {
        mine.close();
        theirs.close();
    }

    private Execution allocated() {
        return executions.allocate(fixture.created(tenant), Samples.launch());
    }

    private Execution stopping(Execution row) {
        return executions.update(
                row,
                same -> same.requestStop(new StopIntent(
                        ExecutionStatus.CANCELLED, "cancelled by request", Timestamps.now(Clock.systemUTC()))));
    }

    private Execution putOff(Execution row, Instant until) {
        return executions.update(row, same -> same.putOff(until));
    }

    private static Instant in(Duration time) {
        return Timestamps.now(Clock.systemUTC()).plus(time);
    }

    private Execution now(Execution row) {
        return executions.find(row.key()).orElseThrow();
    }

    @Test
    void shouldTakeOverALaunchFromAnotherInstanceOnce() {
        Execution row = allocated();
        assertThat(records.takeOver(row)).as("its own").isEmpty();

        LaunchRecords.Taken taken = others.takeOver(row).orElseThrow();

        assertThat(taken.uncalled()).as("the runner may have been called").isFalse();
        assertThat(others.isMine(taken.row())).isTrue();
        assertThat(records.isMine(now(row))).isFalse();
        assertThat(others.takeOver(row)).isEmpty();
    }

    @Test
    void shouldTakeUpALaunchOnceItIsPutOffNoLonger() {
        Execution later = putOff(allocated(), in(Duration.ofHours(1)));
        Execution due = putOff(allocated(), in(Duration.ofSeconds(-1)));

        assertThat(records.takeOver(later)).isEmpty();
        assertThat(others.takeOver(later)).isEmpty();
        LaunchRecords.Taken taken = records.takeOver(due).orElseThrow();

        assertThat(taken.uncalled()).isTrue();
        assertThat(taken.row().notBefore()).isNull();
    }

    @Test
    void shouldNotTakeOverWhatIsLaunchedOrHasAnotherAttempt() {
        Execution row = allocated();
        Execution next = executions.update(
                row, same -> same.nextAttempt("no capacity", true, "another", null, Timestamps.now(Clock.systemUTC())));
        assertThat(others.takeOver(row)).isEmpty();

        Execution launched = records.launched(allocated(), "arn");

        assertThat(others.takeOver(launched)).isEmpty();
        assertThat(now(next)).isEqualTo(next);
    }

    @Test
    void shouldPutOffALaunchOfItsOwnAlone() {
        Execution row = allocated();

        assertThat(others.putOff(row)).isEqualTo(row);
        Execution after = records.putOff(row);

        assertThat(after.isUncalled()).isTrue();
        assertThat(after.notBefore()).isAfter(row.createdAt());
        assertThat(after.status()).isEqualTo(ExecutionStatus.ALLOCATED);
    }

    @Test
    void shouldEndWhatIsToBeStoppedInsteadOfPuttingItOff() {
        Execution after = records.putOff(stopping(allocated()));

        assertThat(after.status()).isEqualTo(ExecutionStatus.CANCELLED);
        assertThat(after.outcome().reason()).isEqualTo("cancelled by request");
    }

    @Test
    void shouldEndWhatCouldNotBeLaunchedForTooLong() {
        ExecutionKey key = new ExecutionKey(tenant, "event", "old");
        Instant yesterday = in(Duration.ofHours(-25));
        Execution old = Execution.create(key, Samples.job(1), "hash", yesterday);
        fixture.put(old);

        Execution after = records.putOff(executions.allocate(old, Samples.launch()));

        assertThat(after.status()).isEqualTo(ExecutionStatus.TIMED_OUT);
        assertThat(after.outcome().reason()).contains("could not be launched within");
    }

    private Execution waiting(String id, Duration age, Long waitingSeconds) {
        Execution old = Execution.create(
                new ExecutionKey(tenant, "event", id),
                Samples.limited(3_600, 2, waitingSeconds, null),
                "hash",
                in(age.negated()));
        fixture.put(old);
        return executions.allocate(old, Samples.launch());
    }

    @Test
    void shouldEndWhatCouldNotBeLaunchedForAsLongAsItsTaskMayWait() {
        Execution after = records.putOff(waiting("short", Duration.ofMinutes(2), 90L));

        assertThat(after.status()).isEqualTo(ExecutionStatus.TIMED_OUT);
        assertThat(after.history().last().end().reasonClass()).isEqualTo(ReasonClass.WAIT_TIME_OUT);
        assertThat(records.putOff(waiting("long", Duration.ofHours(25), 100_000L))
                        .status())
                .isEqualTo(ExecutionStatus.ALLOCATED);
    }

    /** It has not waited while it ran. */
    @Test
    void shouldCountTheWaitForANextLaunchFromTheEndOfTheTaskBefore() {
        Execution row = waiting("second", Duration.ofHours(25), 100_000L);
        Execution second = executions.update(
                records.launched(row, "arn"),
                same -> same.nextAttempt(
                        "exit code 1", false, fixture.instanceId(), null, Timestamps.now(Clock.systemUTC())));

        assertThat(records.putOff(second).status()).isEqualTo(ExecutionStatus.ALLOCATED);
    }

    @Test
    void shouldNotPutOffWhatIsLaunched() {
        Execution row = allocated();
        Execution launched = records.launched(row, "arn");

        assertThat(records.putOff(row)).isEqualTo(launched);
    }

    @Test
    void shouldEndAnAttemptThatIsToBeStoppedUnlessItMayHaveATask() {
        Execution row = stopping(allocated());

        assertThat(records.endStopped(row, now -> true)).isEqualTo(row);
        assertThat(records.endStopped(row, now -> false).status()).isEqualTo(ExecutionStatus.CANCELLED);
    }

    @Test
    void shouldNotEndAnAttemptThatIsNotToBeStoppedOrHasATask() {
        Execution wanted = allocated();
        Execution launched = stopping(records.launched(allocated(), "arn"));

        assertThat(records.endStopped(wanted, now -> false)).isEqualTo(wanted);
        assertThat(records.endStopped(launched, now -> false)).isEqualTo(launched);
    }

    @Test
    void shouldStoreTheTaskOfAnAttemptOnce() {
        Execution row = allocated();

        Execution launched = records.launched(row, "arn");

        assertThat(launched.status()).isEqualTo(ExecutionStatus.DISPATCHED);
        assertThat(launched.taskReference()).isEqualTo("arn");
        assertThat(records.launched(row, "another")).isEqualTo(launched);
    }

    @Test
    void shouldStoreTheTaskOfAnAttemptThatCalledBackBefore() {
        Execution row = allocated();
        executions.update(row, same -> same.dispatched(null, Timestamps.now(Clock.systemUTC()))
                .running(Timestamps.now(Clock.systemUTC())));

        Execution launched = records.launched(row, "arn");

        assertThat(launched.status()).isEqualTo(ExecutionStatus.RUNNING);
        assertThat(launched.taskReference()).isEqualTo("arn");
    }

    @Test
    void shouldNotStoreTheTaskOfAnAttemptThatIsOver() {
        Execution row = allocated();
        Execution next = executions.update(
                row, same -> same.nextAttempt("no capacity", true, "another", null, Timestamps.now(Clock.systemUTC())));
        assertThat(records.launched(row, "arn")).isEqualTo(next);

        Execution ended = executions.update(
                next, same -> same.end(ExecutionStatus.FAILED, null, "no capacity", Timestamps.now(Clock.systemUTC())));
        assertThat(records.launched(next, "arn")).isEqualTo(ended);
    }

    @Test
    void shouldOpenTheNextAttemptAfterAPauseWhereARefusalPasses() {
        Execution row = allocated();
        assertThat(others.refused(row, NO_CAPACITY))
                .as("not the one that launches it")
                .isEqualTo(row);

        Execution after = records.refused(row, NO_CAPACITY);

        assertThat(after.attempt()).isEqualTo(2);
        assertThat(after.lastAttempt().refusals()).isEqualTo(1);
        assertThat(after.notBefore()).isAfter(row.createdAt());
        assertThat(records.isMine(after)).isTrue();
        assertThat(records.refused(row, NO_CAPACITY)).as("heard twice").isEqualTo(after);
    }

    private void knowTask(TaskFile.Attempts attempts) {
        SampleTasks.know(mine.getBean(Catalogue.class), "scan", attempts);
    }

    /** That an attempt is on demand is written with it, so every call of the attempt makes the same request. */
    @Test
    void shouldLaunchOnDemandWhereSpotCapacityWasMissingOftenEnough() {
        knowTask(new TaskFile.Attempts(null, null, null, null, 2));
        Refused noSpot = new Refused(EndReason.of(ReasonClass.SPOT, "no Spot capacity"), true);

        Execution second = records.refused(allocated(), noSpot);
        Execution third = records.refused(second, noSpot);
        knowTask(TaskFile.Attempts.NONE);
        Execution fourth = records.refused(third, NO_CAPACITY);

        assertThat(second.lastAttempt().onDemand()).isFalse();
        assertThat(third.lastAttempt().onDemand()).isTrue();
        assertThat(third.lastAttempt().spotLosses()).isEqualTo(2);
        assertThat(fourth.lastAttempt().onDemand()).as("once on demand, always").isTrue();
        assertThat(now(fourth).lastAttempt()).isEqualTo(fourth.lastAttempt());
    }

    @Test
    void shouldEndWhatIsRefusedWhereARuleSaysSo() {
        knowTask(new TaskFile.Attempts(null, null, null, List.of(new TaskFile.Rule("capacity", null, false)), null));

        Execution after = records.refused(allocated(), NO_CAPACITY);

        assertThat(after.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(after.history().last().end().reasonClass()).isEqualTo(ReasonClass.CAPACITY);
    }

    /** Whatever the rules say: a launch that is not known could be a second task. */
    @Test
    void shouldNeverFollowALaunchThatStaysUnknown() {
        knowTask(new TaskFile.Attempts(10, null, null, List.of(new TaskFile.Rule("unknown", null, true)), null));

        Execution after = records.refused(
                allocated(), new Refused(EndReason.of(ReasonClass.LAUNCH_UNKNOWN, "launch unknown"), false));

        assertThat(after.status()).isEqualTo(ExecutionStatus.FAILED);
    }

    @Test
    void shouldEndWhatIsRefusedForGood() {
        Execution after = records.refused(allocated(), FOR_GOOD);

        assertThat(after.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(after.outcome().reason()).isEqualTo("no such task definition");
    }

    @Test
    void shouldEndWhatIsRefusedTooOften() {
        Execution row = allocated();
        for (int refusals = 0; refusals < 20; refusals++) {
            row = records.refused(row, NO_CAPACITY);
            assertThat(row.status()).isEqualTo(ExecutionStatus.ALLOCATED);
        }

        assertThat(records.refused(row, NO_CAPACITY).status()).isEqualTo(ExecutionStatus.FAILED);
    }

    @Test
    void shouldEndWhatIsRefusedAndToBeStoppedAsItWasToEnd() {
        assertThat(records.refused(stopping(allocated()), NO_CAPACITY).status()).isEqualTo(ExecutionStatus.CANCELLED);
    }

    @Test
    void shouldNotTakeARefusalForTheWordOnATaskThatIsKnown() {
        Execution row = allocated();
        Execution launched = records.launched(row, "arn");

        assertThat(records.refused(row, FOR_GOOD)).isEqualTo(launched);
        assertThat(Optional.of(now(row))).contains(launched);
    }
}
