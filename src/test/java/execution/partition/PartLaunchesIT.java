package execution.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.Lane;
import execution.model.ReasonClass;
import execution.partition.FakeTasks.Task;
import execution.parts.PartBlock;
import execution.parts.PartCounts;
import execution.parts.PartitionJob.Phase;
import execution.runner.TaskEnd;
import execution.runner.TaskPhase;
import execution.runner.TaskState;
import execution.runner.TasksRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shared.part.ExchangeAnswer;
import shared.part.ExchangeAnswer.ClaimAnswer;
import shared.part.ExchangeRequest;
import shared.part.ExchangeRequest.Claim;
import shared.part.ExchangeRequest.End;

/** Parts that run as tasks of their own, on a platform in memory. */
class PartLaunchesIT {

    private static final Duration UNCLAIMED = PartitionFixture.PROPERTIES.taskUnclaimedFor();
    private static final Duration LEASE = PartitionFixture.PROPERTIES.lease();

    private final PartitionFixture instance = PartitionFixture.withSlots(1_000);
    private final PartitionFixture other = instance.another(1_000);
    private final FakeTasks tasks = new FakeTasks();
    private final List<Integer> ran = new ArrayList<>();

    @AfterEach
    void close() {
        instance.close();
        other.close();
    }

    private ExecutionKey begun(int parts, int maxInFlight) {
        ExecutionKey key = instance.begun(PartitionFixture.tasks(parts, null, maxInFlight));
        launch(key);
        return key;
    }

    private void launch(ExecutionKey key) {
        instance.launch(instance.turns(key), tasks);
    }

    private End run(int part, int attempt) {
        ran.add(part);
        return Exchanges.done(part, attempt, part);
    }

    private static boolean isIn(PartitionFixture at, ExecutionKey key, String states) {
        return at.states(key).startsWith(states);
    }

    /** Lets tasks work and launches what is left, until the job is over. */
    private TaskState end(ExecutionKey key) {
        for (int round = 0; round < 50; round++) {
            tasks.work(instance, key, this::run);
            List<Object> messages = instance.turns(key);
            instance.launch(messages, tasks);
            for (Object message : messages) {
                if (message instanceof AggregationCall call) {
                    instance.bean(PartitionEnds.class).aggregated(new Aggregate("key", "[]"), call);
                } else if (message instanceof TaskState state && state.isStopped()) {
                    return state;
                }
            }
            instance.clock.advance(Duration.ofSeconds(5));
        }
        throw new AssertionError("no end of " + instance.job(key) + " " + instance.states(key));
    }

    private void assertDone(ExecutionKey key, int parts) {
        assertThat(instance.job(key).counts()).isEqualTo(new PartCounts(0, 0, 0, parts, 0, 0));
        assertThat(instance.slotsInUse(key, PartitionFixture.TASKS)).isZero();
    }

    @Test
    void shouldLaunchABurstOfAHundredPartsWithTenCalls() {
        ExecutionKey key = begun(100, 100);

        assertThat(tasks.calls()).hasSize(10).extracting(TasksRequest::count).containsOnly(10);
        assertThat(tasks.calls()).extracting(TasksRequest::id).doesNotHaveDuplicates();
        end(key);
        assertThat(tasks.calls()).hasSize(10);
        assertThat(ran).hasSize(100).doesNotHaveDuplicates();
        assertDone(key, 100);
    }

    @Test
    void shouldTellTheTasksOfALaunchTheSame() {
        ExecutionKey key = begun(3, 100);

        TasksRequest request = tasks.calls().get(0);
        assertThat(request.count()).isEqualTo(3);
        assertThat(request.launch().environment())
                .containsEntry("EXECUTION_PARTS", "3")
                .containsEntry("EXECUTION_PART_TIMEOUT", "600")
                .containsEntry("EXECUTION_CALLBACK_TOKEN", PartitionFixture.TOKEN);
        assertThat(request.id())
                .startsWith(instance.executions.find(key).orElseThrow().attemptId() + "/");
    }

    @Test
    void shouldGiveEachTaskTheArgumentsOfItsPart() {
        instance.bucket.put("tenant/in.jsonl", "{\"n\":0}\n{\"n\":1}\n{\"n\":2}\n".repeat(12));
        ExecutionKey key = instance.begun(PartitionFixture.tasks(null, "tenant/in.jsonl", 100));
        launch(key);

        List<ClaimAnswer> claims = tasks.take().stream()
                .map(task -> FakeTasks.claim(instance, key, task))
                .toList();

        assertThat(claims).hasSize(36).allSatisfy(claim -> assertThat(claim.parts())
                .singleElement()
                .satisfies(
                        part -> assertThat(part.arguments().get("n").intValue()).isEqualTo(part.part() % 3)));
    }

