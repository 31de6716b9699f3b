package execution.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.Lane;
import execution.model.Launch;
import execution.model.Samples;
import execution.model.Timestamps;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import local.LocalTables;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

class SlotTransactionsIT {

    private static final int LIMIT = 5;

    private final StoreFixture one = StoreFixture.withSlots(LIMIT);
    private final StoreFixture other = StoreFixture.withSlots(LIMIT);

    private String tenant;
    private Lane lane;

    @BeforeEach
    void tenant() {
        tenant = StoreFixture.newTenant();
        lane = new Lane(tenant, "ecs");
    }

    @Test
    void shouldTakeExactlyTheSlotsThatThereAreWhenManyWantOneAtOnce() throws Exception {
        List<Execution> pending = create(40);

        List<Boolean> taken = inParallel(pending, execution -> allocate(pick(execution), execution));

        assertThat(taken).filteredOn(Boolean::booleanValue).hasSize(LIMIT);
        assertThat(one.store.slots(lane).inUse()).isEqualTo(LIMIT);
        assertThat(one.launches(lane)).isEqualTo(LIMIT);
    }

    @Test
    void shouldComeBackToZeroWhenTakingAndFreeingGoOnAtOnceInTwoInstances() throws Exception {
        List<Execution> pending = create(60);

        inParallel(pending, execution -> {
            while (!allocate(pick(execution), execution)) {
                Thread.onSpinWait();
            }
            end(pick(execution), execution);
            return true;
        });

        assertThat(one.store.slots(lane).inUse()).isZero();
        assertThat(one.launches(lane)).isZero();
    }

    @Test
    void shouldMakeWhatWaitsForOneCounterInFewerTransactions() throws Exception {
        StoreFixture many = StoreFixture.withSlots(100);
        List<Execution> pending = create(80);

        inParallel(pending, execution -> allocate(many, execution));

        assertThat(many.store.slots(lane).inUse()).isEqualTo(80);
        assertThat(many.transactions()).isLessThan(80);
    }

    @Test
    void shouldLetTheRestTakeTheirSlotsWhenOneOfThemWasEndedBySomebodyElse() throws Exception {
        List<Execution> pending = create(LIMIT);
        Execution ended = pending.get(2);
        other.store.update(
                ended,
                row -> row.end(
                        ExecutionStatus.CANCELLED, null, "cancelled by request", Timestamps.now(Clock.systemUTC())));

        List<Boolean> taken = inParallel(pending, execution -> allocate(one, execution));

        assertThat(taken).filteredOn(Boolean::booleanValue).hasSize(LIMIT - 1);
        assertThat(one.store.slots(lane).inUse()).isEqualTo(LIMIT - 1);
        assertThat(one.store.find(ended.key()).orElseThrow().status()).isEqualTo(ExecutionStatus.CANCELLED);
    }

    @Test
    void shouldLetTheRestTakeTheirSlotsWhenTheLaunchesOfSomeAreTooLargeForTheTable() throws Exception {
        StoreFixture many = StoreFixture.withSlots(100);
        List<Execution> pending = create(40);
        List<Execution> unwritable =
                pending.stream().filter(row -> pending.indexOf(row) % 4 == 0).toList();

        List<Boolean> taken = inParallel(pending, execution -> {
            try {
                Launch launch = unwritable.contains(execution) ? tooLarge() : Samples.launch();
                many.store.allocate(execution, launch, "instance", Timestamps.now(Clock.systemUTC()));
                return true;
            } catch (DynamoDbException e) {
                return false;
            }
        });

        assertThat(taken).filteredOn(Boolean::booleanValue).hasSize(30);
        assertThat(many.store.slots(lane).inUse()).isEqualTo(30);
        assertThat(unwritable)
                .extracting(row -> many.store.find(row.key()).orElseThrow().status())
                .containsOnly(ExecutionStatus.PENDING);
    }

    @Test
    void shouldMakeSeveralChangesOfOneRowOneAfterTheOther() throws Exception {
        Execution pending = create(1).get(0);

        List<Boolean> taken = inParallel(Collections.nCopies(40, pending), execution -> allocate(one, execution));

        assertThat(taken).containsOnly(true);
        assertThat(one.store.slots(lane).inUse()).isEqualTo(1);
        assertThat(one.faults.refusals()).allMatch(TransactionCanceledException.class::isInstance);
    }

