package local.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultsTest {

    private static final int CALLS = 2_000;

    private final Faults faults = new Faults(task -> false);

    @Test
    void shouldStrikeTheWantedShareOfAllCallsAndEventsInAStorm() {
        faults.storm(1, 30);

        assertThat(struck(this::runTaskGoesWrong)).isBetween(500L, 700L);
        assertThat(struck(this::otherCallGoesWrong)).isBetween(500L, 700L);
        assertThat(struck(this::eventGoesWrong)).isBetween(500L, 700L);
    }

    @Test
    void shouldStrikeTheSameCallsForTheSameSeed() {
        faults.storm(7, 30);
        List<Boolean> first = calls();

        faults.storm(7, 30);

        assertThat(calls()).isEqualTo(first).contains(true, false);
    }

    @Test
    void shouldLetEverythingThroughOnceTheStormIsOver() {
        faults.storm(1, 100);
        assertThat(struck(this::runTaskGoesWrong)).isEqualTo(CALLS);

        faults.clear();

        assertThat(struck(this::runTaskGoesWrong)).isZero();
        assertThat(struck(this::otherCallGoesWrong)).isZero();
        assertThat(struck(this::eventGoesWrong)).isZero();
    }

    private List<Boolean> calls() {
        return IntStream.range(0, 100).mapToObj(i -> runTaskGoesWrong()).toList();
    }

    private static long struck(BooleanSupplier call) {
        return IntStream.range(0, CALLS).filter(i -> call.getAsBoolean()).count();
    }

    private boolean runTaskGoesWrong() {
        try {
            faults.beforeRunTask();
            return faults.refusesTask() || faults.losesAnswer();
        } catch (EcsException e) {
            return true;
        }
    }

    private boolean otherCallGoesWrong() {
        try {
            faults.beforeOtherCall();
            return faults.losesOtherAnswer();
        } catch (EcsException e) {
            return true;
        }
    }

    private boolean eventGoesWrong() {
        return faults.dropsEvent() || faults.duplicatesEvents() || faults.shufflesEvents();
    }
}
