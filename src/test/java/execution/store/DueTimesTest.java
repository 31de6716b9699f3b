package execution.store;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.Samples;
import execution.model.StopIntent;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DueTimesTest {

    private static final Instant NOW = Samples.CREATED.plusSeconds(10);

    private final DueTimes due = new DueTimes(StoreFixture.SWEEP);

    private static Execution allocated() {
        return Samples.pending().allocate(Samples.launch(), "instance", Samples.CREATED);
    }

    private static Execution ended() {
        return Samples.running(1).end(ExecutionStatus.FAILED, 1, "exit code 1", NOW);
    }

    private static Execution published(Execution execution) {
        return execution.publishedUpTo(execution.seq());
    }

    private Instant wanted(Execution execution) {
        return due.wanted(execution, NOW);
    }

    private static Instant in(Duration time) {
        return NOW.plus(time);
    }

    @Test
    void shouldHaveNoTimeForWhatWaitsForASlot() {
        assertThat(wanted(Samples.pending())).isNull();
        assertThat(due.indexKeys(Samples.pending()))
                .hasValueSatisfying(keys -> assertThat(keys.partition()).startsWith("PENDING#"));
    }

    @Test
    void shouldLookAfterALaunchThatDoesNotGoOn() {
        assertThat(wanted(published(allocated()))).isEqualTo(in(StoreFixture.SWEEP.launch()));
    }

    @Test
    void shouldLookAfterALaunchThatIsPutOffOnceItWasToGoOn() {
        Instant until = NOW.plus(Duration.ofHours(1));

        assertThat(wanted(published(allocated().putOff(until)))).isEqualTo(until.plus(StoreFixture.SWEEP.launch()));
        assertThat(wanted(published(allocated().putOff(Samples.CREATED)))).isEqualTo(in(StoreFixture.SWEEP.launch()));
    }

    @Test
    void shouldLookAfterATaskAtItsTimeOutAtTheLatest() {
        Execution running = published(Samples.running(1));
        assertThat(wanted(running)).isEqualTo(in(StoreFixture.SWEEP.task()));

        Instant justBefore = running.deadline().minusSeconds(1);
        assertThat(due.wanted(running, justBefore)).isEqualTo(running.deadline());
    }

    @Test
    void shouldLookSoonAfterWhatIsBeingStopped() {
        Execution stopped = published(
                Samples.running(1).requestStop(new StopIntent(ExecutionStatus.CANCELLED, "cancelled by request", NOW)));

        assertThat(wanted(stopped)).isEqualTo(in(StoreFixture.SWEEP.stop()));
    }

    @Test
    void shouldLookWhetherChangesArePublishedWhereThatIsDueFirst() {
        assertThat(StoreFixture.SWEEP.publication()).isLessThan(StoreFixture.SWEEP.task());

        assertThat(wanted(Samples.running(1))).isEqualTo(in(StoreFixture.SWEEP.publication()));
        assertThat(wanted(ended())).isEqualTo(in(StoreFixture.SWEEP.publication()));
    }

    @Test
    void shouldHaveNothingLeftToDoForWhatHasEndedAndIsPublished() {
        assertThat(wanted(published(ended()))).isNull();
        assertThat(due.scheduled(published(ended()).dueAt(NOW), NOW).dueAt()).isNull();
        assertThat(due.indexKeys(published(ended()))).isEmpty();
    }

    @Test
    void shouldKeepATimeThatIsNeitherPastNorTooLate() {
        Execution running = published(Samples.running(1));
        Instant earlier = wanted(running).minusSeconds(1);

        assertThat(due.scheduled(running.dueAt(earlier), NOW).dueAt()).isEqualTo(earlier);
        assertThat(due.scheduled(running.dueAt(wanted(running)), NOW).dueAt()).isEqualTo(wanted(running));
    }

    @Test
    void shouldMoveATimeThatIsPastOrTooLate() {
        Execution running = published(Samples.running(1));

        assertThat(due.scheduled(running, NOW).dueAt()).isEqualTo(wanted(running));
        assertThat(due.scheduled(running.dueAt(NOW), NOW).dueAt()).isEqualTo(wanted(running));
        assertThat(due.scheduled(running.dueAt(wanted(running).plusSeconds(1)), NOW)
                        .dueAt())
                .isEqualTo(wanted(running));
    }

    @Test
    void shouldHoldNoMoreThanTheMicrosecondsOfARow() {
        Instant fine = NOW.plusNanos(789);

        assertThat(due.wanted(published(Samples.running(1)), fine)).isEqualTo(in(StoreFixture.SWEEP.task()));
        assertThat(due.wanted(ended(), fine)).isEqualTo(in(StoreFixture.SWEEP.publication()));
    }

    @Test
    void shouldStandByItsTimeAmongWhatIsUnderWayOrIsOnlyToBePublished() {
        Execution running = due.scheduled(Samples.running(1), NOW);
        Execution ended = due.scheduled(ended(), NOW);

        assertThat(due.indexKeys(running)).hasValueSatisfying(keys -> {
            assertThat(keys.partition()).startsWith("DUE#");
            assertThat(keys.sort()).endsWith("#" + running.key().executionId());
            assertThat(DueTimes.time(keys.sort())).isEqualTo(running.dueAt());
        });
        assertThat(due.indexKeys(ended))
                .hasValueSatisfying(keys -> assertThat(keys.partition()).startsWith("UNPUBLISHED#"));
    }
}
