package execution.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.Lane;
import execution.model.Samples;
import execution.model.StopIntent;
import execution.model.Timestamps;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

/** The door to the rows: what is told of a change, and what is written along with it. */
class ExecutionsIT {

    private static final Duration LONG = Duration.ofHours(1);

    private final List<Execution> told = new ArrayList<>();
    private final StoreFixture fixture = StoreFixture.withSlots(10);
    private final Executions executions = fixture.executions(true, told::add);
    private final StoreFixture otherFixture = StoreFixture.withSlots(10);
    private final Executions other = otherFixture.executions(true, execution -> {});
    private final String tenant = StoreFixture.newTenant();

    private Execution create() {
        Execution pending = StoreFixture.pending(tenant);
        executions.create(pending);
        told.clear();
        return pending;
    }

    private Execution running() {
        Execution allocated = executions.allocate(create(), Samples.launch());
        Execution running = executions.update(allocated, row -> row.dispatched("arn", Timestamps.now(Clock.systemUTC()))
                .running(Timestamps.now(Clock.systemUTC())));
        told.clear();
        return running;
    }

    private static Execution stop(Execution row) {
        return row.requestStop(new StopIntent(ExecutionStatus.CANCELLED, "cancelled by request", Samples.CREATED));
    }

    private static Execution end(Execution row) {
        return row.end(ExecutionStatus.CANCELLED, null, "cancelled by request", Samples.CREATED);
    }

    private Execution now(Execution execution) {
        return otherFixture.store.find(execution.key()).orElseThrow();
    }

    @Test
    void shouldTellOfAnExecutionThatItCreatedAndNotOfOneThatWasThere() {
        Execution pending = StoreFixture.pending(tenant);

        assertThat(executions.create(pending)).isEmpty();
        assertThat(executions.create(pending)).contains(pending);

        assertThat(told).containsExactly(pending);
        assertThat(executions.find(pending.key())).contains(pending);
        assertThat(executions.findAll(List.of(pending.key()))).containsExactly(pending);
    }

    @Test
    void shouldTellOfAChangeOfStatusAndOfNoOther() {
        Execution pending = create();

        Execution stopping = executions.update(pending, ExecutionsIT::stop);
        assertThat(told).isEmpty();
        Execution ended = executions.update(stopping, ExecutionsIT::end);

        assertThat(told).containsExactly(ended);
    }

    @Test
    void shouldTellNothingWhereAnInstanceHearsOfItsWritesFromOutside() {
        Executions silent = fixture.executions(false, told::add);
        Execution pending = StoreFixture.pending(tenant);

        silent.create(pending);
        silent.update(pending, ExecutionsIT::end);

        assertThat(told).isEmpty();
    }

    @Test
    void shouldAllocateForThisInstanceAndTellOfIt() {
        Execution pending = create();
        assertThat(executions.freeSlots(new Lane(tenant, "ecs"))).isEqualTo(10);

        Execution allocated = executions.allocate(pending, Samples.launch());

        assertThat(allocated.lastAttempt().launcher()).isEqualTo(fixture.instance.id());
        assertThat(told).containsExactly(allocated);
        assertThat(executions.freeSlots(new Lane(tenant, "ecs"))).isEqualTo(9);
        assertThat(executions.launch(allocated)).contains(Samples.launch());
    }

    @Test
    void shouldWriteWithTheNextChangeWhatIsKnownToBePublished() {
        Execution running = running();
        fixture.marks.published(running.key(), 3);
        assertThat(now(running).publication().publishedSeq()).isZero();

        executions.update(running, ExecutionsIT::stop);

        assertThat(now(running).publication().publishedSeq()).isEqualTo(3);
    }

    @Test
    void shouldNotWriteARowForThatAlone() {
        Execution running = running();
        fixture.marks.published(running.key(), 3);

        assertThat(executions.update(running, row -> row)).isEqualTo(running);

        assertThat(now(running)).isEqualTo(running);
    }

    @Test
    void shouldWriteAChangeThatWaitsAlongWithTheNext() {
        Execution running = running();
        CompletableFuture<Void> waiting =
                executions.updateAlong(running.key(), LONG, row -> row.withResults("results/key", true));
        assertThat(now(running).results().key()).isNull();
        executions.update(running, row -> row);
        assertThat(waiting).as("no write").isNotDone();
        double writes = fixture.singleWrites();

        executions.update(running, ExecutionsIT::stop);

        assertThat(waiting).isCompleted();
        assertThat(now(running).results().key()).isEqualTo("results/key");
        assertThat(now(running).stop()).isNotNull();
        assertThat(fixture.singleWrites()).isEqualTo(writes + 1);
    }

