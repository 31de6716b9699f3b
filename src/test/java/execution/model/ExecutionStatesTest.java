package execution.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What an execution knows in each of its states. */
class ExecutionStatesTest {

    private static final Instant NOW = Samples.CREATED;
    private static final Instant LATER = NOW.plusSeconds(100);

    private static Execution allocated() {
        return Samples.pending().allocate(Samples.launch(), "instance", NOW);
    }

    private static Report report(String reason) {
        return new Report(ExecutionStatus.FAILED, 1, 10L, true, false, null, reason, NOW);
    }

    @Test
    void shouldBePendingAtFirst() {
        Execution pending = Samples.pending();

        assertThat(pending.status()).isEqualTo(ExecutionStatus.PENDING);
        assertThat(pending.attempt()).isZero();
        assertThat(pending.attemptId()).isNull();
        assertThat(pending.seq()).isEqualTo(1);
        assertThat(pending.isFullyPublished()).isFalse();
        assertThat(pending.publishedUpTo(1).isFullyPublished()).isTrue();
        assertThat(pending.lane()).isEqualTo(new Lane("demo", "ecs"));
    }

    @Test
    void shouldBeOverdueOnceItsTimeIsUpSinceItWasDispatched() {
        Execution dispatched = allocated().dispatched("arn", LATER);

        assertThat(dispatched.dispatchedAt()).isEqualTo(LATER);
        assertThat(dispatched.deadline())
                .isEqualTo(LATER.plusSeconds(dispatched.job().timeoutSeconds()));
        assertThat(dispatched.running(LATER.plusSeconds(1)).deadline()).isEqualTo(dispatched.deadline());
    }

    private static Execution starting(Long startingSeconds) {
        return Execution.create(Samples.pending().key(), Samples.limited(60, 2, null, startingSeconds), "hash", NOW)
                .allocate(Samples.launch(), "instance", NOW)
                .dispatched("arn", LATER);
    }

    @Test
    void shouldHaveToRunInTimeWhereItsTaskHasThatLimit() {
        Execution dispatched = starting(10L);

        assertThat(dispatched.startDeadline()).isEqualTo(LATER.plusSeconds(10));
        assertThat(dispatched.runDeadline()).isEqualTo(LATER.plusSeconds(60));
        assertThat(dispatched.deadline()).isEqualTo(LATER.plusSeconds(10));
        assertThat(dispatched.running(LATER).startDeadline()).as("it runs").isNull();
        assertThat(dispatched.running(LATER).deadline()).isEqualTo(LATER.plusSeconds(60));
        assertThat(starting(100L).deadline())
                .as("it may not even run for that long")
                .isEqualTo(LATER.plusSeconds(60));
        assertThat(starting(null).startDeadline()).isNull();
        assertThat(starting(null).deadline()).isEqualTo(LATER.plusSeconds(60));
    }

    @Test
    void shouldKnowWhenTheLastAttemptThatHadATaskWasFollowed() {
        Execution first = allocated();
        Execution refused = first.nextAttempt("no capacity", true, "instance", null, LATER);
        Execution second = refused.dispatched("arn", LATER)
                .nextAttempt("exit code 3", false, "instance", null, LATER.plusSeconds(1));
        Execution third = second.nextAttempt("no capacity", true, "instance", null, LATER.plusSeconds(2));

        assertThat(first.history().lastTaskEnded()).isEmpty();
        assertThat(refused.history().lastTaskEnded()).isEmpty();
        assertThat(refused.dispatched("arn", LATER).history().lastTaskEnded()).isEmpty();
        assertThat(second.history().lastTaskEnded()).contains(LATER.plusSeconds(1));
        assertThat(third.history().lastTaskEnded()).contains(LATER.plusSeconds(1));
    }

