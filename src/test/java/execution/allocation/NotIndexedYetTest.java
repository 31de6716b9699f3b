package execution.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.HandClock;
import execution.model.Samples;
import execution.store.LaneOrder;
import execution.store.StoreFixture;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class NotIndexedYetTest {

    private final HandClock clock = new HandClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final LaneOrder order = StoreFixture.lanes(StoreFixture.PRIORITY_STEP);
    private final NotIndexedYet notIndexed = new NotIndexedYet(order, clock);

    @Test
    void shouldGiveWhatALaneHeardOfUntilItHasGoneOn() {
        Execution own = Samples.pending("demo");
        Execution other = Samples.pending("other");
        notIndexed.add(own);
        notIndexed.add(other);

        assertThat(notIndexed.of(own.lane())).containsExactly(order.entry(own));

        notIndexed.remove(own.key());

        assertThat(notIndexed.of(own.lane())).isEmpty();
        assertThat(notIndexed.of(other.lane())).hasSize(1);
    }

    @Test
    void shouldLeaveToTheIndexWhatItHasHadTimeToShow() {
        Execution early = Samples.pending("demo");
        notIndexed.add(early);
        clock.advance(Duration.ofSeconds(9));
        assertThat(notIndexed.of(early.lane())).hasSize(1);

        clock.advance(Duration.ofSeconds(2));
        assertThat(notIndexed.of(early.lane())).isEmpty();
    }

    @Test
    void shouldKeepABoundedNumberOfThem() {
        Execution sample = Samples.pending();
        for (int number = 0; number < 5_000; number++) {
            notIndexed.add(Execution.create(
                    new ExecutionKey("demo", "event", Integer.toString(number)),
                    sample.job(),
                    "hash",
                    sample.createdAt()));
        }

        assertThat(notIndexed.of(sample.lane())).hasSize(2_000);
    }
}
