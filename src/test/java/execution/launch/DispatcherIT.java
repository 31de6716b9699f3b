package execution.launch;

import static org.assertj.core.api.Assertions.assertThat;

import execution.catalogue.Catalogue;
import execution.catalogue.SampleTasks;
import execution.catalogue.TaskFile;
import execution.model.EndReason;
import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.ReasonClass;
import execution.model.Samples;
import execution.model.StopIntent;
import execution.model.Timestamps;
import execution.operations.OptionalStages;
import execution.runner.LaunchAnswer;
import execution.runner.LaunchMeters;
import execution.runner.RunnerSettings;
import execution.runner.Runners;
import execution.store.Executions;
import execution.store.StoreFixture;
import execution.task.AttemptLocks;
import execution.task.AttemptPolicies;
import execution.task.NextAttempt;
import execution.task.NextAttempts;
import execution.task.TaskStop;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** What is done next about a launch, on the real table; the runner's answers are the test's. */
class DispatcherIT {

    private static final Duration TOKEN = Duration.ofMinutes(30);
    private static final Duration LISTED = Duration.ofMinutes(1);
    private static final LaunchAnswer LAUNCHED = new LaunchAnswer.Launched("arn");
    private static final LaunchAnswer NOTHING = new LaunchAnswer.Nothing();
    private static final LaunchAnswer UNCLEAR = new LaunchAnswer.Unclear("connection reset");

    private final String tenant = StoreFixture.newTenant();
    private final StoreFixture fixture = StoreFixture.withSlots(10);
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final AnnotationConfigApplicationContext mine = context(fixture);
    private final AnnotationConfigApplicationContext theirs = context(StoreFixture.withSlots(10));
    private final Executions executions = mine.getBean(Executions.class);
    private final Dispatcher dispatcher = mine.getBean(Dispatcher.class);

    private AnnotationConfigApplicationContext context(StoreFixture store) {
        AnnotationConfigApplicationContext context = store.beans(
                Dispatcher.class,
                LaunchRecords.class,
                LaunchesInHand.class,
                LaunchMeters.class,
                NextAttempts.class,
                AttemptPolicies.class,
                AttemptLocks.class);
        camel.getEndpoint("direct:run-ecs");
        context.registerBean(OptionalStages.class, () -> new OptionalStages(camel));
        context.registerBean(Runners.class, () -> new Runners(List.of(new Limits())));
        context.refresh();
        return context;
    }

    private record Limits() implements RunnerSettings {

        @Override
        public String runner() {
            return "ecs";
        }

        @Override
        public Duration sameTokenFor() {
            return TOKEN;
        }

        @Override
        public Duration listedWithin() {
            return LISTED;
        }
    }

    @AfterEach
    void close() throws Exception {
        mine.close();
        theirs.close();
        camel.stop();
    }

    private void tasksCanBeFound() {
        camel.getEndpoint("direct:find-ecs");
    }

    private Execution allocated() {
        return executions.allocate(fixture.created(tenant), Samples.launch());
    }

    /** Of an attempt that began so long ago. */
    private Execution allocatedBefore(Duration time) {
        Execution pending = fixture.created(tenant);
        Execution allocated = executions.allocate(pending, Samples.launch());
        Execution old = Execution.create(allocated.key(), allocated.job(), "hash", pending.createdAt())
                .allocate(
                        Samples.launch(),
                        allocated.lastAttempt().launcher(),
                        Timestamps.now(Clock.systemUTC()).minus(time));
        fixture.put(old);
        return old;
    }

    private Execution stop(Execution row, Duration before) {
        return executions.update(
                row,
                same -> same.requestStop(new StopIntent(
                        ExecutionStatus.CANCELLED,
                        "cancelled by request",
                        Timestamps.now(Clock.systemUTC()).minus(before))));
    }

    private Execution now(Execution row) {
        return executions.find(row.key()).orElseThrow();
    }

    private Object step(Launching launching) {
        return step(dispatcher, launching);
    }

    private Object step(Dispatcher instance, Launching launching) {
        Exchange exchange = new DefaultExchange(camel);
        try {
            return instance.step(launching, exchange);
        } finally {
            instance.release(launching);
        }
    }