    @Test
    void shouldLetACancellationTakeThePlaceOfATimeOutAndNothingElse() {
        StopIntent timeOut = new StopIntent(ExecutionStatus.TIMED_OUT, "too long", NOW);
        StopIntent start = new StopIntent(ExecutionStatus.TIMED_OUT, "no start", NOW, ReasonClass.START_TIME_OUT);
        StopIntent cancel = new StopIntent(ExecutionStatus.CANCELLED, "by request", NOW);
        Execution running = Samples.running(2);

        assertThat(running.requestStop(timeOut).requestStop(cancel).stop()).isEqualTo(cancel);
        assertThat(running.requestStop(start).requestStop(timeOut).stop()).isEqualTo(start);
        assertThat(running.requestStop(cancel).requestStop(timeOut).stop()).isEqualTo(cancel);
        StopIntent again = new StopIntent(ExecutionStatus.CANCELLED, "again", LATER);
        assertThat(running.requestStop(cancel).requestStop(again).stop()).isEqualTo(cancel);
        assertThat(running.requestStop(timeOut)
                        .nextAttempt("too long", false, "instance", null, LATER)
                        .stop())
                .isNull();
        assertThat(new StopIntent(ExecutionStatus.TIMED_OUT, "of an older row", NOW, null).reasonClass())
                .isEqualTo(ReasonClass.TIME_OUT);
        assertThat(new StopIntent(ExecutionStatus.CANCELLED, "of an older row", NOW, null).reasonClass())
                .isEqualTo(ReasonClass.CANCELLED);
    }

    @Test
    void shouldHaveNoDeadlineWhileItWaitsOrOnceItHasEnded() {
        assertThat(Samples.pending().deadline()).isNull();
        assertThat(allocated().deadline()).isNull();
        assertThat(Samples.running(1)
                        .end(ExecutionStatus.COMPLETED, 0, null, NOW)
                        .deadline())
                .isNull();
    }

    @Test
    void shouldCountTheTimeOfTheCurrentAttemptAlone() {
        Execution second = allocated()
                .dispatched("arn", NOW)
                .nextAttempt("exit code 3", false, "instance", null, LATER)
                .dispatched("arn2", LATER.plusSeconds(1));

        assertThat(second.dispatchedAt()).isEqualTo(LATER.plusSeconds(1));
    }

    @Test
    void shouldBeKnownWhetherTheRunnerMayHaveBeenCalled() {
        assertThat(Samples.pending().isUncalled()).isTrue();
        assertThat(allocated().isUncalled()).isFalse();
        assertThat(allocated().putOff(LATER).isUncalled()).isTrue();
        assertThat(allocated().putOff(LATER).takenOver("other", LATER).isUncalled())
                .isFalse();
        assertThat(allocated().dispatched("arn", NOW).isUncalled()).isFalse();
    }

    @Test
    void shouldBeginAnAttemptAnewThatWasPutOffAndNoOther() {
        Execution putOff = allocated().putOff(LATER).takenOver("other", LATER);
        Execution called = allocated().takenOver("other", LATER);

        assertThat(putOff.lastAttempt().startedAt()).isEqualTo(LATER);
        assertThat(putOff.notBefore()).isNull();
        assertThat(called.lastAttempt().startedAt()).isEqualTo(NOW);
        assertThat(called.lastAttempt().launcher()).isEqualTo("other");
        assertThat(called.attempt()).isEqualTo(1);
        assertThat(called.seq()).as("no change of status").isEqualTo(2);
    }

    @Test
    void shouldNotBePutOffAnyMoreOnceItGoesOn() {
        Execution pending = Samples.pending().putOff(LATER);
        assertThat(pending.notBefore()).isEqualTo(LATER);
        assertThat(pending.allocate(Samples.launch(), "instance", LATER).notBefore())
                .isNull();
        assertThat(allocated().putOff(LATER).dispatched("arn", LATER).notBefore())
                .isNull();
        assertThat(allocated()
                        .putOff(LATER)
                        .end(ExecutionStatus.CANCELLED, null, "cancelled", LATER)
                        .notBefore())
                .isNull();
    }

    @Test
    void shouldCountRefusedAttemptsApart() {
        Execution refused = allocated().nextAttempt("no capacity", true, "instance", LATER, NOW);
        Execution failed = refused.dispatched("arn", NOW).nextAttempt("exit code 3", false, "instance", null, NOW);

        assertThat(refused.lastAttempt().refusals()).isEqualTo(1);
        assertThat(refused.notBefore()).isEqualTo(LATER);
        assertThat(refused.outcome().reason()).isEqualTo("no capacity");
        assertThat(failed.lastAttempt().refusals()).isEqualTo(1);
        assertThat(failed.attempt()).isEqualTo(3);
        assertThat(failed.lastAttempt().launcher()).isEqualTo("instance");
    }

