package execution.store;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.PartitionPlan;
import execution.model.Samples;
import execution.model.StopIntent;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DueTimesTest {

    private static final Instant NOW = Samples.CREATED.plusSeconds(10);

    private final DueTimes due = StoreFixture.dueTimes();

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
    void shouldLookSoonerAfterAJobOfPartsBecauseNothingElseMovesItOn() {
        Execution running =
                published(Execution.create(Samples.pending().key(), Samples.job(1, PartitionPlan.RUNNER), "hash", NOW)
                        .allocate(Samples.launch(), "instance", NOW)
                        .dispatched("reference", NOW));

        assertThat(wanted(running)).isEqualTo(in(StoreFixture.SWEEP.launch()));
    }

    @Test
    void shouldLookAfterATaskWhenItShouldHaveStarted() {
        Execution starts =
                published(Execution.create(Samples.pending().key(), Samples.limited(3_600, 1, 900L, 120L), "hash", NOW)
                        .allocate(Samples.launch(), "instance", NOW)
                        .dispatched("arn", NOW));

        assertThat(wanted(starts)).isEqualTo(in(Duration.ofMinutes(2)));
        assertThat(wanted(published(starts.running(NOW)))).isEqualTo(in(StoreFixture.SWEEP.task()));
    }

    @Test
    void shouldStandApartInItsLaneWhereItMayWaitForAnotherTime() {
        Execution waits = Execution.create(Samples.pending().key(), Samples.limited(3_600, 1, 900L, null), "hash", NOW);
        String lane = waits.lane().indexKey();

        assertThat(due.indexKeys(waits))
                .hasValueSatisfying(keys -> assertThat(keys.sort()).startsWith(lane + "#WAITING#900#CREATED#"));
        assertThat(due.indexKeys(Samples.pending()))
                .hasValueSatisfying(keys -> assertThat(keys.sort()).startsWith(lane + "#CREATED#"));
        assertThat(due.indexKeys(waits).orElseThrow().partition())
                .as("a lane is in one shard")
                .isEqualTo(due.indexKeys(Samples.pending()).orElseThrow().partition());
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

    private static Execution withWebhook(ExecutionStatus... statuses) {
        return published(Execution.create(
                        Samples.pending().key(),
                        Samples.withWebhook(Samples.job(1), "https://hooks.example.com/", statuses),
                        "hash",
                        Samples.CREATED)
                .allocate(Samples.launch(), "instance", Samples.CREATED)
                .dispatched("arn", Samples.CREATED)
                .running(Samples.CREATED));
    }

    @Test
    void shouldLookWhetherAWebhookIsDelivered() {
        Execution running = withWebhook(ExecutionStatus.RUNNING);

        assertThat(wanted(running)).isEqualTo(in(StoreFixture.SWEEP.publication()));
        assertThat(wanted(running.webhookDelivered(4))).isEqualTo(in(StoreFixture.SWEEP.task()));
        assertThat(wanted(withWebhook(ExecutionStatus.FAILED)))
                .as("nothing to tell yet")
                .isEqualTo(in(StoreFixture.SWEEP.task()));
    }

    @Test
    void shouldKeepWhatHasEndedInTheIndexUntilItsWebhookIsDelivered() {
        Execution ended = withWebhook().end(ExecutionStatus.FAILED, 1, "exit code 1", NOW);
        Execution open = due.scheduled(published(ended), NOW);

        assertThat(open.dueAt()).isEqualTo(in(StoreFixture.SWEEP.publication()));
        assertThat(due.indexKeys(open))
                .hasValueSatisfying(keys -> assertThat(keys.partition()).startsWith("UNDELIVERED#"));
        assertThat(due.indexKeys(due.scheduled(open.webhookDelivered(5), NOW))).isEmpty();
        assertThat(due.indexKeys(due.scheduled(open.webhookGivenUp(5, "gone"), NOW)))
                .isEmpty();
        assertThat(due.indexKeys(due.scheduled(ended.webhookDelivered(5), NOW)))
                .as("not published")
                .hasValueSatisfying(keys -> assertThat(keys.partition()).startsWith("UNPUBLISHED#"));
    }

    @Test
    void shouldLookAfterAWebhookThatIsPutOffOnceItWasToBeTried() {
        Instant next = NOW.plus(Duration.ofMinutes(15));
        Execution ended = published(withWebhook().end(ExecutionStatus.FAILED, 1, "exit code 1", NOW));
        Execution failed = due.scheduled(ended, NOW).webhookFailed(5, "the receiver answered 500", next);

        assertThat(due.scheduled(failed, NOW.plusSeconds(5)).dueAt())
                .isEqualTo(next.plus(StoreFixture.SWEEP.publication()));
        assertThat(wanted(failed.webhookFailed(5, "again", NOW.minusSeconds(1))))
                .isEqualTo(in(StoreFixture.SWEEP.publication()));
    }

    @Test
    void shouldKeepTheRowUntilItsWebhookIsDelivered() {
        DueTimes keeping = keeping(Duration.ofDays(90), "");
        Execution ended = published(withWebhook().end(ExecutionStatus.FAILED, 1, "exit code 1", NOW));

        assertThat(keeping.scheduled(ended, NOW).publication().expiresAt()).isNull();
        assertThat(keeping.scheduled(ended.webhookDelivered(5), NOW)
                        .publication()
                        .expiresAt())
                .isNotNull();
    }

    private static DueTimes keeping(Duration retention, String archiveBucket) {
        return new DueTimes(StoreFixture.SWEEP, StoreFixture.expiry(retention, archiveBucket));
    }

    @Test
    void shouldLetWhatHasEndedAndIsPublishedExpire() {
        DueTimes keeping = keeping(Duration.ofDays(90), "");

        Execution done = keeping.scheduled(published(ended()), NOW.plusSeconds(5));

        assertThat(done.publication().expiresAt())
                .as("counted from the end, in whole seconds")
                .isEqualTo(Instant.parse("2026-04-01T00:00:10Z"));
        assertThat(done.dueAt()).isNull();
        assertThat(keeping.scheduled(done, NOW.plusSeconds(500))).isEqualTo(done);
    }

    @Test
    void shouldLetNothingExpireThatIsUnderWayOrUnpublishedOrKeptForEver() {
        DueTimes keeping = keeping(Duration.ofDays(90), "");

        assertThat(keeping.scheduled(ended(), NOW).publication().expiresAt()).isNull();
        assertThat(keeping.scheduled(published(Samples.running(1)), NOW)
                        .publication()
                        .expiresAt())
                .isNull();
        assertThat(due.scheduled(published(ended()), NOW).publication().expiresAt())
                .isNull();
    }

    @Test
    void shouldArchiveWhatHasEndedBeforeItMayExpire() {
        DueTimes archiving = keeping(Duration.ofDays(90), "archive");

        Execution waiting = archiving.scheduled(published(ended().dueAt(NOW.plusSeconds(30))), NOW);

        assertThat(waiting.publication().expiresAt()).isNull();
        assertThat(waiting.dueAt()).isEqualTo(in(StoreFixture.ARCHIVE_AFTER));
        assertThat(archiving.indexKeys(waiting))
                .hasValueSatisfying(keys -> assertThat(keys.partition()).startsWith("UNARCHIVED#"));
        assertThat(archiving.indexKeys(archiving.scheduled(ended(), NOW)))
                .as("publication goes first")
                .hasValueSatisfying(keys -> assertThat(keys.partition()).startsWith("UNPUBLISHED#"));

        Execution archived = archiving.scheduled(waiting.expiring(NOW.plusSeconds(60)), NOW);

        assertThat(archived.dueAt()).isNull();
        assertThat(archived.publication().expiresAt()).isEqualTo(NOW.plusSeconds(60));
        assertThat(archiving.indexKeys(archived)).isEmpty();
    }

    @Test
    void shouldArchiveAgainWhatResultsChangedAfterwards() {
        DueTimes archiving = keeping(Duration.ofDays(90), "archive");
        Execution archived = archiving.scheduled(published(ended()).expiring(NOW.plusSeconds(60)), NOW);

        Execution late = archiving.scheduled(archived.withResults("key", true), NOW);

        assertThat(late.publication().expiresAt()).isNull();
        assertThat(late.dueAt()).isEqualTo(in(StoreFixture.ARCHIVE_AFTER));
        assertThat(archiving
                        .scheduled(archived.withUnreadableResults("no archive"), NOW)
                        .dueAt())
                .isEqualTo(in(StoreFixture.ARCHIVE_AFTER));
    }

    @Test
    void shouldNotArchiveWhatIsKeptForEver() {
        Execution done = keeping(Duration.ZERO, "archive").scheduled(published(ended()), NOW);

        assertThat(done.dueAt()).isNull();
        assertThat(done.publication().expiresAt()).isNull();
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