    @Test
    void shouldWriteAChangeAloneThatWaitedInVain() {
        Execution running = running();

        CompletableFuture<Void> waiting = executions.updateAlong(
                running.key(), Duration.ofMillis(1), row -> row.withResults("results/key", true));
        await().until(waiting::isDone);

        assertThat(now(running).results().key()).isEqualTo("results/key");
    }

    @Test
    void shouldWriteWhatWaitsBeforeItStops() {
        Execution running = running();
        CompletableFuture<Void> waiting =
                executions.updateAlong(running.key(), LONG, row -> row.withResults("results/key", true));

        executions.stop();

        assertThat(waiting).isCompleted();
        assertThat(now(running).results().key()).isEqualTo("results/key");
    }

    @Test
    void shouldNotCountAChangeAsDoneThatWaitsForAWriteWhichFailed() {
        Execution running = running();
        CompletableFuture<Void> waiting =
                executions.updateAlong(running.key(), LONG, row -> row.withResults("results/key", true));
        fixture.faults.loseRequests("updateItem", 1);

        assertThatThrownBy(() -> executions.update(running, ExecutionsIT::stop)).isInstanceOf(SdkClientException.class);

        assertThat(waiting).isNotDone();
        executions.update(running, ExecutionsIT::stop);
        assertThat(waiting).isCompleted();
    }

    @Test
    void shouldStartFromTheRowAsItWroteItLastWithoutAReading() {
        Execution pending = create();
        fixture.faults.loseRequests("getItem", 1);

        assertThat(executions.update(pending.key(), ExecutionsIT::stop)).isPresent();

        assertThat(now(pending).stop()).isNotNull();
        assertThat(executions.findForClaim(pending.key())).contains(now(pending));
    }

    @Test
    void shouldReadTheRowBeforeItTakesNothingToBeChanged() {
        Execution pending = create();
        Execution putOff = other.update(pending, row -> row.putOff(Samples.CREATED));

        Execution after = executions
                .update(pending.key(), row -> row.notBefore() == null ? row : stop(row))
                .orElseThrow();

        assertThat(after.stop()).isNotNull();
        assertThat(after.notBefore()).isEqualTo(putOff.notBefore());
    }

    @Test
    void shouldReadTheRowBeforeItTakesAChangeToBeRefused() {
        Execution pending = create();
        other.update(pending, row -> row.putOff(Samples.CREATED));

        Execution after = executions
                .update(pending.key(), row -> {
                    if (row.notBefore() == null) {
                        throw new IllegalStateException("refused");
                    }
                    return stop(row);
                })
                .orElseThrow();

        assertThat(after.stop()).isNotNull();
    }

    @Test
    void shouldFindNothingToChangeWhereNothingIs() {
        assertThat(executions.update(StoreFixture.pending(tenant).key(), ExecutionsIT::stop))
                .isEmpty();
        assertThat(executions.findForClaim(StoreFixture.pending(tenant).key())).isEmpty();
    }

    @Test
    void shouldReadForAClaimWhatAnotherInstanceWrote() {
        Execution pending = StoreFixture.pending(tenant);
        other.create(pending);

        assertThat(executions.findForClaim(pending.key())).contains(pending);
    }

    @Test
    void shouldPostponeWhatIsDueAndSayWhatIsPublished() {
        Execution running = running();
        Instant past = Timestamps.now(Clock.systemUTC()).minusSeconds(60);
        Execution overdue = running.dueAt(past);
        fixture.put(overdue);
        fixture.marks.published(running.key(), 4);

        Execution postponed = executions.postpone(overdue);

        assertThat(postponed.dueAt()).isAfter(Timestamps.now(Clock.systemUTC()));
        assertThat(postponed.isFullyPublished()).isTrue();
        assertThat(now(running)).isEqualTo(postponed);
    }

    @Test
    void shouldNotPostponeARowThatSomebodyElseChangedMeanwhile() {
        Execution running = running();
        Execution stopping = other.update(running, ExecutionsIT::stop);

        assertThat(executions.postpone(
                        running.dueAt(Timestamps.now(Clock.systemUTC()).minusSeconds(60))))
                .isEqualTo(stopping);

        assertThat(now(running)).isEqualTo(stopping);
    }
}