    private RunnerCall.Run run(Launching launching) {
        Object next = step(launching);
        assertThat(next).isInstanceOf(RunnerCall.Run.class);
        return (RunnerCall.Run) next;
    }

    private RunnerCall.Find find(Launching launching) {
        Object next = step(launching);
        assertThat(next).isInstanceOf(RunnerCall.Find.class);
        return (RunnerCall.Find) next;
    }

    private static Launching opened(Execution row) {
        return Launching.opened(row, null, Instant.now());
    }

    /** One that may have been called already. */
    private static Launching called(Execution row) {
        return opened(row).unclear(Duration.ofMillis(1), Instant.now());
    }

    private static Launching waitingSince(Execution row, Duration time) {
        Instant since = Timestamps.now(Clock.systemUTC()).minus(time);
        return new Launching(row.key(), row.attemptId(), null, false, true, false, since, since, 1);
    }

    private Object answer(RunnerCall call, LaunchAnswer answer) {
        return dispatcher.answered(answer, call);
    }

    @Test
    void shouldCallTheRunnerAndStoreItsTask() {
        Execution row = allocated();

        RunnerCall.Run call = run(Launching.opened(row, Samples.launch(), Instant.now()));

        assertThat(call.launch()).isEqualTo(Samples.launch());
        assertThat(call.row()).isEqualTo(row);
        assertThat(answer(call, LAUNCHED)).isNull();
        assertThat(now(row).status()).isEqualTo(ExecutionStatus.DISPATCHED);
        assertThat(now(row).taskReference()).isEqualTo("arn");
    }

    @Test
    void shouldReadWhatIsLaunchedWhereItIsNotInMemory() {
        assertThat(run(opened(allocated())).launch()).isEqualTo(Samples.launch());
    }

    @Test
    void shouldDoNothingForAnAttemptThatIsOverOrHasATask() {
        Execution row = allocated();
        Execution next = executions.update(
                row, same -> same.nextAttempt("no capacity", true, "another", null, Timestamps.now(Clock.systemUTC())));
        assertThat(step(opened(row))).isNull();

        Execution launched = allocated();
        executions.update(launched, same -> same.dispatched("arn", Timestamps.now(Clock.systemUTC())));
        assertThat(step(called(launched))).isNull();

        executions.update(
                next, same -> same.end(ExecutionStatus.FAILED, null, "refused", Timestamps.now(Clock.systemUTC())));
        assertThat(step(called(next))).isNull();
        assertThat(step(opened(StoreFixture.pending(tenant)
                        .allocate(Samples.launch(), "i", Timestamps.now(Clock.systemUTC())))))
                .isNull();
    }

    @Test
    void shouldWaitForTheTimeToWhichALaunchIsPutOff() {
        Instant later = Timestamps.now(Clock.systemUTC()).plusSeconds(60);
        Execution row = executions.update(allocated(), same -> same.putOff(later));

        Object next = step(Launching.putOff(row));

        assertThat(next).isEqualTo(Launching.putOff(row));
        assertThat(step(theirs.getBean(Dispatcher.class), Launching.found(row, Instant.now())))
                .isNull();
    }

    @Test
    void shouldMakeALaunchThatIsPutOffNoLonger() {
        Execution row = executions.update(
                allocated(),
                same -> same.putOff(Timestamps.now(Clock.systemUTC()).minusSeconds(1)));

        RunnerCall.Run call = run(Launching.putOff(row));

        assertThat(call.turn().uncalled()).isTrue();
        assertThat(now(row).notBefore()).isNull();
    }

    @Test
    void shouldMakeALaunchThatIsPutOffNoLongerHoweverLateThatIsNoticed() {
        Execution row = executions.update(
                allocated(),
                same -> same.putOff(Timestamps.now(Clock.systemUTC()).minusSeconds(3_600)));

        assertThat(step(Launching.putOff(row))).isInstanceOf(RunnerCall.Run.class);
        assertThat(now(row).notBefore()).isNull();
    }

