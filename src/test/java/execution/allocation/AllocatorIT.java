package execution.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.launch.Launching;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.Samples;
import execution.model.Timestamps;
import execution.runner.LaunchRefusedException;
import execution.store.Executions;
import execution.store.SlotsExhaustedException;
import execution.store.StoreFixture;
import java.time.Clock;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import software.amazon.awssdk.core.exception.SdkClientException;

/** One pending execution on the real table; what its preparation answers, the test says. */
class AllocatorIT {

    private final String tenant = StoreFixture.newTenant();
    private final StoreFixture fixture = StoreFixture.withSlots(1);
    private final AnnotationConfigApplicationContext context = context();
    private final Executions executions = context.getBean(Executions.class);
    private final Executions others = StoreFixture.withSlots(1).executions(false, execution -> {});
    private final HeldBack heldBack = context.getBean(HeldBack.class);
    private final Allocator allocator = context.getBean(Allocator.class);
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    private AnnotationConfigApplicationContext context() {
        AnnotationConfigApplicationContext beans = fixture.beans(Allocator.class, OverduePending.class, HeldBack.class);
        beans.refresh();
        return beans;
    }

    @AfterEach
    void close() {
        context.close();
    }

    private Execution create() {
        return fixture.created(tenant);
    }

    private Execution now(Execution row) {
        return executions.find(row.key()).orElseThrow();
    }

    private Object outcome() {
        return exchange.getProperty(Allocator.OUTCOME);
    }

    private void fail(Exception failure) {
        allocator.failed(failure, exchange);
    }

    @Test
    void shouldTakeASlotForAnExecutionAndHaveItLaunched() {
        Execution pending = create();

        assertThat(allocator.pending(pending.key(), exchange)).isEqualTo(pending);
        assertThat(outcome()).isEqualTo(Outcome.LEFT_SLOT);
        Launching launching = allocator.claim(Samples.launch(), exchange);

        assertThat(launching.key()).isEqualTo(pending.key());
        assertThat(launching.launch()).isEqualTo(Samples.launch());
        assertThat(now(pending).status()).isEqualTo(ExecutionStatus.ALLOCATED);
        assertThat(outcome()).isEqualTo(Outcome.TOOK_SLOT);
        assertThat(exchange.getProperty(Allocator.KEY)).isEqualTo(pending.key());
    }

    @Test
    void shouldPassOverWhatIsNotPendingAnyMore() {
        Execution allocated = create();
        executions.allocate(allocated, Samples.launch());

        assertThat(allocator.pending(allocated.key(), exchange)).isNull();
        assertThat(allocator.pending(StoreFixture.pending(tenant).key(), exchange))
                .isNull();
        assertThat(outcome()).isEqualTo(Outcome.LEFT_SLOT);
    }

    @Test
    void shouldPassOverWhatIsPutOffUntilItsTime() {
        Execution pending = create();
        executions.update(
                pending, row -> row.putOff(Timestamps.now(Clock.systemUTC()).plusSeconds(60)));
        assertThat(allocator.pending(pending.key(), exchange)).isNull();

        executions.update(
                now(pending),
                row -> row.putOff(Timestamps.now(Clock.systemUTC()).minusSeconds(1)));

        assertThat(allocator.pending(pending.key(), exchange)).isNotNull();
    }

    @Test
    void shouldEndWhatHasWaitedForTooLong() {
        Execution old = Execution.create(
                new ExecutionKey(tenant, "event", "old"),
                Samples.job(1),
                "hash",
                Timestamps.now(Clock.systemUTC()).minus(Duration.ofHours(25)));
        executions.create(old);

        assertThat(allocator.pending(old.key(), exchange)).isNull();

        assertThat(now(old).status()).isEqualTo(ExecutionStatus.TIMED_OUT);
    }

    @Test
    void shouldLaunchNothingWhereSomebodyElseWasFirst() {
        Execution pending = create();
        allocator.pending(pending.key(), exchange);
        others.allocate(pending, Samples.launch());

        assertThat(allocator.claim(Samples.launch(), exchange)).isNull();

        assertThat(outcome()).isEqualTo(Outcome.LEFT_SLOT);
    }

