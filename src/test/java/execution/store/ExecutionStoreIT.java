package execution.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.Lane;
import execution.model.Samples;
import execution.model.StopIntent;
import execution.model.Timestamps;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import local.LocalTables;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/** Rows on a real table, by two instances. */
class ExecutionStoreIT {

    private static final String STOP = "cancelled by request";

    private final StoreFixture one = StoreFixture.withSlots(10);
    private final StoreFixture other = StoreFixture.withSlots(10);

    private String tenant;
    private Lane lane;

    @BeforeEach
    void tenant() {
        tenant = StoreFixture.newTenant();
        lane = new Lane(tenant, "ecs");
    }

    private static Execution stop(Execution row) {
        return row.requestStop(new StopIntent(ExecutionStatus.CANCELLED, STOP, Samples.CREATED));
    }

    private static Execution end(Execution row) {
        return row.end(ExecutionStatus.CANCELLED, null, STOP, Samples.CREATED);
    }

    private Execution allocate(Execution pending) {
        return one.store.allocate(pending, Samples.launch(), "instance", Timestamps.now(Clock.systemUTC()));
    }

    private Execution now(Execution execution) {
        return other.store.find(execution.key()).orElseThrow();
    }

    @Test
    void shouldCreateAnExecutionOnce() {
        Execution first = one.created(tenant);
        Execution again = Execution.create(first.key(), Samples.job(3), "another hash", Samples.CREATED);

        assertThat(other.store.create(again)).contains(first);

        assertThat(now(first)).isEqualTo(first);
        assertThat(one.singleWrites()).isEqualTo(1);
    }

    @Test
    void shouldKnowItsOwnRowWhenTheAnswerToItsPutWasLost() {
        Execution pending = StoreFixture.pending(tenant);
        one.faults.repeat("putItem");

        assertThat(one.store.create(pending)).isEmpty();

        assertThat(now(pending)).isEqualTo(pending);
    }

    @Test
    void shouldFindNothingWhereNothingIs() {
        assertThat(one.store.find(StoreFixture.pending(tenant).key())).isEmpty();
    }

    @Test
    void shouldApplyAChangeToTheRowAsSomebodyElseWroteItMeanwhile() {
        Execution seen = one.created(tenant);
        Execution putOff = other.store.update(seen, row -> row.putOff(Samples.CREATED));

        Execution after = one.store.update(seen, ExecutionStoreIT::stop);

        assertThat(after.notBefore()).isEqualTo(putOff.notBefore());
        assertThat(after.stop().reason()).isEqualTo(STOP);
        assertThat(after.version()).isEqualTo(seen.version() + 2);
        assertThat(now(seen)).isEqualTo(after);
    }

    @Test
    void shouldNotWriteARowThatIsNotToBeChanged() {
        Execution seen = one.created(tenant);

        assertThat(one.store.update(seen, row -> row)).isSameAs(seen);

        assertThat(one.singleWrites()).isEqualTo(1);
    }

    @Test
    void shouldLeaveWhatItDoesNotKnowOnARow() {
        Execution seen = one.created(tenant);
        LocalTables.get()
                .set(seen.key().partitionKey(), seen.key().sortKey(), "note", AttributeValue.fromS("by an operator"));

        Execution allocated = allocate(seen);
        one.store.update(allocated, ExecutionStoreIT::stop);

        assertThat(one.row(seen.key())).containsEntry("note", AttributeValue.fromS("by an operator"));
    }

    @Test
    void shouldTakeFromARowWhatTheExecutionHasNoMore() {
        Execution running =
                one.store.update(allocate(one.created(tenant)), row -> row.dispatched("arn", Samples.CREATED));
        assertThat(one.row(running.key())).containsKeys("task_reference", "GSI6PK");

        Execution again = one.store.update(
                running, row -> row.nextAttempt("no capacity", true, "instance", null, Samples.CREATED));
        assertThat(one.row(running.key())).doesNotContainKey("task_reference").containsKey("GSI6PK");
        one.store.update(again, row -> end(row).publishedUpTo(10));

        assertThat(one.row(running.key())).doesNotContainKeys("GSI6PK", "GSI6SK");
    }

    @Test
    void shouldTakeAWriteForDoneOfWhichTheAnswerIsLost() {
        Execution seen = one.created(tenant);
        one.faults.loseAnswers("updateItem", 1);

        Execution after = one.store.update(seen, ExecutionStoreIT::stop);

        assertThat(after.version()).isEqualTo(seen.version() + 1);
        assertThat(now(seen)).isEqualTo(after);
        assertThat(one.store.recent(seen.key())).contains(after);
    }