    @Test
    void shouldTakeOverTheLaunchOfAnInstanceThatIsGoneAndOfNoOther() {
        Execution row = allocated();
        Dispatcher other = theirs.getBean(Dispatcher.class);
        assertThat(step(other, opened(row))).as("not found by the sweep").isNull();

        Object call = step(other, Launching.found(row, Instant.now()));

        assertThat(call).isInstanceOf(RunnerCall.Run.class);
        assertThat(((RunnerCall.Run) call).turn().uncalled()).isFalse();
        assertThat(step(opened(row))).as("taken over").isInstanceOf(RunnerCall.Run.class);
        assertThat(step(called(row))).as("once the row is read").isNull();
    }

    @Test
    void shouldAskAgainUnderTheSameTokenAfterAnUnclearAnswer() {
        Execution row = allocated();

        Launching again = (Launching) answer(run(opened(row)), UNCLEAR);

        assertThat(again.uncalled()).isFalse();
        assertThat(again.tries()).isEqualTo(1);
        assertThat(again.at()).isAfter(again.since());
        assertThat(now(row)).isEqualTo(row);
        RunnerCall.Run call = run(again);
        assertThat(call.turn().uncalled()).isFalse();
        Launching notSent = (Launching) answer(call, new LaunchAnswer.NotNow("no budget", true));
        assertThat(notSent.tries()).isEqualTo(1);
        assertThat(notSent.uncalled()).isFalse();
        assertThat(((Launching) answer(call, new LaunchAnswer.NotNow("slow down", false))).tries())
                .isEqualTo(2);
    }

    @Test
    void shouldWaitInMemoryForTheBudgetAndOnTheRowForThePlatform() {
        Execution row = allocated();

        Launching waiting = (Launching) answer(run(opened(row)), new LaunchAnswer.NotNow("no budget", true));
        assertThat(waiting.uncalled()).isTrue();
        assertThat(waiting.putOff()).isFalse();
        assertThat(waiting.launch()).isEqualTo(Samples.launch());
        assertThat(now(row)).isEqualTo(row);

        Launching putOff = (Launching) answer(run(waiting), new LaunchAnswer.NotNow("slow down", false));
        assertThat(putOff.putOff()).isTrue();
        assertThat(putOff.at()).isEqualTo(now(row).notBefore());
        assertThat(now(row).isUncalled()).isTrue();
    }

    @Test
    void shouldPutOffALaunchThatHasWaitedInMemoryForTooLong() {
        Execution row = allocated();

        Object next = step(waitingSince(row, Duration.ofHours(1)));

        assertThat(next).isEqualTo(Launching.putOff(now(row)));
        assertThat(now(row).isUncalled()).isTrue();
    }

    @Test
    void shouldOpenTheNextAttemptWhereTheLaunchIsRefusedForNow() {
        Execution row = allocated();

        Launching next = (Launching) answer(run(opened(row)), new LaunchAnswer.Refused("no capacity", true));

        assertThat(next).isEqualTo(Launching.putOff(now(row)));
        assertThat(now(row).attempt()).isEqualTo(2);
    }

    @Test
    void shouldEndTheExecutionWhereTheLaunchIsRefusedForGood() {
        Execution row = allocated();

        assertThat(answer(run(opened(row)), new LaunchAnswer.Refused("no such image", false)))
                .isNull();

        assertThat(now(row).status()).isEqualTo(ExecutionStatus.FAILED);
    }

    @Test
    void shouldStopATaskThatWasLaunchedForAnAttemptWhichIsOver() {
        Execution row = allocated();
        RunnerCall.Run call = run(opened(row));
        executions.update(
                row, same -> same.nextAttempt("unknown", true, "another", null, Timestamps.now(Clock.systemUTC())));

        TaskStop stop = (TaskStop) answer(call, LAUNCHED);

        assertThat(stop.orphan()).isTrue();
        assertThat(stop.reference()).isEqualTo("arn");
        assertThat(now(row).taskReference()).isNull();
    }

    @Test
    void shouldStopATaskOfWhichTheExecutionWasToBeStoppedMeanwhile() {
        Execution row = allocated();
        RunnerCall.Run call = run(opened(row));
        stop(row, Duration.ZERO);

        TaskStop stop = (TaskStop) answer(call, LAUNCHED);

        assertThat(stop.orphan()).isFalse();
        assertThat(stop.reason()).isEqualTo("cancelled by request");
        assertThat(now(row).status()).isEqualTo(ExecutionStatus.DISPATCHED);
    }

