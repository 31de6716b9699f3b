package gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import execution.http.EventStream;
import execution.model.HandClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WatchTest {

    private final HandClock clock = new HandClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final View view = mock(View.class);
    private final Watch watch = new Watch(view, clock);

    private static View.Sight sight(String status) {
        return new View.Sight(Map.of("status", status), false);
    }

    private EventStream look(boolean isTaken) {
        EventStream stream = mock(EventStream.class);
        when(stream.isIdle()).thenReturn(isTaken);
        when(stream.idleFor()).thenReturn(Duration.ZERO);
        watch.add(new Viewer(stream, clock.instant().plus(Duration.ofMinutes(15))));
        return stream;
    }

    @Test
    void shouldLookOnceForAll() {
        when(view.look()).thenReturn(sight("running"));
        EventStream one = look(true);
        EventStream other = look(true);

        watch.turn();
        watch.turn();

        verify(view, times(2)).look();
        verify(one, times(1)).send(any(), eq(false));
        verify(other, times(1)).send(any(), eq(false));
    }

    @Test
    void shouldShowWhoComesLaterWhatIsKnownAtOnce() {
        when(view.look()).thenReturn(sight("running"));
        watch.turn();

        EventStream late = look(true);

        verify(late).send(any(), eq(false));
        verify(view, times(1)).look();
    }

    @Test
    void shouldLeaveOutWhatASlowOneCouldNotTakeAndSendItAwayInTheEnd() {
        when(view.look()).thenReturn(sight("running"), sight("failed"), sight("again"));
        EventStream slow = look(false);
        EventStream fast = look(true);

        watch.turn();
        watch.turn();
        verify(slow, never()).send(any(), anyBoolean());
        verify(fast, times(2)).send(any(), anyBoolean());

        when(slow.idleFor()).thenReturn(Duration.ofSeconds(21));
        watch.turn();
        verify(slow).end();
    }

    @Test
    void shouldBeOverWhenNobodyLooksAnyMore() {
        when(view.look()).thenReturn(sight("running"));
        EventStream only = look(true);
        assertThat(watch.isOver()).isFalse();

        when(only.isOver()).thenReturn(true);

        assertThat(watch.isOver()).isTrue();
    }

    @Test
    void shouldTryAgainLaterWhatCannotBeRead() {
        when(view.look())
                .thenThrow(new IllegalStateException("the table is away"))
                .thenReturn(sight("running"));
        EventStream stream = look(true);

        assertThat(watch.turn()).isGreaterThanOrEqualTo(Duration.ofMillis(500));
        assertThat(watch.turn()).isLessThan(Duration.ofSeconds(1));
        verify(stream, times(1)).send(any(), eq(false));
    }

    @Test
    void shouldHaveABrowserAskAgainAfterAWhile() {
        when(view.look()).thenReturn(sight("running"));
        EventStream stream = look(true);

        clock.advance(Duration.ofMinutes(15));
        watch.turn();

        verify(stream).send(any(), eq(true));
    }
}
