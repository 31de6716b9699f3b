package execution.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import execution.messaging.DueQueue;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.model.HandClock;
import execution.model.Lane;
import execution.model.Samples;
import execution.store.StoreFixture;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class LaneWakeUpsTest {

    private final Execution pending = Samples.pending();
    private final Lane lane = pending.lane();
    private final LaneTurns turns = mock(LaneTurns.class);
    private final HandClock clock = new HandClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final NotIndexedYet notIndexed = new NotIndexedYet(StoreFixture.lanes(StoreFixture.PRIORITY_STEP), clock);
    private final LaneWakeUps lanes = new LaneWakeUps(turns, notIndexed, clock);
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    private LaneTurn turn(String end, int executions) {
        List<ExecutionKey> keys = IntStream.range(0, executions)
                .mapToObj(number -> new ExecutionKey("demo", "event", Integer.toString(number)))
                .toList();
        return new LaneTurn(lane, keys, end, 10);
    }

    private void nextTurn(String after, LaneTurn turn) {
        when(turns.turn(lane, after)).thenReturn(turn);
    }

    @Test
    void shouldWakeTheLaneOfAnExecutionThatIsPendingOrFreedItsSlot() {
        assertThat(lanes.lane(pending)).isEqualTo(lane);
        assertThat(notIndexed.of(lane)).hasSize(1);
        assertThat(lanes.lane(Samples.running(1).end(ExecutionStatus.COMPLETED, 0, null, Samples.CREATED)))
                .isEqualTo(lane);
        assertThat(lanes.lane(lane)).isEqualTo(lane);
    }

    @Test
    void shouldWakeNobodyForWhatIsPutOffOrUnderWay() {
        assertThat(lanes.lane(pending.putOff(Samples.CREATED))).isNull();
        assertThat(lanes.lane(Samples.running(1))).isNull();
        assertThat(notIndexed.of(lane)).isEmpty();
    }

    @Test
    void shouldGiveALaneOneTurnAtATimeHoweverOftenItIsWoken() {
        assertThat(lanes.begin(lane)).isTrue();
        assertThat(lanes.begin(lane)).isFalse();
        assertThat(lanes.begin(lane)).isFalse();
        assertThat(lanes.isIdle(lane)).isFalse();
        nextTurn(null, turn(null, 0));

        assertThat(lanes.end(lanes.turn(lane), exchange)).as("woken meanwhile").isEqualTo(lane);
        assertThat(lanes.end(lanes.turn(lane), exchange))
                .as("once more is enough")
                .isNull();

        assertThat(lanes.isIdle(lane)).isTrue();
        assertThat(lanes.begin(lane)).isTrue();
    }

    @Test
    void shouldGoOnBehindTheTurnBefore() {
        LaneTurn second = turn(null, 0);
        nextTurn(null, turn("after", 1));
        nextTurn("after", second);
        lanes.begin(lane);

        assertThat(lanes.end(lanes.turn(lane), exchange)).isEqualTo(lane);
        assertThat(exchange.getProperty(DueQueue.DUE)).isNull();

        assertThat(lanes.turn(lane)).isSameAs(second);
    }

    @Test
    void shouldBeginWithTheOldestAgainWhereItWasWokenOnItsWay() {
        LaneTurn first = turn("after", 1);
        nextTurn(null, first);
        nextTurn("after", turn(null, 0));
        lanes.begin(lane);
        lanes.end(lanes.turn(lane), exchange);
        lanes.begin(lane);

        assertThat(lanes.end(lanes.turn(lane), exchange)).isEqualTo(lane);

        assertThat(lanes.turn(lane)).isSameAs(first);
    }

    @Test
    void shouldShareATurnAmongAFewThreads() {
        LaneTurn wide = turn(null, 8);

        assertThat(lanes.shares(wide)).hasSize(4).containsOnly(wide);
        assertThat(lanes.shares(turn(null, 2))).hasSize(2);
        assertThat(lanes.isOver(wide)).isFalse();
        assertThat(lanes.isOver(turn(null, 0))).isTrue();
    }

    @Test
    void shouldTellWhoEndsATurn() {
        LaneTurn turn = turn(null, 2);

        ExecutionKey first = lanes.next(turn, exchange);
        ExecutionKey second = lanes.next(turn, exchange);

        assertThat(exchange.getProperty(LaneWakeUps.TURN)).isSameAs(turn);
        assertThat(lanes.next(turn, exchange)).isNull();
        assertThat(lanes.isLast(turn, first, Outcome.TOOK_SLOT)).isFalse();
        assertThat(lanes.isLast(turn, second, Outcome.LEFT_SLOT)).isTrue();
    }

    @Test
    void shouldForgetWhatTheIndexDidNotShowOnceItWasSeenTo() {
        notIndexed.add(pending);
        for (Outcome outcome : List.of(Outcome.LANE_FULL, Outcome.UNAVAILABLE)) {
            LaneTurn turn = turn(null, 1);
            lanes.next(turn, exchange);
            lanes.isLast(turn, pending.key(), outcome);
            assertThat(notIndexed.of(lane)).as(outcome.name()).hasSize(1);
        }
        LaneTurn turn = turn(null, 1);
        lanes.next(turn, exchange);

        lanes.isLast(turn, pending.key(), Outcome.LEFT_SLOT);

        assertThat(notIndexed.of(lane)).isEmpty();
    }

    @Test
    void shouldTryALaneAgainAfterAPauseThatCouldNotGoOn() {
        lanes.begin(lane);
        when(turns.turn(lane, null)).thenThrow(new IllegalStateException("the table is away"));

        LaneTurn unreadable = lanes.turn(lane);
        assertThat(lanes.isOver(unreadable)).isTrue();
        assertThat(lanes.end(unreadable, exchange)).isEqualTo(lane);

        assertThat(exchange.getProperty(DueQueue.DUE, Instant.class)).isAfter(clock.instant());
        assertThat(lanes.failures(lane)).isEqualTo(1);
        lanes.end(lanes.turn(lane), exchange);
        assertThat(lanes.failures(lane)).isEqualTo(2);
        assertThat(lanes.isIdle(lane)).isFalse();
    }

    @Test
    void shouldCountFailuresInARowOnly() {
        lanes.begin(lane);
        LaneTurn failed = turn("after", 1);
        lanes.next(failed, exchange);
        lanes.isLast(failed, pending.key(), null);
        lanes.end(failed, exchange);
        assertThat(lanes.failures(lane)).isEqualTo(1);

        lanes.end(turn("after", 1), exchange);

        assertThat(lanes.failures(lane)).isZero();
    }
}
