package execution.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.Lane;
import org.junit.jupiter.api.Test;

class FullLanesTest {

    private static final Lane LANE = new Lane("demo", "ecs");

    private final FullLanes lanes = new FullLanes();

    @Test
    void shouldLetALaneTryOfWhichNothingIsKnown() {
        assertThat(lanes.isFull(LANE)).isFalse();
        assertThat(lanes.mayTry(LANE)).isTrue();
        assertThat(lanes.mayTry(LANE)).isTrue();
    }

    @Test
    void shouldLetAFullLaneTryOnceForEachSlotThatWasFreed() {
        lanes.full(LANE);
        assertThat(lanes.mayTry(LANE)).isFalse();

        lanes.slotFreed(LANE);
        lanes.slotFreed(LANE);

        assertThat(lanes.isFull(LANE)).isFalse();
        assertThat(lanes.mayTry(LANE)).isTrue();
        assertThat(lanes.mayTry(LANE)).isTrue();
        assertThat(lanes.mayTry(LANE)).isFalse();
        assertThat(lanes.isFull(LANE)).isTrue();
    }

    @Test
    void shouldKeepLanesApart() {
        lanes.full(LANE);

        assertThat(lanes.mayTry(new Lane("other", "ecs"))).isTrue();
    }
}