    @Test
    void shouldEndWhatIsToBeStoppedBeforeTheRunnerWasCalled() {
        Execution putOff = executions.update(
                allocated(),
                same -> same.putOff(Timestamps.now(Clock.systemUTC()).minusSeconds(1)));
        stop(putOff, Duration.ZERO);
        Execution waiting = allocated();
        stop(waiting, Duration.ZERO);

        assertThat(step(Launching.found(putOff, Instant.now()))).isNull();
        assertThat(step(waitingSince(waiting, Duration.ZERO))).isNull();

        assertThat(now(putOff).status()).isEqualTo(ExecutionStatus.CANCELLED);
        assertThat(now(waiting).status()).isEqualTo(ExecutionStatus.CANCELLED);
    }

    @Test
    void shouldLookForTheTaskOfWhatIsToBeStoppedAndMayHaveBeenLaunched() {
        tasksCanBeFound();
        Execution row = allocated();
        stop(row, Duration.ZERO);

        RunnerCall.Find call = find(called(row));

        assertThat(answer(call, NOTHING)).as("it may not be listed yet").isNull();
        assertThat(now(row).status()).isEqualTo(ExecutionStatus.ALLOCATED);
        TaskStop stop = (TaskStop) answer(call, LAUNCHED);
        assertThat(stop.reference()).isEqualTo("arn");
        assertThat(now(row).status()).isEqualTo(ExecutionStatus.DISPATCHED);
    }

    @Test
    void shouldEndWhatIsToBeStoppedOnceItsTaskWouldBeListed() {
        tasksCanBeFound();
        Execution row = allocated();
        stop(row, LISTED.plusSeconds(1));
        RunnerCall.Find call = find(called(row));

        assertThat(answer(call, UNCLEAR)).isNull();
        assertThat(now(row).status()).isEqualTo(ExecutionStatus.ALLOCATED);
        assertThat(answer(call, NOTHING)).isNull();

        assertThat(now(row).status()).isEqualTo(ExecutionStatus.CANCELLED);
    }

    @Test
    void shouldAskForTheTaskByTheSameLaunchWhereARunnerHasNoList() {
        Execution row = allocated();
        stop(row, Duration.ZERO);

        assertThat(run(called(row)).turn().uncalled()).isFalse();
        Object taken = step(theirs.getBean(Dispatcher.class), Launching.found(row, Instant.now()));
        assertThat(taken).isInstanceOf(RunnerCall.Run.class);
    }

