package execution.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.ExecutionKey;
import execution.model.HandClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HeldBackTest {

    private static final ExecutionKey KEY = new ExecutionKey("demo", "event", "execution");

    private final HandClock clock = new HandClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final HeldBack heldBack = new HeldBack(clock);

    @Test
    void shouldLeaveARowAloneForAWhile() {
        heldBack.add(KEY);

        assertThat(heldBack.contains(KEY)).isTrue();
        assertThat(heldBack.contains(new ExecutionKey("demo", "event", "other")))
                .isFalse();
    }

    @Test
    void shouldLeaveARowAloneForLongerEachTimeItFails() {
        heldBack.add(KEY);
        clock.advance(Duration.ofSeconds(6));
        assertThat(heldBack.contains(KEY)).as("after the first time").isFalse();

        heldBack.add(KEY);
        heldBack.add(KEY);
        clock.advance(Duration.ofSeconds(9));
        assertThat(heldBack.contains(KEY)).as("after the third time").isTrue();

        clock.advance(Duration.ofSeconds(12));
        assertThat(heldBack.contains(KEY)).isFalse();
    }

    @Test
    void shouldForgetARowThatIsAllRightAgain() {
        heldBack.add(KEY);

        heldBack.remove(KEY);

        assertThat(heldBack.contains(KEY)).isFalse();
    }

    @Test
    void shouldRememberABoundedNumberOfRowsAndThoseThatFailedLast() {
        heldBack.add(KEY);
        for (int other = 0; other < 5_000; other++) {
            heldBack.add(new ExecutionKey("demo", "event", Integer.toString(other)));
        }

        assertThat(heldBack.contains(KEY)).isFalse();
        assertThat(heldBack.contains(new ExecutionKey("demo", "event", "4999"))).isTrue();
    }
}
