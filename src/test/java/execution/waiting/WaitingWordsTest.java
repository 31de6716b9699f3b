package execution.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.Execution;
import execution.model.Lane;
import execution.model.Samples;
import execution.runner.LaunchBudget;
import execution.store.Lanes;
import execution.store.Slots;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WaitingWordsTest {

    private static final Instant NOW = Samples.CREATED.plusSeconds(60);
    private static final Instant UNTIL = Samples.CREATED.plusSeconds(3_600);

    private static Lanes.State lane(int inUse, int limit, Integer own) {
        return new Lanes.State(new Lane("demo", "ecs"), new Slots(inUse, limit, own, 0), 10, 1);
    }

    @Test
    void shouldSayThatAllSlotsAreInUseAndHowManyStandBefore() {
        assertThat(WaitingWords.pending(Samples.pending(), lane(10, 10, null), 7, 0, UNTIL, NOW))
                .containsExactly(
                        "7 executions of its tenant and runner stand before it.",
                        "All 10 slots of demo for ecs are in use (10). It waits for one to become free.",
                        "If it still waits at 2026-01-01 01:00:00 UTC, it ends as timed_out.");
    }

    @Test
    void shouldCountNoFurtherThanAThousand() {
        assertThat(WaitingWords.pending(Samples.pending(), lane(10, 10, null), 1_001, 0, UNTIL, NOW))
                .contains("more than 1,000 executions of its tenant and runner stand before it.");
    }

    @Test
    void shouldSayThatNothingStartsAtALimitOfZero() {
        assertThat(WaitingWords.pending(Samples.pending(), lane(0, 0, 0), 0, 0, UNTIL, NOW))
                .contains(
                        "It is the first that waits of its tenant and runner.",
                        "The tenant's own limit of demo for ecs is 0, so nothing of it starts.");
    }

    @Test
    void shouldSayThatItsTurnHasComeWhereASlotIsFree() {
        assertThat(WaitingWords.pending(Samples.pending(), lane(3, 10, null), 1, 0, UNTIL, NOW))
                .contains(
                        "1 execution of its tenant and runner stands before it.",
                        "A slot is free for it, so it is being prepared now or will be in a moment.");
        assertThat(WaitingWords.pending(Samples.pending(), lane(3, 10, null), 7, 0, UNTIL, NOW))
                .noneMatch(words -> words.startsWith("A slot is free"));
    }

    @Test
    void shouldSayThatItCouldNotBePrepared() {
        Execution putOff = Samples.pending().putOff(NOW.plusSeconds(30)).nextVersion();

        assertThat(WaitingWords.pending(putOff, lane(3, 10, null), 0, 0, UNTIL, NOW))
                .first()
                .asString()
                .startsWith("It could not be prepared and is tried again at 2026-01-01 00:01:30 UTC.");
    }

    @Test
    void shouldSayThatTheLaneCannotGoOn() {
        assertThat(WaitingWords.pending(Samples.pending(), lane(3, 10, null), 0, 4, UNTIL, NOW))
                .anyMatch(words ->
                        words.startsWith("The service could not go on with this tenant and runner 4 times in a row"));
    }

    @Test
    void shouldSayThatALaunchWasPutOffAndWhatIsLeftOfTheBudget() {
        Execution allocated = Samples.pending().allocate(Samples.launch(), "instance", Samples.CREATED);
        LaunchBudget.State budget = new LaunchBudget.State(2, 100, 90, 20);

        assertThat(WaitingWords.allocated(allocated, null, NOW))
                .containsExactly("It has a slot and is being launched.");
        assertThat(WaitingWords.allocated(allocated.putOff(NOW.plusSeconds(5)), budget, NOW))
                .containsExactly(
                        "It has a slot. Its launch was put off until 2026-01-01 00:01:05 UTC.",
                        "Of the account's budget of launches about 2 of 100 are left, and 20 come back each second.");
        assertThat(WaitingWords.allocated(allocated.putOff(NOW.minusSeconds(5)), budget, NOW))
                .first()
                .asString()
                .contains("is due");
    }

    @Test
    void shouldSayHowOftenALaunchWasRefused() {
        Execution refused = Execution.create(Samples.pending().key(), Samples.job(5), "hash", Samples.CREATED)
                .allocate(Samples.launch(), "instance", Samples.CREATED)
                .nextAttempt("no capacity", true, "instance", NOW.plusSeconds(9), NOW);

        assertThat(WaitingWords.allocated(refused, null, NOW))
                .anyMatch(words -> words.contains("refused to launch it or had no room for it: 1 time so far"));
    }

    @Test
    void shouldSayThatItsTaskIsStarting() {
        Execution dispatched = Samples.pending()
                .allocate(Samples.launch(), "instance", Samples.CREATED)
                .dispatched("arn", Samples.CREATED);

        assertThat(WaitingWords.dispatched(dispatched))
                .containsExactly("Its runner has taken it at 2026-01-01 00:00:00 UTC and is starting its task.");
    }
}
