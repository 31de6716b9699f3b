package execution.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.parts.PartBlock.Claim;
import execution.parts.PartBlock.Claimed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PartBlockTest {

    private static final Instant NOW = Instant.parse("2026-11-29T10:00:00.123456Z");
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final int ATTEMPTS = 2;
    private static final int MOST_LOSSES = 3;

    /** The second block of a job: its parts have the numbers 25 to 28. */
    private static final PartBlock NEW = PartBlock.waiting(1, 700, 4);

    private static Claimed claim(PartBlock block, int seq, String worker, Instant now) {
        return block.claim(seq, worker, now, LEASE, MOST_LOSSES);
    }

    private static PartBlock claimed(List<Integer> parts) {
        return claim(NEW.sent(parts, NOW), 0, "one", NOW).block();
    }

    private static PartEnd done(int part, int attempt) {
        return new PartEnd(part, attempt, true, "{\"n\":1}", null, 0, 0.5);
    }

    private static PartEnd failed(int part, int attempt) {
        return new PartEnd(part, attempt, false, null, "no luck", 1, 0.25);
    }

    @Test
    void shouldLetAllPartsOfANewBlockWait() {
        assertThat(NEW.counts()).isEqualTo(new PartCounts(4, 0, 0, 0, 0, 0));
        assertThat(NEW.waitingParts()).containsExactly(25, 26, 27, 28);
        assertThat(NEW.contains(24)).isFalse();
        assertThat(NEW.contains(29)).isFalse();
    }

    @Test
    void shouldPutPartsIntoABundleOfTheirOwn() {
        PartBlock sent = NEW.sent(List.of(25, 27), NOW).sent(List.of(28), NOW);

        assertThat(sent.counts()).isEqualTo(new PartCounts(1, 3, 0, 0, 0, 0));
        assertThat(sent.bundles()).extracting(Bundle::seq).containsExactly(0, 1);
        assertThat(sent.bundles().get(0).parts()).containsExactly(25, 27);
        assertThat(sent.tries()).containsOnly(0);
    }

    @Test
    void shouldNeverSendAPartThatDoesNotWait() {
        PartBlock sent = NEW.sent(List.of(25), NOW);

        assertThatThrownBy(() -> sent.sent(List.of(25), NOW)).hasMessageContaining("part 25 does not wait");
        assertThatThrownBy(() -> sent.sent(List.of(26, 26), NOW)).hasMessageContaining("part 26 does not wait");
        assertThatThrownBy(() -> sent.sent(List.of(29), NOW)).hasMessageContaining("part 29 does not wait");
        assertThatThrownBy(() -> sent.sent(List.of(), NOW)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldBeginATryOfEachPartWithTheClaim() {
        Claimed claimed = claim(NEW.sent(List.of(25, 27), NOW), 0, "one", NOW);

        Instant until = Instant.parse("2026-11-29T10:01:00.123Z");
        assertThat(claimed.answer()).isEqualTo(new Claim.Granted(Map.of(25, 1, 27, 1), until));
        assertThat(claimed.block().counts()).isEqualTo(new PartCounts(2, 0, 2, 0, 0, 0));
        assertThat(claimed.block().isHeldBy(0, "one")).isTrue();
    }

    @Test
    void shouldTellAWorkerThatAsksAgainTheSame() {
        PartBlock claimed = claimed(List.of(25));

        Claimed again = claim(claimed, 0, "one", NOW.plusSeconds(30));

        assertThat(again.block()).isSameAs(claimed);
        assertThat(again.answer())
                .isEqualTo(new Claim.Granted(
                        Map.of(25, 1), claimed.bundles().get(0).until()));
    }

    @Test
    void shouldHoldABundleForItsWorkerWhileTheLeaseLasts() {
        PartBlock claimed = claimed(List.of(25));

        Claimed other = claim(claimed, 0, "two", NOW.plusSeconds(59));

        assertThat(other.block()).isSameAs(claimed);
        assertThat(other.answer())
                .isEqualTo(new Claim.Held(claimed.bundles().get(0).until()));
    }

    @Test
    void shouldGiveABundleToAnotherWorkerWithTheNextTryWhenTheLeaseIsOver() {
        Claimed other = claim(claimed(List.of(25)), 0, "two", NOW.plus(LEASE));

        assertThat(((Claim.Granted) other.answer()).tries()).isEqualTo(Map.of(25, 2));
        assertThat(other.block().losses(25)).isEqualTo(1);
        assertThat(other.block().ended(0, "one", List.of(done(25, 1)), ATTEMPTS))
                .isSameAs(other.block());
    }

    @Test
    void shouldKnowNoBundleThatWasSentAnewOrHasEnded() {
        PartBlock block = NEW.sent(List.of(25), NOW).givenBack(NOW.plusSeconds(1), NOW, MOST_LOSSES);
        PartBlock anew = block.sent(List.of(25), NOW);

        assertThat(claim(anew, 0, "one", NOW)).isEqualTo(new Claimed(anew, new Claim.Gone()));
        assertThat(claim(anew, 7, "one", NOW).answer()).isEqualTo(new Claim.Gone());
        assertThat(claim(anew, 1, "one", NOW).answer()).isInstanceOf(Claim.Granted.class);
    }

    @Test
    void shouldRenewALeaseOnlyWhenHalfOfItIsOver() {
        PartBlock claimed = claimed(List.of(25));

        assertThat(claimed.beat(0, "one", NOW.plusSeconds(29), LEASE)).isSameAs(claimed);
        assertThat(claimed.beat(0, "two", NOW.plusSeconds(50), LEASE)).isSameAs(claimed);
        assertThat(claimed.beat(5, "one", NOW.plusSeconds(50), LEASE)).isSameAs(claimed);
        assertThat(claimed.beat(0, "one", NOW.plusSeconds(31), LEASE)
                        .bundles()
                        .get(0)
                        .until())
                .isEqualTo(Instant.parse("2026-11-29T10:01:31.123Z"));
    }

    @Test
    void shouldKeepTheValueOfAPartThatIsDone() {
        PartBlock after = claimed(List.of(25, 26)).ended(0, "one", List.of(done(25, 1)), ATTEMPTS);

        assertThat(after.counts()).isEqualTo(new PartCounts(2, 0, 1, 1, 0, 0));
        assertThat(after.loose()).isEqualTo(Map.of(25, done(25, 1)));
        assertThat(after.bundles().get(0).parts()).containsExactly(26);
        assertThat(after.seconds()).isEqualTo(0.5);
        assertThat(after.hasTaken(done(25, 1))).isTrue();
    }

    @Test
    void shouldEndABundleWithItsLastPart() {
        PartBlock after = claimed(List.of(25, 26)).ended(0, "one", List.of(done(25, 1), done(26, 1)), ATTEMPTS);

        assertThat(after.bundles()).isEmpty();
        assertThat(claim(after, 0, "one", NOW).answer()).isEqualTo(new Claim.Gone());
    }

    @Test
    void shouldLetAFailedPartWaitAgainWhileItHasAttemptsLeft() {
        PartBlock first = claimed(List.of(25)).ended(0, "one", List.of(failed(25, 1)), ATTEMPTS);
        PartBlock second = claim(first.sent(List.of(25), NOW), 1, "two", NOW).block();
        PartBlock last = second.ended(1, "two", List.of(failed(25, 2)), ATTEMPTS);

        assertThat(first.state(25)).isEqualTo(PartState.WAITING);
        assertThat(first.loose()).isEmpty();
        assertThat(first.hasTaken(failed(25, 1))).isTrue();
        assertThat(last.state(25)).isEqualTo(PartState.FAILED);
        assertThat(last.loose()).isEqualTo(Map.of(25, failed(25, 2)));
    }

    @Test
    void shouldNotCountALostWorkerAsAnAttempt() {
        PartBlock lost = claimed(List.of(25)).givenBack(NOW, NOW.plus(LEASE), MOST_LOSSES);
        PartBlock second = claim(lost.sent(List.of(25), NOW), 1, "two", NOW).block();

        PartBlock after = second.ended(1, "two", List.of(failed(25, 2)), ATTEMPTS);

        assertThat(after.state(25)).isEqualTo(PartState.WAITING);
    }

    @Test
    void shouldNotCountATryThatAWorkerGaveBack() {
        PartBlock claimed = claimed(List.of(25, 26));

        PartBlock after = claimed.returned(0, "one", Map.of(25, 1));

        assertThat(after.state(25)).isEqualTo(PartState.WAITING);
        assertThat(after.tries(25)).isZero();
        assertThat(after.losses(25)).isZero();
        assertThat(after.bundle(0).orElseThrow().parts()).containsExactly(26);
        assertThat(after.ended(0, "one", List.of(done(25, 1)), ATTEMPTS)).isSameAs(after);
        assertThat(after.returned(0, "one", Map.of(25, 1))).isSameAs(after);
        assertThat(claimed.returned(0, "two", Map.of(25, 1))).isSameAs(claimed);
        assertThat(claimed.returned(0, "one", Map.of(25, 2, 27, 1, 99, 1))).isSameAs(claimed);
    }

    @Test
    void shouldTakeNothingFromAWorkerThatDoesNotHoldTheBundle() {
        PartBlock claimed = claimed(List.of(25));

        assertThat(claimed.ended(0, "two", List.of(done(25, 1)), ATTEMPTS)).isSameAs(claimed);
        assertThat(claimed.ended(3, "one", List.of(done(25, 1)), ATTEMPTS)).isSameAs(claimed);
        PartBlock unclaimed = NEW.sent(List.of(25), NOW);
        assertThat(unclaimed.ended(0, "one", List.of(done(25, 0)), ATTEMPTS)).isSameAs(unclaimed);
    }

    @Test
    void shouldTakeNoPartOfAnotherBundleBlockOrTry() {
        PartBlock claimed = claimed(List.of(25)).sent(List.of(26), NOW);

        List<PartEnd> lies =
                List.of(done(26, 1), done(26, 0), done(28, 1), done(99, 1), done(-1, 1), done(25, 2), done(25, 0));

        assertThat(claimed.ended(0, "one", lies, ATTEMPTS)).isSameAs(claimed);
        assertThat(lies).noneMatch(claimed::hasTaken);
    }

    @Test
    void shouldTakeTheSameReportTwiceWithoutEffect() {
        PartBlock after = claimed(List.of(25, 26)).ended(0, "one", List.of(done(25, 1)), ATTEMPTS);

        assertThat(after.ended(0, "one", List.of(done(25, 1)), ATTEMPTS)).isSameAs(after);
        assertThat(after.ended(0, "one", List.of(failed(25, 1)), ATTEMPTS)).isSameAs(after);
        assertThat(claimed(List.of(25, 26)).ended(0, "one", List.of(done(25, 1), failed(25, 1)), ATTEMPTS))
                .isEqualTo(after);
        assertThat(after.hasTaken(failed(25, 1))).isFalse();
    }

    @Test
    void shouldTakeAReportThatComesAfterTheLeaseButBeforeAnybodyElse() {
        PartBlock claimed = claimed(List.of(25));

        assertThat(claimed.isHeldBy(0, "one")).isTrue();
        assertThat(claimed.ended(0, "one", List.of(done(25, 1)), ATTEMPTS).state(25))
                .isEqualTo(PartState.DONE);
    }

    @Test
    void shouldSendAgainWhatNobodyClaimedWithTheSameTry() {
        PartBlock sent = NEW.sent(List.of(25), NOW);

        assertThat(sent.givenBack(NOW.minusSeconds(1), NOW.plusSeconds(900), MOST_LOSSES))
                .isSameAs(sent);
        PartBlock back = sent.givenBack(NOW.plusSeconds(1), NOW, MOST_LOSSES);
        assertThat(back.state(25)).isEqualTo(PartState.WAITING);
        assertThat(back.tries(25)).isZero();
        assertThat(back.losses(25)).isZero();
    }

    @Test
    void shouldFailAPartWhoseWorkerWasLostTooOften() {
        PartBlock block = NEW;
        Instant now = NOW;
        for (int loss = 1; loss <= MOST_LOSSES; loss++) {
            assertThat(block.state(25)).isEqualTo(PartState.WAITING);
            block = claim(block.sent(List.of(25), now), loss - 1, "worker-" + loss, now)
                    .block();
            now = now.plus(LEASE);
            block = block.givenBack(now, now, MOST_LOSSES);
        }

        assertThat(block.state(25)).isEqualTo(PartState.FAILED);
        assertThat(block.loose().get(25))
                .isEqualTo(new PartEnd(25, 3, false, null, "the worker of the part was lost 3 times", null, 0));
    }

    @Test
    void shouldFailAPoisonedPartWhoseMessageKeepsComing() {
        PartBlock block = claimed(List.of(25, 26)).ended(0, "one", List.of(done(26, 1)), ATTEMPTS);
        Claimed last = new Claimed(block, null);
        Instant now = NOW;
        for (int loss = 1; loss <= MOST_LOSSES; loss++) {
            now = now.plus(LEASE);
            last = claim(last.block(), 0, "worker-" + loss, now);
        }

        assertThat(last.answer()).isEqualTo(new Claim.Gone());
        assertThat(last.block().counts()).isEqualTo(new PartCounts(2, 0, 0, 1, 1, 0));
        assertThat(last.block().bundles()).isEmpty();
    }

    @Test
    void shouldCancelWhatNoWorkerHas() {
        PartBlock block = claimed(List.of(25)).sent(List.of(26), NOW);

        PartBlock cancelled = block.cancelled();

        assertThat(cancelled.states()).isEqualTo("rccc");
        assertThat(cancelled.bundles()).extracting(Bundle::seq).containsExactly(0);
        assertThat(cancelled.cancelled()).isSameAs(cancelled);
        assertThat(cancelled.ended(0, "one", List.of(done(25, 1)), ATTEMPTS).states())
                .isEqualTo("dccc");
    }
}