    @Test
    void shouldStartNothingTwiceWhenTheAnswerIsLost() {
        tasks.loseAnswers(1);
        ExecutionKey key = begun(10, 100);
        assertThat(isIn(instance, key, "ssssssssss")).isTrue();

        instance.clock.advance(Duration.ofSeconds(5));
        launch(key);

        assertThat(tasks.calls()).hasSize(2);
        assertThat(tasks.calls().get(1)).isEqualTo(tasks.calls().get(0));
        assertThat(tasks.started()).isEqualTo(10);
        end(key);
        assertThat(tasks.calls()).hasSize(2);
        assertDone(key, 10);
    }

    @Test
    void shouldCallAgainWhatNobodyHasHeardOf() {
        tasks.loseCalls(3);
        ExecutionKey key = begun(4, 100);

        end(key);

        assertThat(new HashSet<>(tasks.calls())).hasSize(1);
        assertThat(tasks.started()).isEqualTo(4);
        assertThat(ran).containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    @Test
    void shouldLaunchAgainThePartsForWhichThereWereTooFewTasks() {
        tasks.startFewer(4);
        ExecutionKey key = begun(10, 100);

        assertThat(instance.job(key).phase()).isEqualTo(Phase.RUNNING);
        assertThat(instance.states(key).chars().filter(state -> state == 'w')).hasSize(4);
        launch(key);
        assertThat(tasks.calls()).as("not at once").hasSize(1);
        end(key);

        assertThat(tasks.calls()).extracting(TasksRequest::count).containsExactly(10, 4);
        assertThat(tasks.calls()).extracting(TasksRequest::id).doesNotHaveDuplicates();
        assertThat(tasks.started()).isEqualTo(10);
        assertThat(ran).hasSize(10).doesNotHaveDuplicates();
    }

    @Test
    void shouldWaitLongerEachTimeWhileThereIsNoCapacity() {
        tasks.refuse(3, true);
        ExecutionKey key = begun(2, 100);
        assertThat(instance.states(key)).isEqualTo("ww");

        end(key);

        assertThat(tasks.calls()).hasSize(4).extracting(TasksRequest::id).doesNotHaveDuplicates();
        assertThat(tasks.started()).isEqualTo(2);
        assertDone(key, 2);
    }

    @Test
    void shouldEndTheJobThatCanNeverBeLaunched() {
        tasks.refuse(1, false);
        ExecutionKey key = begun(30, 10);

        TaskState state = end(key);

        assertThat(state.end().exitCode()).isEqualTo(1);
        assertThat(instance.job(key).outcome()).isEqualTo("the platform has no room for the task at present");
        assertThat(tasks.calls()).hasSize(1);
        assertThat(instance.slotsInUse(key, PartitionFixture.TASKS)).isZero();
    }

    private TaskState stopped(TasksRequest request, Task task, Integer exitCode, ReasonClass why) {
        TaskEnd end = new TaskEnd(exitCode, null, "the task did not start", why, null, null);
        return new TaskState(
                "arn:task/" + task.id(), request.id(), 2, null, TaskPhase.STOPPED, end, null, "said by the platform");
    }

    private ExecutionKey told(TaskState state) {
        PartTaskEnds ends = instance.bean(PartTaskEnds.class);
        assertThat(ends.isOfPart(state)).isTrue();
        return ends.ended(state);
    }

    @Test
    void shouldLaunchAgainSoonThePartOfATaskThatDidNotStart() {
        ExecutionKey key = begun(3, 100);
        List<Task> first = tasks.take();
        TasksRequest request = tasks.calls().get(0);

        assertThat(told(stopped(request, first.get(0), null, ReasonClass.IMAGE_PULL)))
                .isEqualTo(key);

        assertThat(instance.states(key)).isEqualTo("wss");
        first.subList(1, 3).forEach(task -> FakeTasks.work(instance, key, task, this::run));
        end(key);
        assertThat(ran).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(tasks.started()).isEqualTo(4);
    }

    @Test
    void shouldGiveBackOnePartForATaskWhoseEndIsToldTwice() {
        ExecutionKey key = begun(3, 100);
        List<Task> started = tasks.take();
        TasksRequest request = tasks.calls().get(0);
        TaskState notStarted = stopped(request, started.get(0), null, ReasonClass.IMAGE_PULL);
        FakeTasks.claim(instance, key, started.get(1));
        TaskState lost = stopped(request, started.get(1), null, ReasonClass.HOST);

        assertThat(told(notStarted)).isEqualTo(key);
        assertThat(told(notStarted)).isNull();
        assertThat(told(lost)).isEqualTo(key);
        assertThat(told(lost)).isNull();

        assertThat(instance.job(key).phase()).isEqualTo(Phase.RUNNING);
        assertThat(instance.states(key)).isEqualTo("wws");
    }

    @Test
    void shouldTakeTheEndOfATaskAgainThatCouldNotBeStored() {
        ExecutionKey key = begun(1, 100);
        TaskState state = stopped(tasks.calls().get(0), tasks.take().get(0), null, ReasonClass.IMAGE_PULL);
        instance.parts.faults().fail("updateItem", new IllegalStateException("no connection"));
        assertThatThrownBy(() -> told(state)).hasMessage("no connection");

        assertThat(told(state)).isEqualTo(key);
        assertThat(instance.states(key)).isEqualTo("w");
    }

    @Test
    void shouldFreeTheSlotsOfTheTasksWhenTheExecutionIsGone() {
        ExecutionKey key = begun(3, 100);
        assertThat(instance.slotsInUse(key, PartitionFixture.TASKS)).isEqualTo(3);
        instance.parts.rows().delete(key);
        instance.clock.advance(Duration.ofSeconds(31));

        List<Object> messages = instance.turns(key);

        assertThat(instance.job(key).phase()).isEqualTo(Phase.ENDED);
        assertThat(instance.slotsInUse(key, PartitionFixture.TASKS)).isZero();
        assertThat(messages).contains(new Lane(key.tenantId(), PartitionFixture.TASKS));
    }

    @Test
    void shouldRunThePartOfATaskThatEndedElsewhereBeforeItsLeaseIsOver() {
        ExecutionKey key = begun(1, 100);
        Task killed = tasks.take().get(0);
        assertThat(FakeTasks.claim(instance, key, killed).granted()).isTrue();
        TasksRequest request = tasks.calls().get(0);

        assertThat(told(stopped(request, killed, 137, ReasonClass.SPOT))).isEqualTo(key);
        assertThat(told(stopped(request, killed, 137, ReasonClass.SPOT)))
                .as("once more")
                .isNull();

        end(key);
        assertThat(ran).containsExactly(0);
        assertThat(tasks.started()).isEqualTo(2);
    }

    @Test
    void shouldLeavePartsToTheirTasksWhenAnotherTaskOfTheLaunchHasEnded() {
        ExecutionKey key = begun(2, 100);
        List<Task> both = tasks.take();
        TasksRequest request = tasks.calls().get(0);
        FakeTasks.work(instance, key, both.get(0), this::run);

        assertThat(told(stopped(request, both.get(0), 0, null))).isNull();
        assertThat(told(stopped(request, both.get(0), 1, null))).isNull();

        FakeTasks.work(instance, key, both.get(1), this::run);
        end(key);
        assertThat(tasks.started()).isEqualTo(2);
    }

    @Test
    void shouldEndTheJobWhoseTasksCanNeverStart() {
        ExecutionKey unusable = begun(3, 100);
        told(stopped(tasks.calls().get(0), tasks.take().get(0), null, ReasonClass.UNUSABLE));
        assertThat(end(unusable).end().reason()).isEqualTo("the task did not start");

        ExecutionKey key = begun(VainTasks.MOST_ENDED, 100);
        endAllInVain(key, null);
        assertThat(end(key).end().reason()).isEqualTo("the task did not start");
        assertThat(ran).isEmpty();
    }

    /** Has each task end before it claims a part, and launches others as long as the job goes on. */
    private void endAllInVain(ExecutionKey key, Integer exitCode) {
        for (int round = 0; round < 50 && instance.job(key).phase() == Phase.RUNNING; round++) {
            endInVain(exitCode);
            instance.clock.advance(Duration.ofMinutes(1));
            launch(key);
        }
    }

    private void endInVain(Integer exitCode) {
        for (Task task : tasks.take()) {
            TaskEnd end = new TaskEnd(exitCode, null, "the task did not start", ReasonClass.IMAGE_PULL, null, null);
            told(new TaskState(
                    "arn:task/" + task.id(), tasks.launchOf(task), 2, null, TaskPhase.STOPPED, end, null, "said"));
        }
    }

    @Test
    void shouldEndTheJobWhoseTasksEndWellAndClaimNothing() {
        ExecutionKey key = begun(3, 100);

        endAllInVain(key, 0);

        assertThat(end(key).end().reason())
                .isEqualTo("20 tasks were started and claimed no part: does the image run the wrapper `wrap`, "
                        + "and does it reach the service?");
        assertThat(tasks.started()).isEqualTo(21);
        assertThat(instance.slotsInUse(key, PartitionFixture.TASKS)).isZero();
    }

    @Test
    void shouldEndTheJobWhoseTasksRunAndClaimNothing() {
        ExecutionKey key = begun(1, 100);

        for (int round = 0; round < 10 && instance.job(key).phase() == Phase.RUNNING; round++) {
            instance.clock.advance(UNCLAIMED.plusSeconds(1));
            launch(key);
        }

        tasks.take();
        assertThat(end(key).end().reason()).startsWith("3 tasks were started and claimed no part: ");
        assertThat(tasks.started()).isEqualTo(VainTasks.MOST_SILENT);
    }

    @Test
    void shouldGoOnAfterABurstWhoseTasksFoundNoService() {
        ExecutionKey key = begun(100, 100);
        endInVain(1);
        assertThat(instance.states(key)).isEqualTo("w".repeat(100));

        end(key);

        assertThat(tasks.started()).isEqualTo(200);
        assertDone(key, 100);
    }

    @Test
    void shouldGoOnWhileTasksClaimNothingIfOneHasClaimed() {
        ExecutionKey key = begun(2, 100);
        List<Task> started = tasks.take();
        FakeTasks.work(instance, key, started.get(0), this::run);
        for (int round = 0; round < 5; round++) {
            instance.clock.advance(UNCLAIMED.plusSeconds(1));
            launch(key);
        }

        end(key);

        assertThat(tasks.started()).isEqualTo(7);
        assertDone(key, 2);
    }

    private static List<LostTasks> lost(List<Object> messages) {
        return messages.stream()
                .filter(LostTasks.class::isInstance)
                .map(LostTasks.class::cast)
                .toList();
    }

    @Test
    void shouldHaveATaskStoppedThatIsSilentUntilItsLeaseIsOver() {
        ExecutionKey key = begun(3, 100);
        List<Task> started = tasks.take();
        Task silent = started.get(0);
        FakeTasks.claim(instance, key, silent);
        FakeTasks.work(instance, key, started.get(1), this::run);
        instance.clock.advance(LEASE.plusSeconds(3));

        LostTasks lost = lost(instance.turns(key)).get(0);

        String launch = tasks.launchOf(silent);
        assertThat(lost.launches()).containsExactly(Map.entry(silent.id(), launch));
        assertThat(lost(instance.turns(key))).as("once").isEmpty();
        PartTaskLosses losses = instance.bean(PartTaskLosses.class);
        String reference = "arn:task/" + silent.id();
        assertThat(losses.stops(List.of(TaskState.of(reference, launch, 2, null, TaskPhase.STARTED)), lost))
                .singleElement()
                .satisfies(stop -> {
                    assertThat(stop.runner()).isEqualTo(PartitionFixture.TASKS);
                    assertThat(stop.reference()).isEqualTo(reference);
                    assertThat(stop.orphan()).isTrue();
                });
        assertThat(losses.stops(List.of(TaskState.of(reference, launch + "0", 2, null, TaskPhase.STARTED)), lost))
                .as("a task of another launch, whose name was claimed under")
                .isEmpty();
        assertThat(losses.stops(List.of(stopped(tasks.calls().get(0), silent, 1, null)), lost))
                .isEmpty();
        assertThat(losses.stops(List.of(silent.id()), lost))
                .as("there is no route")
                .isEmpty();
    }

    @Test
    void shouldHaveASilentTaskStoppedWhenTheJobIsCancelled() {
        ExecutionKey key = begun(2, 100);
        Task silent = tasks.take().get(0);
        FakeTasks.claim(instance, key, silent);
        instance.cancel(key);
        assertThat(lost(instance.turns(key))).isEmpty();
        instance.clock.advance(LEASE.plusSeconds(3));

        assertThat(lost(instance.turns(key))).singleElement().satisfies(lost -> assertThat(lost.launches())
                .containsOnlyKeys(silent.id()));

        assertThat(instance.job(key).counts().cancelled()).isEqualTo(2);
    }

    @Test
    void shouldGiveASurplusTaskNothing() {
        ExecutionKey key = begun(2, 100);
        List<Task> started = tasks.take();
        started.forEach(task -> FakeTasks.work(instance, key, task, this::run));

        ClaimAnswer surplus = FakeTasks.claim(
                instance, key, new Task("surplus", started.get(0).mark()));

        assertThat(surplus.granted()).isFalse();
        assertThat(surplus.reason()).isEqualTo(ClaimAnswer.GONE);
        assertThat(ran).containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void shouldLeaveALateTaskOfAnOldLaunchNothing() {
        ExecutionKey key = begun(1, 100);
        Task late = tasks.take().get(0);
        instance.clock.advance(UNCLAIMED.plusSeconds(1));
        launch(key);
        assertThat(tasks.calls()).extracting(TasksRequest::id).hasSize(2).doesNotHaveDuplicates();

        assertThat(FakeTasks.claim(instance, key, late).granted()).isFalse();
        end(key);

        assertThat(ran).containsExactly(0);
        assertDone(key, 1);
    }

    @Test
    void shouldGiveATaskThatAsksAgainTheSamePart() {
        ExecutionKey key = begun(30, 100);
        Set<Integer> parts = new TreeSet<>();

        for (Task task : tasks.take()) {
            ClaimAnswer first = FakeTasks.claim(instance, key, task);
            ClaimAnswer again = FakeTasks.claim(other, key, task);
            assertThat(again.bundle()).isEqualTo(first.bundle());
            assertThat(again.parts()).isEqualTo(first.parts());
            assertThat(parts.add(first.parts().get(0).part())).isTrue();
        }

        assertThat(parts).hasSize(30);
        assertThat(instance.blocks(key)).flatExtracting(PartBlock::tries).containsOnly(1);
    }

    @Test
    void shouldRunThePartOfAKilledTaskOnceMoreInAnotherTask() {
        ExecutionKey key = begun(2, 100);
        List<Task> started = tasks.take();
        ClaimAnswer killed = FakeTasks.claim(instance, key, started.get(0));
        FakeTasks.work(instance, key, started.get(1), this::run);
        int lost = killed.parts().get(0).part();

        instance.clock.advance(LEASE.plusSeconds(3));
        end(key);

        assertThat(ran).contains(lost).hasSize(2).doesNotHaveDuplicates();
        PartBlock block = instance.blocks(key).get(0);
        assertThat(block.tries(lost)).isEqualTo(2);
        assertThat(block.losses(lost)).isEqualTo(1);
        assertThat(FakeTasks.report(instance, key, started.get(0), killed, Exchanges.done(lost, 1, "late")))
                .isFalse();
        assertDone(key, 2);
    }

    @Test
    void shouldRefuseATaskThatClaimsWhatIsNotItsOwn() {
        ExecutionKey key = begun(20, 100);
        ExecutionKey another = begun(1, 100);
        List<Task> started = tasks.take();
        String own = started.get(0).mark();
        String others = started.get(10).mark();
        String spliced = others.substring(0, 14) + own.substring(14);
        String ofAnother = started.get(20).mark();
        String before = instance.states(key);

        for (String mark : List.of(spliced, ofAnother, own.replace('-', '0'), own + "0")) {
            assertThat(FakeTasks.claim(instance, key, new Task("liar", mark)).granted())
                    .as(mark)
                    .isFalse();
        }
        ExchangeAnswer named = FakeTasks.send(
                        instance, key, new ExchangeRequest("liar", List.of(new Claim("0.0")), null, List.of("0.0")))
                .answer();

        assertThat(own).isNotEqualTo(others);
        assertThat(named.claims().get(0).reason()).isEqualTo(ClaimAnswer.GONE);
        assertThat(named.beats().get(0).keep()).isFalse();
        assertThat(instance.states(key)).isEqualTo(before);
        assertThat(instance.states(another)).isEqualTo("s");
    }

    @Test
    void shouldTellTasksToStopWhenTheJobIsCancelled() {
        ExecutionKey key = begun(3, 100);
        List<Task> started = tasks.take();
        ClaimAnswer running = FakeTasks.claim(instance, key, started.get(0));
        instance.cancel(key);
        instance.clock.advance(Duration.ofSeconds(2));

        assertThat(FakeTasks.claim(instance, key, started.get(1)).reason()).isEqualTo(ClaimAnswer.STOPPING);
        ExchangeAnswer beat = FakeTasks.send(
                        instance, key, new ExchangeRequest("task-0", null, null, List.of(running.bundle())))
                .answer();
        assertThat(beat.stopping()).isTrue();
        int part = running.parts().get(0).part();
        FakeTasks.report(instance, key, started.get(0), running, Exchanges.failed(part, 1));
        end(key);

        assertThat(tasks.calls()).hasSize(1);
        assertThat(instance.job(key).counts().cancelled()).isEqualTo(3);
        assertThat(instance.slotsInUse(key, PartitionFixture.TASKS)).isZero();
    }

    @Test
    void shouldHaveNoMoreTasksThanMayBeInFlight() {
        ExecutionKey key = begun(40, 7);
        for (int round = 0; round < 20 && instance.job(key).counts().waiting() > 0; round++) {
            assertThat(instance.states(key).chars().filter(state -> state == 's' || state == 'r'))
                    .hasSizeLessThanOrEqualTo(7);
            assertThat(instance.slotsInUse(key, PartitionFixture.TASKS)).isLessThanOrEqualTo(7);
            assertThat(tasks.started() - ran.size()).isLessThanOrEqualTo(7);
            tasks.work(instance, key, this::run);
            launch(key);
            instance.clock.advance(Duration.ofSeconds(1));
        }
        end(key);
        assertThat(ran).hasSize(40).doesNotHaveDuplicates();
        assertThat(tasks.started()).isEqualTo(40);
    }

    @Test
    void shouldHaveNoMoreTasksThanTheTenantHasSlots() {
        try (PartitionFixture narrow = PartitionFixture.withSlots(3)) {
            ExecutionKey key = narrow.begun(PartitionFixture.tasks(9, null, 100));
            narrow.launch(narrow.turns(key), tasks);

            assertThat(tasks.started()).isEqualTo(3);
            assertThat(narrow.slotsInUse(key, PartitionFixture.TASKS)).isEqualTo(3);
        }
    }

    @Test
    void shouldGoOnElsewhereWhereverTheInstanceIsKilled() {
        boolean wasKilled = true;
        int deaths = 0;
        for (int call = 1; wasKilled; call += 1 + call / 8) {
            wasKilled = isKilled(call, call % 2 == 0);
            deaths += wasKilled ? 1 : 0;
        }
        assertThat(deaths).as("the job takes many calls").isGreaterThan(10);
    }

    /** Two instances' clocks differ by less than a lease. */
    private void alignClocks() {
        Duration behind = Duration.between(instance.clock.instant(), other.clock.instant());
        (behind.isNegative() ? other : instance).clock.advance(behind.abs());
    }

    /** @return whether the instance was killed before the job was over */
    private boolean isKilled(int call, boolean afterEffect) {
        int parts = 30;
        int most = 12;
        FakeTasks platform = new FakeTasks();
        TasksPlatform called = instance.death().between(TasksPlatform.class, platform);
        Execution allocated = instance.allocated(PartitionFixture.tasks(parts, null, most));
        ExecutionKey key = allocated.key();
        alignClocks();
        instance.death().at(call, afterEffect);
        Set<Integer> once = new HashSet<>();
        Runnable work = () -> platform.work(other, key, (part, attempt) -> {
            assertThat(attempt).isEqualTo(1);
            assertThat(once.add(part)).isTrue();
            return Exchanges.done(part, attempt, part);
        });
        try {
            instance.begun(allocated);
            while (instance.job(key).phase().compareTo(Phase.AGGREGATING) < 0) {
                instance.launch(instance.turns(key), called);
                work.run();
                instance.clock.advance(Duration.ofSeconds(1));
            }
            instance.end(key);
        } catch (Death.DeadException e) {
            other.begun(allocated);
        }
        if (instance.death().isDead()) {
            assertThat(other.end(key, platform, () -> {
                                work.run();
                                other.clock.advance(Duration.ofSeconds(31));
                            })
                            .end()
                            .exitCode())
                    .isZero();
        }
        assertThat(once).as("call %s", call).hasSize(parts);
        assertThat(platform.started())
                .as("call %s: no task is started for nothing", call)
                .isEqualTo(parts);
        assertThat(other.slotsInUse(key, PartitionFixture.TASKS)).isZero();
        return instance.death().isDead();
    }
}