    @Test
    void shouldFailWhenAWriteDidNotComeToTheTable() {
        Execution seen = one.created(tenant);
        one.faults.loseRequests("updateItem", 1);

        assertThatThrownBy(() -> one.store.update(seen, ExecutionStoreIT::stop))
                .isInstanceOf(SdkClientException.class)
                .hasMessageContaining("away");

        assertThat(now(seen)).isEqualTo(seen);
    }

    @Test
    void shouldFailWhenItCannotBeKnownWhetherAWriteTookPlace() {
        Execution seen = one.created(tenant);
        one.faults.loseAnswers("updateItem", 1);
        one.faults.loseRequests("getItem", 1);

        assertThatThrownBy(() -> one.store.update(seen, ExecutionStoreIT::stop))
                .hasMessageContaining("the answer is lost")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    }

    @Test
    void shouldTryAgainWithTheRowAsItIsAfterATransactionOnIt() {
        Execution seen = one.created(tenant);
        other.store.update(seen, row -> row.putOff(Samples.CREATED));
        one.faults.fail("updateItem", TransactionConflictException.builder().build());

        Execution after = one.store.update(seen, ExecutionStoreIT::stop);

        assertThat(after.notBefore()).isEqualTo(Samples.CREATED);
        assertThat(now(seen)).isEqualTo(after);
    }

    @Test
    void shouldGiveUpOnARowThatOthersChangeAllTheTime() {
        Execution seen = one.created(tenant);

        assertThatThrownBy(() -> one.store.update(seen, row -> {
                    Execution current = now(seen);
                    other.store.update(current, same -> same.putOff(Timestamps.now(Clock.systemUTC())));
                    return stop(row);
                }))
                .hasMessageContaining("is changed by too many at once");

        assertThat(now(seen).stop()).isNull();
    }

    @Test
    void shouldRefuseToChangeARowThatIsGone() {
        assertThatThrownBy(() -> one.store.update(StoreFixture.pending(tenant), ExecutionStoreIT::stop))
                .hasMessageContaining("is gone");
    }

    @Test
    void shouldRefuseToChangeARowThatWasDeletedMeanwhile() {
        Execution seen = one.created(tenant);
        one.delete(seen.key());
        one.faults.fail("updateItem", TransactionConflictException.builder().build());

        assertThatThrownBy(() -> one.store.update(seen, ExecutionStoreIT::stop)).hasMessageContaining("is gone");
    }

    @Test
    void shouldStartFromItsOwnLastWriteUntilSomebodyElseWasSeenToChangeTheRow() {
        Execution seen = one.created(tenant);
        assertThat(one.store.recent(seen.key())).contains(seen);
        assertThat(other.store.recent(seen.key())).isEmpty();
        other.store.update(seen, row -> row.putOff(Samples.CREATED));

        Execution unchanged = one.store.update(seen, row -> row.notBefore() == null ? stop(row) : row);

        assertThat(unchanged.stop()).isNull();
        assertThat(one.store.recent(seen.key())).isEmpty();
    }

    @Test
    void shouldKeepBesideTheRowWhatIsLaunchedAsLongAsTheExecutionHoldsItsSlot() {
        Execution seen = one.created(tenant);
        assertThat(one.store.launch(seen)).isEmpty();

        Execution allocated = allocate(seen);

        assertThat(allocated.status()).isEqualTo(ExecutionStatus.ALLOCATED);
        assertThat(one.row(seen.key())).containsEntry("launcher", AttributeValue.fromS("instance"));
        assertThat(now(seen)).isEqualTo(allocated);
        assertThat(one.store.launch(allocated)).contains(Samples.launch());
        Execution ended = one.store.update(allocated, ExecutionStoreIT::end);
        assertThat(one.store.launch(ended)).isEmpty();
        assertThat(one.store.slots(lane).inUse()).isZero();
    }

    @Test
    void shouldTellWhoAllocatedFirstOrEndedIt() {
        Execution seen = one.created(tenant);
        Execution theirs = other.store.allocate(seen, Samples.launch(), "the other", Timestamps.now(Clock.systemUTC()));

        assertThat(allocate(seen)).isEqualTo(theirs);
        assertThat(one.store.slots(lane).inUse()).isEqualTo(1);

        Execution ended = one.created(tenant);
        other.store.update(ended, ExecutionStoreIT::end);
        assertThat(allocate(ended).status()).isEqualTo(ExecutionStatus.CANCELLED);
        assertThat(one.store.slots(lane).inUse()).isEqualTo(1);
    }

