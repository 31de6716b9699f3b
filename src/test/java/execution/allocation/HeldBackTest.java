package execution.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.ExecutionKey;
import org.junit.jupiter.api.Test;

class HeldBackTest {

    private static final ExecutionKey KEY = new ExecutionKey("demo", "event", "execution");

    private final HeldBack heldBack = new HeldBack();

    @Test
    void shouldLeaveARowAloneForAWhile() {
        heldBack.add(KEY);

        assertThat(heldBack.contains(KEY)).isTrue();
        assertThat(heldBack.contains(new ExecutionKey("demo", "event", "other")))
                .isFalse();
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
