package execution.task;

import static org.assertj.core.api.Assertions.assertThat;

import execution.catalogue.TaskFile.Attempts;
import execution.catalogue.TaskFile.Rule;
import execution.model.EndReason;
import execution.model.Execution;
import execution.model.NextStart;
import execution.model.ReasonClass;
import execution.model.Samples;
import execution.runner.EndCause;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AttemptPolicyTest {

    private static final int MOST_REFUSALS = 2;
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final AttemptPolicy NO_FILE = AttemptPolicy.without(MOST_REFUSALS, FIRST);

    private static AttemptPolicy policy(Attempts attempts) {
        return new AttemptPolicy(attempts, MOST_REFUSALS, FIRST);
    }

    private static AttemptPolicy ruled(Rule... rules) {
        return policy(new Attempts(null, null, null, List.of(rules), null));
    }

    private static Execution next(Execution row, boolean refused, boolean onDemand, ReasonClass why) {
        return row.nextAttempt(
                "words",
                1,
                EndReason.of(why, "words"),
                new NextStart(refused, onDemand, "instance", null),
                Samples.CREATED);
    }

    private static boolean isFollowed(AttemptPolicy policy, Execution row, EndCause cause, ReasonClass why) {
        return policy.isFollowed(row, cause, why, null);
    }

    @Test
    void shouldFollowWhoseDoingTheEndIsWithoutAFile() {
        Execution row = Samples.running(2);

        assertThat(isFollowed(NO_FILE, row, EndCause.JOB, ReasonClass.EXIT_CODE))
                .isTrue();
        assertThat(isFollowed(NO_FILE, row, EndCause.REQUESTED, ReasonClass.STOPPED_BY_HAND))
                .isTrue();
        assertThat(isFollowed(NO_FILE, row, EndCause.PLATFORM, ReasonClass.HOST))
                .isTrue();
        assertThat(isFollowed(NO_FILE, row, EndCause.UNUSABLE, ReasonClass.UNUSABLE))
                .isFalse();
        assertThat(isFollowed(NO_FILE, row, EndCause.JOB, ReasonClass.TIME_OUT)).isFalse();
        assertThat(isFollowed(NO_FILE, row, EndCause.JOB, ReasonClass.START_TIME_OUT))
                .isTrue();
    }

    @Test
    void shouldLetTheLowerOfBothNumbersOfAttemptsCount() {
        AttemptPolicy two = policy(new Attempts(2, null, null, null, null));
        Execution second = next(Samples.running(3), false, false, ReasonClass.EXIT_CODE);

        assertThat(isFollowed(two, Samples.running(3), EndCause.JOB, ReasonClass.EXIT_CODE))
                .isTrue();
        assertThat(isFollowed(two, second, EndCause.JOB, ReasonClass.EXIT_CODE)).isFalse();
        assertThat(isFollowed(NO_FILE, second, EndCause.JOB, ReasonClass.EXIT_CODE))
                .isTrue();
        assertThat(isFollowed(two, Samples.running(1), EndCause.JOB, ReasonClass.EXIT_CODE))
                .as("the event asked for one")
                .isFalse();
    }

    @Test
    void shouldNotUseUpAnAttemptByLossesOfThePlatformAndBoundThemApart() {
        Execution once = next(Samples.running(1), true, false, ReasonClass.SPOT);
        Execution twice = next(once, true, false, ReasonClass.CAPACITY);

        assertThat(isFollowed(NO_FILE, once, EndCause.PLATFORM, ReasonClass.HOST))
                .isTrue();
        assertThat(isFollowed(NO_FILE, twice, EndCause.PLATFORM, ReasonClass.HOST))
                .isFalse();
        assertThat(isFollowed(NO_FILE, twice, EndCause.JOB, ReasonClass.EXIT_CODE))
                .as("its first own attempt")
                .isFalse();
        assertThat(isFollowed(
                        NO_FILE,
                        next(Samples.running(2), true, false, ReasonClass.SPOT),
                        EndCause.JOB,
                        ReasonClass.EXIT_CODE))
                .isTrue();
    }

    @Test
    void shouldLetARuleDecideAgainstWhatUsuallyFollows() {
        Execution row = Samples.running(2);

        assertThat(isFollowed(ruled(new Rule("spot", null, false)), row, EndCause.PLATFORM, ReasonClass.SPOT))
                .isFalse();
        assertThat(isFollowed(ruled(new Rule("unusable", null, true)), row, EndCause.UNUSABLE, ReasonClass.UNUSABLE))
                .isTrue();
        assertThat(isFollowed(ruled(new Rule("time_out", null, true)), row, EndCause.JOB, ReasonClass.TIME_OUT))
                .isTrue();
        assertThat(ruled(new Rule("exit_code", "3", false)).isFollowed(row, EndCause.JOB, ReasonClass.EXIT_CODE, 3))
                .isFalse();
        assertThat(ruled(new Rule("exit_code", "3", false)).isFollowed(row, EndCause.JOB, ReasonClass.EXIT_CODE, 4))
                .isTrue();
    }

    @Test
    void shouldBoundWhatARuleAllows() {
        AttemptPolicy always = ruled(
                new Rule("exit_code", null, true), new Rule("unusable", null, true), new Rule("spot", null, true));
        Execution refused =
                next(next(Samples.running(1), true, false, ReasonClass.SPOT), true, false, ReasonClass.SPOT);

        assertThat(isFollowed(always, Samples.running(1), EndCause.JOB, ReasonClass.EXIT_CODE))
                .isFalse();
        assertThat(isFollowed(always, Samples.running(1), EndCause.UNUSABLE, ReasonClass.UNUSABLE))
                .isFalse();
        assertThat(isFollowed(always, refused, EndCause.PLATFORM, ReasonClass.SPOT))
                .isFalse();
    }

    /** A second attempt could be a second task, or one that nobody wants any more. */
    @ParameterizedTest
    @EnumSource(names = {"LAUNCH_UNKNOWN", "CANCELLED", "WAIT_TIME_OUT"})
    void shouldNeverFollowWhatNoAttemptMayFollow(ReasonClass why) {
        for (EndCause cause : EndCause.values()) {
            assertThat(isFollowed(NO_FILE, Samples.running(10), cause, why)).isFalse();
        }
    }

    @Test
    void shouldBeginTheJobsNextAttemptAtOnceUnlessTheFileSaysOtherwise() {
        assertThat(NO_FILE.pause(Samples.running(2), false)).isNull();

        AttemptPolicy paused =
                policy(new Attempts(null, Duration.ofSeconds(10), Duration.ofSeconds(30), List.of(), null));
        Execution second = next(Samples.running(3), false, false, ReasonClass.EXIT_CODE);
        Execution third = next(second, false, false, ReasonClass.EXIT_CODE);
        assertThat(paused.pause(Samples.running(3), false)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
        assertThat(paused.pause(second, false)).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(20));
        assertThat(paused.pause(third, false)).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(30));
        assertThat(paused.pause(next(second, true, false, ReasonClass.SPOT), false))
                .as("a loss of the platform's makes the job's pauses no longer")
                .isBetween(Duration.ofSeconds(10), Duration.ofSeconds(20));
    }

    @Test
    void shouldPauseAfterARefusalAsIsConfigured() {
        AttemptPolicy paused = policy(new Attempts(null, Duration.ofMinutes(10), null, List.of(), null));
        Execution once = next(Samples.running(1), true, false, ReasonClass.SPOT);

        assertThat(paused.pause(Samples.running(1), true)).isBetween(FIRST.dividedBy(2), FIRST);
        assertThat(paused.pause(once, true)).isBetween(FIRST, FIRST.multipliedBy(2));
    }

    @Test
    void shouldLaunchOnDemandAfterSoManyLossesOfSpotCapacity() {
        AttemptPolicy afterTwo = policy(new Attempts(null, null, null, List.of(), 2));
        Execution once = next(Samples.running(1), true, false, ReasonClass.SPOT);
        Execution alsoRefused = next(once, true, false, ReasonClass.CAPACITY);

        assertThat(afterTwo.isOnDemand(Samples.running(1), ReasonClass.SPOT)).isFalse();
        assertThat(afterTwo.isOnDemand(once, ReasonClass.SPOT)).isTrue();
        assertThat(afterTwo.isOnDemand(once, ReasonClass.HOST)).isFalse();
        assertThat(afterTwo.isOnDemand(alsoRefused, ReasonClass.CAPACITY)).isFalse();
        assertThat(afterTwo.isOnDemand(alsoRefused, ReasonClass.SPOT)).isTrue();
        assertThat(NO_FILE.isOnDemand(alsoRefused, ReasonClass.SPOT)).isFalse();
    }

    @Test
    void shouldStayOnDemandWhateverTheFileSaysLater() {
        Execution onDemand = next(Samples.running(1), true, true, ReasonClass.SPOT);

        assertThat(NO_FILE.isOnDemand(onDemand, ReasonClass.EXIT_CODE)).isTrue();
    }
}