    @Test
    void shouldLookForTheTaskOnceTheTokenCannotBeTrusted() {
        tasksCanBeFound();
        Execution row = allocatedBefore(TOKEN.plusSeconds(1));

        RunnerCall.Find call = find(called(row));

        assertThat(answer(call, UNCLEAR)).isNull();
        assertThat(now(row).status()).isEqualTo(ExecutionStatus.ALLOCATED);
        assertThat(answer(call, NOTHING)).isNull();
        assertThat(now(row).status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(now(row).outcome().reason()).contains("launch unknown");
    }

    @Test
    void shouldFindTheTaskOnceTheTokenCannotBeTrusted() {
        tasksCanBeFound();
        Execution row = allocatedBefore(TOKEN.plusSeconds(1));

        assertThat(answer(find(called(row)), LAUNCHED)).isNull();

        assertThat(now(row).taskReference()).isEqualTo("arn");
    }

    @Test
    void shouldNeverLaunchTwiceWhereARunnerHasNoListAndTheTokenCannotBeTrusted() {
        Execution row = allocatedBefore(TOKEN.plusSeconds(1));

        assertThat(step(called(row))).isNull();

        assertThat(now(row).status()).isEqualTo(ExecutionStatus.FAILED);
    }

    @Test
    void shouldLookForTheTaskOfAnAttemptThatCalledBackBeforeItsAnswer() {
        tasksCanBeFound();
        Execution row = allocated();
        Execution running = executions.update(row, same -> same.dispatched(null, Timestamps.now(Clock.systemUTC()))
                .running(Timestamps.now(Clock.systemUTC())));

        RunnerCall.Find call = find(Launching.found(running, Instant.now()));

        assertThat(answer(call, NOTHING)).as("the list lags").isNull();
        assertThat(now(row)).isEqualTo(running);
        assertThat(answer(call, LAUNCHED)).isNull();
        assertThat(now(row).taskReference()).isEqualTo("arn");
        assertThat(now(row).status()).isEqualTo(ExecutionStatus.RUNNING);
    }

    @Test
    void shouldPutOffWhatFindsNoRoomInMemory() {
        Launching first = opened(allocated());
        assertThat(dispatcher.admit(first)).isSameAs(first);
        fillMemory();
        Execution row = allocated();

        Launching putOff = dispatcher.admit(opened(row));

        assertThat(putOff).isEqualTo(Launching.putOff(now(row)));
        assertThat(now(row).isUncalled()).isTrue();
        Launching again = called(row);
        assertThat(dispatcher.admit(again)).as("it was in memory before").isSameAs(again);
    }

    private void fillMemory() {
        LaunchesInHand hand = mine.getBean(LaunchesInHand.class);
        IntStream.range(0, 2_000)
                .mapToObj(number ->
                        StoreFixture.pending(tenant).allocate(Samples.launch(), "i", Timestamps.now(Clock.systemUTC())))
                .forEach(row -> hand.take(opened(row), new DefaultExchange(camel)));
    }

    @Test
    void shouldLetGoOfALaunchWhateverCameOfIt() {
        LaunchesInHand hand = mine.getBean(LaunchesInHand.class);
        Launching launching = opened(allocated());
        Exchange exchange = new DefaultExchange(camel);
        hand.take(launching, exchange);
        dispatcher.step(launching, exchange);
        assertThat(hand.take(launching, exchange)).as("it is being made").isNull();

        dispatcher.release(launching);
        dispatcher.release(null);

        assertThat(hand.take(launching, exchange)).isSameAs(launching);
    }

    @Test
    void shouldNotMakeALaunchThatIsBeingMade() {
        LaunchesInHand hand = mine.getBean(LaunchesInHand.class);
        Execution row = executions.update(
                allocated(),
                same -> same.putOff(Timestamps.now(Clock.systemUTC()).minusSeconds(1)));
        hand.take(Launching.putOff(row), new DefaultExchange(camel));
        hand.take(opened(row), new DefaultExchange(camel));

        assertThat(dispatcher.step(Launching.putOff(row), new DefaultExchange(camel)))
                .isNull();

        assertThat(now(row)).isEqualTo(row);
    }

    @Test
    void shouldLaunchTheNextAttemptOfAnExecutionAtOnceOrAtItsTime() {
        Execution row = allocated();
        assertThat(dispatcher.nextAttempt(new NextAttempt(row)).putOff()).isFalse();
        Execution later = row.putOff(Timestamps.now(Clock.systemUTC()).plusSeconds(60));

        Launching putOff = dispatcher.nextAttempt(new NextAttempt(later));

        assertThat(putOff.putOff()).isTrue();
        assertThat(putOff.at()).isEqualTo(later.notBefore());
    }

    /** A rule may follow a refusal that is not the platform's doing, and then the file need not have a pause. */
    @Test
    void shouldLaunchAtOnceTheAttemptThatFollowsARefusalWithoutAPause() {
        SampleTasks.know(
                mine.getBean(Catalogue.class),
                "scan",
                new TaskFile.Attempts(null, null, null, List.of(new TaskFile.Rule("unusable", null, true)), null));
        Execution pending = StoreFixture.pending(tenant);
        Execution twice =
                Execution.create(pending.key(), Samples.limited(3_600, 2, null, null), "hash", pending.createdAt());
        executions.create(twice);
        Execution row = executions.allocate(twice, Samples.launch());
        LaunchAnswer refused = new LaunchAnswer.Refused(EndReason.of(ReasonClass.UNUSABLE, "no such image"), false);

        Object next = answer(run(opened(row)), refused);

        assertThat(next).isInstanceOf(Launching.class);
        assertThat(run((Launching) next).row().attempt()).isEqualTo(2);
    }

    @Test
    void shouldLeaveToTheSweepWhatCouldNotBeStored() {
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setBody("a launch");

        dispatcher.failed(new IllegalStateException("the table is away"), opened(allocated()), exchange);

        assertThat(exchange.getMessage().getBody()).isNull();
    }
}