    @Test
    void shouldForgetWhatTheTaskOfTheAttemptBeforeSaid() {
        Execution next = Samples.running(2)
                .reported(report("out of memory"))
                .nextAttempt("exit code 1", false, "instance", null, LATER);

        assertThat(next.report()).isNull();
        assertThat(next.task().registeredAt()).isNull();
    }

    @Test
    void shouldKeepTheFirstReportOfAnAttempt() {
        Execution reported = Samples.running(1).reported(report("first"));

        assertThat(reported.report().reason()).isEqualTo("first");
        assertThat(reported.reported(report("second")).report().reason()).isEqualTo("first");
    }

    @Test
    void shouldTakeNeitherReportsNorStopsOnceItHasEnded() {
        Execution ended = Samples.running(1).end(ExecutionStatus.COMPLETED, 0, null, LATER);

        assertThat(ended.reported(report("late"))).isSameAs(ended);
        assertThat(ended.requestStop(new StopIntent(ExecutionStatus.CANCELLED, "late", LATER)))
                .isSameAs(ended);
        assertThat(ended.outcome().completedAt()).isEqualTo(LATER);
        assertThat(ended.outcome().exitCode()).isZero();
    }

    @Test
    void shouldRememberTheLatestStateOfItsTask() {
        Execution running = Samples.running(1).withTask("arn", 5).withTask("arn", 3);

        assertThat(running.task().version()).isEqualTo(5);
        assertThat(running.taskReference()).isEqualTo("arn");
        assertThat(running.task().registeredAt()).isEqualTo(NOW);
    }

    @Test
    void shouldKeepThatResultsHadFindings() {
        Execution first =
                Samples.running(1).withUnreadableResults("not an archive").withResults("key1", true);
        Execution second = first.withResults("key2", false);

        assertThat(first.results().error()).isNull();
        assertThat(second.results().hasFindings()).isTrue();
        assertThat(second.results().key()).isEqualTo("key2");
        assertThat(Samples.running(1).withResults("key", false).results().hasFindings())
                .isFalse();
        assertThat(second.withUnreadableResults("x".repeat(2_000)).results().error())
                .hasSize(1_000);
    }

    @Test
    void shouldBeTheSameWhereNothingChanges() {
        Execution running = Samples.running(1).dueAt(LATER).publishedUpTo(2);

        assertThat(running.dueAt(LATER)).isSameAs(running);
        assertThat(running.publishedUpTo(2)).isSameAs(running);
        assertThat(running.dueAt(null).dueAt()).isNull();
        assertThat(running.nextVersion().version()).isEqualTo(running.version() + 1);
        assertThat(running.nextVersion().dueAt()).isEqualTo(LATER);
    }

    @Test
    void shouldHoldASlotFromAllocationToItsEnd() {
        assertThat(ExecutionStatus.PENDING.holdsSlot()).isFalse();
        assertThat(allocated().status().holdsSlot()).isTrue();
        assertThat(Samples.running(1).status().holdsSlot()).isTrue();
    }

    @Test
    void shouldTakeFromTheAssetWhatTheEventDidNotSay() {
        AcceptedJob job = Samples.job(1);
        AcceptedJob known = job.withAsset("name", "type", "another vendor");

        assertThat(known.assetName()).isEqualTo("name");
        assertThat(known.assetType()).isEqualTo("type");
        assertThat(known.vendor()).isEqualTo("github");
        assertThat(known.steps()).isEqualTo(job.steps());
    }

    @Test
    void shouldWriteTimesThatSortAsText() {
        assertThat(Timestamps.format(NOW)).isEqualTo("2026-01-01T00:00:00.123456");
        assertThat(Timestamps.parse(Timestamps.format(LATER))).isEqualTo(LATER);
        assertThat(Timestamps.format(LATER)).isGreaterThan(Timestamps.format(NOW));
        assertThatThrownBy(() -> Timestamps.parse("yesterday")).isInstanceOf(RuntimeException.class);
    }
}
