package execution.store;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.Lane;
import execution.model.Samples;
import execution.model.Timestamps;
import java.time.Clock;
import local.LocalTables;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class SlotRecountsIT {

    private final StoreFixture fixture = StoreFixture.withSlots(10);
    private final SlotRecounts recounts = fixture.recounts();
    private final String tenant = StoreFixture.newTenant();
    private final Lane lane = new Lane(tenant, "ecs");

    private Execution allocate() {
        return fixture.store.allocate(
                fixture.created(tenant), Samples.launch(), "instance", Timestamps.now(Clock.systemUTC()));
    }

    private int inUse() {
        return fixture.store.slots(lane).inUse();
    }

    private double corrections() {
        return fixture.metrics.counter("execution.slots.corrected").count();
    }

    private void setStatus(Execution execution, String status) {
        LocalTables.get()
                .set(execution.key().partitionKey(), execution.key().sortKey(), "status", AttributeValue.fromS(status));
    }

    @Test
    void shouldLeaveACounterAloneThatIsRight() {
        assertThat(recounts.recount(lane)).isEqualTo(SlotRecounts.Result.RIGHT);
        allocate();
        Slots before = fixture.store.slots(lane);

        assertThat(recounts.recount(lane)).isEqualTo(SlotRecounts.Result.RIGHT);

        assertThat(fixture.store.slots(lane)).isEqualTo(before);
        assertThat(corrections()).isZero();
    }

    @Test
    void shouldSetACounterRightThatNobodyHadUsed() {
        fixture.setInUse(lane, 3);

        assertThat(recounts.recount(lane)).isEqualTo(SlotRecounts.Result.CORRECTED);

        assertThat(inUse()).isZero();
        assertThat(corrections()).isEqualTo(1);
    }

    @Test
    void shouldSetACounterRightThatIsTooLow() {
        allocate();
        fixture.setInUse(lane, 0);

        assertThat(recounts.recount(lane)).isEqualTo(SlotRecounts.Result.CORRECTED);

        assertThat(inUse()).isEqualTo(1);
    }

    @Test
    void shouldMakeACounterAgainThatSomebodyDeleted() {
        allocate();
        allocate();
        LocalTables.get().delete("TENANT#" + tenant, "SLOTS#ecs");

        assertThat(recounts.recount(lane)).isEqualTo(SlotRecounts.Result.CORRECTED);

        assertThat(inUse()).isEqualTo(2);
    }

    @Test
    void shouldFreeTheSlotOfARowThatSomebodyDeletedOrEndedByHand() {
        allocate();
        fixture.delete(allocate().key());
        setStatus(allocate(), ExecutionStatus.CANCELLED.text());

        assertThat(recounts.recount(lane)).isEqualTo(SlotRecounts.Result.CORRECTED);

        assertThat(inUse()).isEqualTo(1);
        assertThat(fixture.launches(lane)).isEqualTo(1);
    }

    @Test
    void shouldKeepTheSlotOfARowThatCannotBeRead() {
        setStatus(allocate(), "no-such-status");

        assertThat(recounts.recount(lane)).isEqualTo(SlotRecounts.Result.RIGHT);

        assertThat(inUse()).isEqualTo(1);
        assertThat(fixture.launches(lane)).isEqualTo(1);
    }

    @Test
    void shouldNotCorrectACounterThatMovesWhileItIsCounted() {
        allocate();
        fixture.setInUse(lane, 5);
        StoreFixture other = StoreFixture.withSlots(10);
        fixture.faults.afterNext("batchGetItem", () -> {});
        fixture.faults.afterNext(
                "batchGetItem",
                () -> other.store.allocate(
                        other.created(tenant), Samples.launch(), "another", Timestamps.now(Clock.systemUTC())));

        assertThat(recounts.recount(lane)).isEqualTo(SlotRecounts.Result.MOVED);

        assertThat(inUse()).isEqualTo(6);
        assertThat(corrections()).isZero();
    }

    @Test
    void shouldNotCorrectACounterThatMovedBetweenTwoCounts() {
        allocate();
        fixture.setInUse(lane, 5);
        StoreFixture other = StoreFixture.withSlots(10);
        fixture.faults.afterNext(
                "batchGetItem",
                () -> other.store.allocate(
                        other.created(tenant), Samples.launch(), "another", Timestamps.now(Clock.systemUTC())));

        assertThat(recounts.recount(lane)).isEqualTo(SlotRecounts.Result.MOVED);

        assertThat(inUse()).isEqualTo(6);
    }

    @Test
    void shouldNotTakeATransactionThatIsJustBeingWrittenForAWrongCounter() {
        allocate();
        fixture.faults.emptyQueries(1);

        assertThat(recounts.recount(lane)).isEqualTo(SlotRecounts.Result.RIGHT);

        assertThat(inUse()).isEqualTo(1);
    }
}