    @Test
    void shouldTakeOneSlotWhenTheAnswerOfTheTransactionIsLost() {
        Execution seen = one.created(tenant);
        one.faults.loseAnswers("transactWriteItems", 1);

        Execution allocated = allocate(seen);

        assertThat(allocated.status()).isEqualTo(ExecutionStatus.ALLOCATED);
        assertThat(now(seen)).isEqualTo(allocated);
        assertThat(one.store.slots(lane).inUse()).isEqualTo(1);
    }

    @Test
    void shouldTakeNoSlotWhenTheTransactionDidNotComeToTheTable() {
        Execution seen = one.created(tenant);
        one.faults.loseRequests("transactWriteItems", 1);

        assertThatThrownBy(() -> allocate(seen)).isInstanceOf(SdkClientException.class);

        assertThat(now(seen)).isEqualTo(seen);
        assertThat(one.store.slots(lane).inUse()).isZero();
        assertThat(one.launches(lane)).isZero();
    }

    @Test
    void shouldFailWhenItCannotBeKnownWhetherASlotWasTaken() {
        Execution seen = one.created(tenant);
        one.faults.loseAnswers("transactWriteItems", 1);
        one.faults.loseRequests("getItem", 1);

        assertThatThrownBy(() -> allocate(seen))
                .hasMessageContaining("the answer is lost")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    }

    @Test
    void shouldTryATransactionAgainThatAnotherGotInTheWayOf() {
        Execution seen = one.created(tenant);
        one.faults.fail(
                "transactWriteItems", TransactionConflictException.builder().build());

        assertThat(allocate(seen).status()).isEqualTo(ExecutionStatus.ALLOCATED);

        assertThat(one.transactions()).isEqualTo(2);
        assertThat(one.store.slots(lane).inUse()).isEqualTo(1);
    }

    @Test
    void shouldHaveNoFreeSlotWhereALimitWasLoweredBelowWhatIsInUse() {
        allocate(one.created(tenant));
        allocate(one.created(tenant));
        assertThat(one.store.slots(lane)).isEqualTo(new Slots(2, 10, null, 2));
        assertThat(one.store.slots(lane).free()).isEqualTo(8);

        one.limitSlots(lane, 1);

        assertThat(one.store.slots(lane)).isEqualTo(new Slots(2, 1, 1, 2));
        assertThat(one.store.slots(lane).free()).isZero();
        assertThatThrownBy(() -> allocate(one.created(tenant)))
                .isInstanceOf(SlotsExhaustedException.class)
                .hasMessageContaining(tenant);
    }

    @Test
    void shouldNotSpendATransactionOnALimitOfTheTenantThatItKnows() {
        one.limitSlots(lane, 3);
        assertThat(one.store.slots(lane).limit()).isEqualTo(3);

        allocate(one.created(tenant));

        assertThat(one.transactions()).isEqualTo(1);
    }

    @Test
    void shouldFindManyAsTheyAreNowAndLeaveOutWhatIsGoneOrCannotBeRead() {
        Execution first = one.created(tenant);
        Execution second = one.created(tenant);
        Execution unreadable = one.created(tenant);
        LocalTables.get()
                .set(tenant(unreadable), unreadable.key().sortKey(), "status", AttributeValue.fromS("no-such-status"));
        Execution changed = other.store.update(second, ExecutionStoreIT::stop);

        List<Execution> found = one.store.findAll(List.of(
                first.key(),
                second.key(),
                unreadable.key(),
                StoreFixture.pending(tenant).key()));

        assertThat(found).containsExactlyInAnyOrder(first, changed);
    }

    private static String tenant(Execution execution) {
        return execution.key().partitionKey();
    }

    @Test
    void shouldKeepTheSlotsOfOneRunnerFromThoseOfAnother() {
        allocate(one.created(tenant));

        assertThat(one.store.slots(new Lane(tenant, "lambda")).inUse()).isZero();
        assertThat(one.store.slots(new Lane(StoreFixture.newTenant(), "ecs")).inUse())
                .isZero();
    }

    @Test
    void shouldCountWhatAnExecutionCosts() {
        Execution running =
                one.store.update(allocate(one.created(tenant)), row -> row.dispatched("arn", Samples.CREATED));
        one.store.update(running, ExecutionStoreIT::end);

        assertThat(Map.of("single", one.singleWrites(), "transactions", one.transactions()))
                .isEqualTo(Map.of("single", 2.0, "transactions", 2.0));
    }
}
