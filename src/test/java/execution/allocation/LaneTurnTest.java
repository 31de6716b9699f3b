package execution.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.ExecutionKey;
import execution.model.Lane;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LaneTurnTest {

    private final List<ExecutionKey> keys = IntStream.range(0, 4)
            .mapToObj(number -> new ExecutionKey("demo", "event", Integer.toString(number)))
            .toList();

    @Test
    void shouldGiveOutNoMoreAtATimeThanSlotsAreFree() {
        LaneTurn turn = turn(null, 2);

        assertThat(turn.next()).contains(keys.get(0));
        assertThat(turn.next()).contains(keys.get(1));
        assertThat(turn.next()).isEmpty();
        assertThat(turn.done(Outcome.TOOK_SLOT)).isFalse();
        assertThat(turn.next()).isEmpty();
        assertThat(turn.done(Outcome.TOOK_SLOT)).isTrue();
    }

    @Test
    void shouldGiveASlotThatIsLeftToTheNextInOrder() {
        LaneTurn turn = turn(null, 1);
        turn.next();

        assertThat(turn.done(Outcome.LEFT_SLOT)).isFalse();

        assertThat(turn.next()).contains(keys.get(1));
    }

    @Test
    void shouldBeOverAtOnceWithoutAFreeSlot() {
        assertThat(turn("after", 0).isOver()).isTrue();
        assertThat(turn("after", -1).isOver()).isTrue();
        assertThat(turn("after", 0).goesOnAfter()).isEmpty();
    }

    @Test
    void shouldBeOverOnceOthersTookTheLastSlot() {
        LaneTurn turn = turn("after", 3);
        turn.next();
        turn.next();

        assertThat(turn.done(Outcome.LANE_FULL)).isFalse();
        assertThat(turn.done(Outcome.LEFT_SLOT)).isTrue();

        assertThat(turn.next()).isEmpty();
        assertThat(turn.goesOnAfter()).isEmpty();
    }

    @Test
    void shouldGoOnBehindAPageOfWhichNobodyTookASlot() {
        LaneTurn turn = turn("after", 1);

        boolean over = false;
        while (!over) {
            assertThat(turn.next()).isPresent();
            over = turn.done(Outcome.LEFT_SLOT);
        }

        assertThat(turn.goesOnAfter()).contains("after");
    }

    @Test
    void shouldStopOnceTheTableIsNotToBeReached() {
        LaneTurn turn = turn("after", 4);
        turn.next();

        assertThat(turn.done(Outcome.UNAVAILABLE)).isTrue();

        assertThat(turn.next()).isEmpty();
        assertThat(turn.wasUnavailable()).isTrue();
    }

    @Test
    void shouldBeOfUseToNoMoreThreadsThanThereAreSlotsOrExecutions() {
        assertThat(turn(null, 2).width()).isEqualTo(2);
        assertThat(turn(null, 9).width()).isEqualTo(keys.size());
        assertThat(turn(null, 9).lane()).isEqualTo(new Lane("demo", "ecs"));
    }

    @Test
    void shouldNotGoOnBehindItsLastExecution() {
        LaneTurn turn = turn(null, 9);

        assertThat(turn.goesOnAfter()).isEmpty();
        assertThat(turn.wasUnavailable()).isFalse();
    }

    private LaneTurn turn(String end, int free) {
        return new LaneTurn(new Lane("demo", "ecs"), keys, end, free);
    }
}
