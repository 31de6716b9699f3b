package execution.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import execution.api.RequestProperties;
import execution.model.HandClock;
import execution.model.Lane;
import execution.store.WorkIndex;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PendingLimitsTest {

    private static final int MOST = 5;

    private final Lane lane = new Lane("demo", "ecs");
    private final WorkIndex index = mock(WorkIndex.class);
    private final HandClock clock = new HandClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final PendingLimits limits =
            new PendingLimits(index, new RequestProperties(List.of(), 1, 1, 1, MOST, Duration.ofSeconds(1)), clock);

    private long taken(Lane from, int tries) {
        return IntStream.range(0, tries).filter(i -> limits.take(from)).count();
    }

    @Test
    void shouldTakeWhatIsLeftBesideWhatIsPending() {
        when(index.countPending(any(), anyInt())).thenReturn(2);

        assertThat(taken(lane, 10)).isEqualTo(MOST - 2);
    }

    @Test
    void shouldTakeNothingForALaneThatIsFull() {
        when(index.countPending(any(), anyInt())).thenReturn(MOST);

        assertThat(limits.take(lane)).isFalse();
    }

    @Test
    void shouldNotCountAgainForEachExecution() {
        taken(lane, 10);

        verify(index, times(1)).countPending(lane, MOST);
    }

    @Test
    void shouldCountAgainAfterAMinuteWhileThereIsRoom() {
        limits.take(lane);
        clock.advance(Duration.ofSeconds(59));
        limits.take(lane);
        verify(index, times(1)).countPending(lane, MOST);

        clock.advance(Duration.ofSeconds(2));
        limits.take(lane);

        verify(index, times(2)).countPending(lane, MOST);
    }

    @Test
    void shouldCountAFullLaneAgainSoon() {
        when(index.countPending(any(), anyInt())).thenReturn(MOST, MOST - 1);
        limits.take(lane);
        clock.advance(PendingLimits.FULL_FOR);
        assertThat(limits.take(lane)).isFalse();

        clock.advance(Duration.ofSeconds(1));

        assertThat(limits.take(lane)).isTrue();
    }

    @Test
    void shouldKeepOneLaneFromTheRoomOfAnother() {
        Lane other = new Lane("other", "ecs");
        when(index.countPending(eq(other), anyInt())).thenReturn(MOST);

        assertThat(limits.take(other)).isFalse();
        assertThat(taken(lane, 10)).isEqualTo(MOST);
    }
}