    @Test
    void shouldHeedALimitThatAnOperatorSetsOrTakesBackMeanwhile() {
        List<Execution> pending = create(LIMIT + 1);
        one.limitSlots(lane, 1);
        assertThat(allocate(one, pending.get(0))).isTrue();
        assertThat(allocate(one, pending.get(1))).isFalse();

        one.limitSlots(lane, 3);

        assertThat(allocate(one, pending.get(1))).isTrue();
        assertThat(allocate(one, pending.get(2))).isTrue();
        assertThat(allocate(one, pending.get(3))).isFalse();
    }

    @Test
    void shouldEndAnExecutionAlthoughSomebodySetTheCounterToZero() {
        Execution pending = create(1).get(0);
        allocate(one, pending);
        one.setInUse(lane, 0);

        end(one, pending);

        assertThat(one.store.find(pending.key()).orElseThrow().status()).isEqualTo(ExecutionStatus.COMPLETED);
        assertThat(one.store.slots(lane).inUse()).isZero();
        assertThat(one.launches(lane)).isZero();
    }

    @Test
    void shouldEndAnExecutionAlthoughSomebodyDeletedTheCounter() {
        Execution pending = create(1).get(0);
        allocate(one, pending);
        LocalTables.get().delete("TENANT#" + tenant, "SLOTS#ecs");

        end(one, pending);

        assertThat(one.store.find(pending.key()).orElseThrow().status()).isEqualTo(ExecutionStatus.COMPLETED);
        assertThat(one.store.slots(lane).inUse()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})
    void shouldTryATransactionAgainThatWasCancelledForAReasonWhichPasses(String code) {
        Execution pending = create(1).get(0);
        one.faults.fail("transactWriteItems", cancelled(code));

        assertThat(allocate(one, pending)).isTrue();

        assertThat(one.transactions()).isEqualTo(2);
        assertThat(one.store.slots(lane).inUse()).isEqualTo(1);
    }

    @Test
    void shouldNotTryATransactionAgainThatCanNeverBeMade() {
        Execution pending = create(1).get(0);
        one.faults.fail("transactWriteItems", cancelled("ValidationError"));

        assertThatThrownBy(() -> allocate(one, pending)).isInstanceOf(TransactionCanceledException.class);

        assertThat(one.transactions()).isEqualTo(1);
    }

    /** For a reason of the counter's, while nothing is wrong with the row and its launch. */
    private static TransactionCanceledException cancelled(String code) {
        CancellationReason none = CancellationReason.builder().code("None").build();
        return TransactionCanceledException.builder()
                .cancellationReasons(
                        none, none, CancellationReason.builder().code(code).build())
                .build();
    }

    @Test
    void shouldRefuseToAllocateARowThatIsGone() {
        Execution never = StoreFixture.pending(tenant);

        assertThatThrownBy(() ->
                        one.store.allocate(never, Samples.launch(), "instance", Timestamps.now(Clock.systemUTC())))
                .hasMessageContaining("is gone");
        assertThat(one.store.slots(lane).inUse()).isZero();
    }

    private static Launch tooLarge() {
        Launch launch = Samples.launch();
        return new Launch(
                launch.taskDefinition(),
                launch.container(),
                null,
                null,
                null,
                Map.of("TEXT", "x".repeat(500_000)),
                launch.settings());
    }

    private StoreFixture pick(Execution execution) {
        return execution.key().executionId().hashCode() % 2 == 0 ? one : other;
    }

    private static boolean allocate(StoreFixture fixture, Execution pending) {
        try {
            return fixture.store
                            .allocate(pending, Samples.launch(), "instance", Timestamps.now(Clock.systemUTC()))
                            .status()
                    == ExecutionStatus.ALLOCATED;
        } catch (SlotsExhaustedException e) {
            return false;
        }
    }

    private static void end(StoreFixture fixture, Execution execution) {
        Execution current = fixture.store.find(execution.key()).orElseThrow();
        fixture.store.update(
                current, row -> row.end(ExecutionStatus.COMPLETED, 0, null, Timestamps.now(Clock.systemUTC())));
    }

    private List<Execution> create(int number) {
        List<Execution> all = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            all.add(one.created(tenant));
        }
        return all;
    }

    private interface Step {
        boolean of(Execution execution) throws Exception;
    }

    private static List<Boolean> inParallel(List<Execution> executions, Step step) throws Exception {
        return Parallel.of(executions.size(), number -> step.of(executions.get(number)));
    }
}