    @Test
    void shouldLaunchNothingWhereItWasEndedMeanwhile() {
        Execution pending = create();
        allocator.pending(pending.key(), exchange);
        others.update(
                pending,
                row -> row.end(ExecutionStatus.CANCELLED, null, "cancelled", Timestamps.now(Clock.systemUTC())));

        assertThat(allocator.claim(Samples.launch(), exchange)).isNull();

        assertThat(outcome()).isEqualTo(Outcome.LEFT_SLOT);
    }

    @Test
    void shouldSayThatTheLaneIsFull() {
        executions.allocate(create(), Samples.launch());
        Execution pending = create();
        allocator.pending(pending.key(), exchange);

        assertThatThrownBy(() -> allocator.claim(Samples.launch(), exchange))
                .isInstanceOfSatisfying(SlotsExhaustedException.class, this::fail);

        assertThat(outcome()).isEqualTo(Outcome.LANE_FULL);
        assertThat(now(pending)).isEqualTo(pending);
    }

    @Test
    void shouldEndWhatARouteRefuses() {
        Execution pending = create();
        allocator.pending(pending.key(), exchange);

        fail(new LaunchRefusedException("no such asset", false));

        assertThat(now(pending).status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(now(pending).outcome().reason()).isEqualTo("no such asset");
        assertThat(outcome()).isEqualTo(Outcome.LEFT_SLOT);
    }

    @Test
    void shouldPutOffWhatCouldNotBePrepared() {
        Execution pending = create();
        allocator.pending(pending.key(), exchange);

        fail(new IllegalStateException("a bug"));

        assertThat(now(pending).notBefore()).isAfter(Timestamps.now(Clock.systemUTC()));
        assertThat(outcome()).isEqualTo(Outcome.LEFT_SLOT);
    }

    @Test
    void shouldNotPutOffWhatSomebodyElseSawToMeanwhile() {
        Execution pending = create();
        allocator.pending(pending.key(), exchange);
        Execution ended = others.update(
                pending,
                row -> row.end(ExecutionStatus.CANCELLED, null, "cancelled", Timestamps.now(Clock.systemUTC())));

        fail(new IllegalStateException("a bug"));

        assertThat(now(pending)).isEqualTo(ended);
    }

    @Test
    void shouldWaitWhileTheTableIsAway() {
        Execution pending = create();
        allocator.pending(pending.key(), exchange);

        fail(SdkClientException.create("the table is away"));

        assertThat(outcome()).isEqualTo(Outcome.UNAVAILABLE);
        assertThat(now(pending)).isEqualTo(pending);
        assertThat(heldBack.contains(pending.key())).isFalse();
    }

    @Test
    void shouldLeaveARowAloneThatCannotBeRead() {
        Execution pending = StoreFixture.pending(tenant);
        fixture.put(pending);
        fixture.breakRow(pending.key());

        assertThatThrownBy(() -> allocator.pending(pending.key(), exchange))
                .isInstanceOfSatisfying(RuntimeException.class, this::fail);

        assertThat(outcome()).isEqualTo(Outcome.LEFT_SLOT);
        assertThat(heldBack.contains(pending.key())).isTrue();
        assertThat(allocator.pending(pending.key(), exchange)).as("for a while").isNull();
    }

    @Test
    void shouldLeaveARowAloneThatCannotBeWritten() {
        Execution pending = create();
        allocator.pending(pending.key(), exchange);
        fixture.breakRow(pending.key());

        fail(new IllegalStateException("a bug"));

        assertThat(outcome()).isEqualTo(Outcome.LEFT_SLOT);
        assertThat(heldBack.contains(pending.key())).isTrue();
    }

    @Test
    void shouldForgetThatARowWasHeldBackOnceItIsAllRight() {
        Execution pending = create();
        allocator.pending(pending.key(), exchange);
        heldBack.add(pending.key());

        allocator.claim(Samples.launch(), exchange);

        assertThat(heldBack.contains(pending.key())).isFalse();
    }

    @Test
    void shouldLeaveALaunchToTheSweepThatHasItsSlotAndWasNotBegun() {
        Execution pending = create();
        allocator.pending(pending.key(), exchange);
        allocator.claim(Samples.launch(), exchange);
        Execution allocated = now(pending);

        fail(new IllegalStateException("the queue is full"));

        assertThat(outcome()).isEqualTo(Outcome.TOOK_SLOT);
        assertThat(now(pending)).isEqualTo(allocated);
    }
}
