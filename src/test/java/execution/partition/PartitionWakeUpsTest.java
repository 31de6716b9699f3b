package execution.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import execution.model.ExecutionKey;
import execution.model.HandClock;
import execution.partition.TurnResult.Next;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.util.StopWatch;
import org.junit.jupiter.api.Test;
import routes.ServiceRoutes;

class PartitionWakeUpsTest {

    private final ExecutionKey key = new ExecutionKey("tenant", "event", "execution");
    private final HandClock clock = new HandClock(Instant.parse("2026-01-31T12:00:00Z"));
    private final PartitionWakeUps wakeUps = new PartitionWakeUps(PartitionFixture.PROPERTIES, clock);

    private ExecutionKey end(Next next) {
        return wakeUps.next(key, TurnResult.of(next));
    }

    private boolean isDueAfter(Duration time) {
        clock.advance(time);
        return wakeUps.due().contains(key);
    }

    @Test
    void shouldTakeOneTurnAtATimeAndOnceMoreWhenWokenMeanwhile() {
        assertThat(wakeUps.begin(key)).isTrue();
        assertThat(wakeUps.begin(key)).isFalse();
        assertThat(wakeUps.begin(key)).isFalse();

        assertThat(end(Next.LATER)).as("once more").isEqualTo(key);
        assertThat(end(Next.LATER)).isNull();
        assertThat(wakeUps.begin(key)).isTrue();
    }

    @Test
    void shouldGoOnAtOnceWhereThereIsMore() {
        wakeUps.begin(key);

        assertThat(end(Next.AT_ONCE)).isEqualTo(key);
        assertThat(wakeUps.due()).isEmpty();
    }

    @Test
    void shouldKeepTheTurnOfAJobForThreeTimesAsLongAsItTook() {
        assertThat(PartitionWakeUps.pause(TurnResult.of(Next.SOON), 20)).isEqualTo(60);
        assertThat(PartitionWakeUps.pause(TurnResult.of(Next.LATER), 0)).isZero();
        assertThat(PartitionWakeUps.pause(TurnResult.of(Next.SOON), 5_000)).isEqualTo(250);
        assertThat(PartitionWakeUps.pause(null, 20)).as("it failed").isZero();
        for (Next next : List.of(Next.AT_ONCE, Next.NEVER, Next.AFTER_AGGREGATION)) {
            assertThat(PartitionWakeUps.pause(TurnResult.of(next), 20)).isZero();
        }
    }

    /** The exchange of a turn keeps the clock of the exchange that woke the job. */
    @Test
    void shouldMeasureEachTurnByItself() throws Exception {
        List<StopWatch> watches = new CopyOnWriteArrayList<>();
        PartitionWakeUps seen = new PartitionWakeUps(PartitionFixture.PROPERTIES, clock) {
            @Override
            public long pause(TurnResult result, StopWatch turn) {
                watches.add(turn);
                return super.pause(result, turn);
            }
        };
        PartitionTurns turns = mock(PartitionTurns.class);
        when(turns.turn(key)).thenReturn(TurnResult.of(Next.AT_ONCE), TurnResult.of(Next.NEVER));
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getRegistry().bind("partitionWakeUps", seen);
            context.getRegistry().bind("partitionTurns", turns);
            for (Class<?> other : List.of(
                    PartitionTasks.class,
                    PartLaunches.class,
                    PartitionEnds.class,
                    PartTaskEnds.class,
                    PartTaskLosses.class)) {
                context.getRegistry().bind(other.getSimpleName(), mock(other));
            }
            context.addRoutes(ServiceRoutes.partitions());
            context.start();

            context.createProducerTemplate().sendBody("direct:wake-partitions", key);

            await().until(() -> watches.size() == 2);
        }
        assertThat(watches.get(1)).isNotNull().isNotSameAs(watches.get(0));
    }

    @Test
    void shouldComeBackInASecondWhileAJobChanges() {
        wakeUps.begin(key);
        end(Next.SOON);

        assertThat(isDueAfter(Duration.ofMillis(900))).isFalse();
        assertThat(isDueAfter(Duration.ofMillis(200))).isTrue();
    }

    @Test
    void shouldComeBackMoreAndMoreSeldomWhileNothingHappens() {
        Duration all = Duration.ZERO;
        for (int turn = 0; turn < 6; turn++) {
            wakeUps.begin(key);
            end(Next.LATER);
            while (!isDueAfter(Duration.ofSeconds(1))) {
                all = all.plusSeconds(1);
            }
        }

        assertThat(all).isGreaterThan(Duration.ofSeconds(20));
        wakeUps.begin(key);
        end(Next.LATER);
        assertThat(isDueAfter(PartitionFixture.PROPERTIES.idle().plusSeconds(1)))
                .isTrue();
    }

    @Test
    void shouldBeDueAtOnceWhenTakenIntoHand() {
        wakeUps.take(key);
        assertThat(wakeUps.due()).containsExactly(key);

        wakeUps.begin(key);
        wakeUps.take(key);
        assertThat(end(Next.LATER))
                .as("what happened during a turn is seen by the next one")
                .isEqualTo(key);
    }

    @Test
    void shouldKeepTheTurnWhileValuesArePutTogether() {
        wakeUps.begin(key);
        assertThat(end(Next.AFTER_AGGREGATION)).isNull();
        assertThat(wakeUps.begin(key)).isFalse();
        assertThat(wakeUps.due()).isEmpty();
    }

    @Test
    void shouldForgetAJobThatIsOver() {
        wakeUps.begin(key);
        wakeUps.begin(key);

        assertThat(end(Next.NEVER)).isNull();
        assertThat(wakeUps.isInHand(key)).isFalse();
    }

    @Test
    void shouldComeBackAfterAFailure() {
        wakeUps.begin(key);
        wakeUps.failed(key, new IllegalStateException("away"), new DefaultExchange(new DefaultCamelContext()));

        assertThat(wakeUps.due()).isEmpty();
        assertThat(isDueAfter(Duration.ofSeconds(31))).isTrue();
    }
}
