package execution.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.catalogue.TaskFile.Attempts;
import execution.catalogue.TaskFile.Rule;
import execution.model.ReasonClass;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a task's file says of attempts. */
class AttemptsTest {

    private static final Attempts RULED = new Attempts(
            3,
            null,
            null,
            List.of(
                    new Rule("exit_code", "1-5,42", false),
                    new Rule("exit_code", null, true),
                    new Rule("unusable", null, true),
                    new Rule("out_of_memory", "137", false)),
            null);

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "EXIT_CODE, 1, false",
                "EXIT_CODE, 5, false",
                "EXIT_CODE, 42, false",
                "EXIT_CODE, 6, true",
                "EXIT_CODE, none, true",
                "UNUSABLE, none, true",
                "OUT_OF_MEMORY, 137, false",
                "OUT_OF_MEMORY, none, none",
                "OUT_OF_MEMORY, 1, none",
                "SPOT, 143, none",
                "none, 1, none"
            })
    void shouldDecideByTheFirstRuleThatFits(ReasonClass why, Integer exitCode, Boolean retry) {
        assertThat(RULED.ruled(why, exitCode).orElse(null)).isEqualTo(retry);
    }

    @Test
    void shouldHaveNoRulesWhereTheFileHasNone() {
        Attempts none = new Attempts(null, null, null, null, null);

        assertThat(none).isEqualTo(Attempts.NONE);
        assertThat(none.ruled(ReasonClass.EXIT_CODE, 1)).isEmpty();
        assertThat(none.pauses()).isEmpty();
    }

    @Test
    void shouldDoubleItsPausesUpToTheLongest() {
        Duration second = Duration.ofSeconds(1);
        Attempts attempts = new Attempts(null, second, second.multipliedBy(3), null, null);

        assertThat(attempts.pauses()).hasValueSatisfying(pauses -> {
            assertThat(pauses.first()).isEqualTo(second);
            assertThat(pauses.most()).isEqualTo(second.multipliedBy(3));
        });
        assertThat(new Attempts(null, second, null, null, null).pauses())
                .hasValueSatisfying(pauses -> assertThat(pauses.most()).isEqualTo(Duration.ofMinutes(15)));
        assertThat(new Attempts(null, Duration.ofHours(1), null, null, null).pauses())
                .as("a first pause that is longer than pauses usually get")
                .hasValueSatisfying(pauses -> assertThat(pauses.most()).isEqualTo(Duration.ofHours(1)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 11, -1})
    void shouldRefuseANumberOfAttemptsThatNoEventMayHave(int most) {
        assertThatThrownBy(() -> new Attempts(most, null, null, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("most: must be 1 to 10, is " + most);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10})
    void shouldTakeANumberOfAttemptsThatAnEventMayHave(int most) {
        assertThat(new Attempts(most, null, null, null, null).most()).isEqualTo(most);
    }

    @ParameterizedTest
    @CsvSource({"PT-1S", "PT24H0.001S", "P100D"})
    void shouldRefuseAPauseThatKeepsASlotForTooLongOrIsNone(Duration pause) {
        assertThatThrownBy(() -> new Attempts(null, pause, null, null, null)).hasMessageStartingWith("first_pause: ");
        assertThatThrownBy(() -> new Attempts(null, null, pause, null, null)).hasMessageStartingWith("longest_pause: ");
    }

    @Test
    void shouldBeginAtOnceWhereThePauseIsNone() {
        assertThat(new Attempts(null, Duration.ZERO, null, null, null).pauses()).isEmpty();
        assertThat(new Attempts(null, Duration.ofMillis(1), null, null, null).pauses())
                .isPresent();
    }

    @Test
    void shouldRefusePausesThatGoDown() {
        Duration pause = Duration.ofSeconds(2);

        assertThat(new Attempts(null, pause, pause, null, null).longestPause()).isEqualTo(pause);
        assertThatThrownBy(() -> new Attempts(null, pause, pause.minusMillis(1), null, null))
                .hasMessageContaining("no shorter than first_pause");
    }

    @Test
    void shouldRefuseLossesThatAreNone() {
        assertThat(new Attempts(null, null, null, null, 100).onDemandAfter()).isEqualTo(100);
        assertThat(new Attempts(null, null, null, null, 1).onDemandAfter()).isEqualTo(1);
        assertThatThrownBy(() -> new Attempts(null, null, null, null, 0)).hasMessageStartingWith("on_demand_after: ");
        assertThatThrownBy(() -> new Attempts(null, null, null, null, 101)).hasMessageStartingWith("on_demand_after: ");
    }

    @Test
    void shouldRefuseMoreRulesThanItKeeps() {
        Rule rule = new Rule("spot", null, true);

        assertThat(new Attempts(null, null, null, Collections.nCopies(50, rule), null).rules())
                .hasSize(50);
        assertThatThrownBy(() -> new Attempts(null, null, null, Collections.nCopies(51, rule), null))
                .hasMessageStartingWith("rules: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"launch_unknown", "cancelled", "wait_time_out", "anything", ""})
    void shouldRefuseARuleForAnEndThatNoAttemptMayFollow(String on) {
        assertThatThrownBy(() -> new Rule(on, null, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("on: ");
    }

    @Test
    void shouldRefuseARuleWithoutAClassOrWithCodesThatAreNone() {
        assertThatThrownBy(() -> new Rule(null, null, true)).hasMessageStartingWith("on: ");
        assertThatThrownBy(() -> new Rule("exit_code", "x", true)).hasMessageStartingWith("codes: ");
        assertThat(new Rule("EXIT_CODE", null, true).fits(ReasonClass.EXIT_CODE, 1))
                .isTrue();
    }
}
