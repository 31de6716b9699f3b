package execution.partition;

import static org.assertj.core.api.Assertions.assertThat;

import execution.store.parts.PartitionStore.LaneRoom;
import org.junit.jupiter.api.Test;

class SlotShareTest {

    private static LaneRoom room(int free, boolean others) {
        return new LaneRoom(free, 10, 1, others);
    }

    @Test
    void shouldTakeAllThatIsFreeWhenNobodyElseWants() {
        assertThat(SlotShare.of(0, 0, 100, room(10, false), 1)).isEqualTo(10);
        assertThat(SlotShare.of(4, 4, 6, room(6, false), 1)).isEqualTo(6);
    }

    @Test
    void shouldLeaveASlotForEachOfTheOthersBeyondItsShare() {
        // Two jobs: a share of five, and one slot of the other five stays free.
        assertThat(SlotShare.of(0, 0, 100, room(10, false), 2)).isEqualTo(9);
        assertThat(SlotShare.of(0, 0, 100, room(3, false), 2)).isEqualTo(3);
        assertThat(SlotShare.of(5, 5, 100, room(1, false), 2)).isEqualTo(5);
        assertThat(SlotShare.of(3, 3, 100, room(4, true), 2)).isEqualTo(5);
    }

    @Test
    void shouldGiveBackWhatNoPartUsesWhenOthersHaveNone() {
        assertThat(SlotShare.of(10, 8, 100, room(0, false), 2)).isEqualTo(8);
        assertThat(SlotShare.of(10, 2, 100, room(0, false), 2)).isEqualTo(5);
        assertThat(SlotShare.of(10, 0, 100, room(0, true), 1)).isEqualTo(5);
    }

    @Test
    void shouldKeepNoMoreThanItCouldUse() {
        assertThat(SlotShare.of(10, 1, 3, room(0, false), 1)).isEqualTo(3);
        assertThat(SlotShare.of(10, 7, 3, room(0, false), 1))
                .as("what runs goes on")
                .isEqualTo(7);
    }

    @Test
    void shouldTakeNoneOfALaneWithoutSlots() {
        assertThat(SlotShare.of(0, 0, 5, new LaneRoom(0, 0, 0, false), 1)).isZero();
    }

    @Test
    void shouldNeverTakeMoreThanIsFree() {
        for (int held = 0; held <= 10; held++) {
            for (int free = 0; free <= 10 - held; free++) {
                for (int sharing = 1; sharing <= 4; sharing++) {
                    for (int inFlight = 0; inFlight <= held; inFlight++) {
                        int share = SlotShare.of(held, inFlight, 100, room(free, false), sharing);
                        assertThat(share).isBetween(inFlight, held + free);
                    }
                }
            }
        }
    }
}
