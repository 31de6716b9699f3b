package execution.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReasonClassTest {

    @ParameterizedTest
    @EnumSource
    void shouldBeReadByItsNameInLargeAndInSmallLetters(ReasonClass known) {
        assertThat(ReasonClass.of(known.text())).isEqualTo(known);
        assertThat(ReasonClass.of(known.name())).isEqualTo(known);
        assertThat(known.text()).isLowerCase();
    }

    @Test
    void shouldListWhatIsAllowed() {
        assertThatThrownBy(() -> ReasonClass.of("oom"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("must be one of exit_code, out_of_memory,")
                .hasMessageEndingWith("is 'oom'");
    }

    @Test
    void shouldBeFollowedByNoAttemptThatCouldBeASecondTaskOrThatNobodyWants() {
        assertThat(Arrays.stream(ReasonClass.values()).filter(known -> !known.mayBeFollowed()))
                .containsExactly(ReasonClass.WAIT_TIME_OUT, ReasonClass.CANCELLED, ReasonClass.LAUNCH_UNKNOWN);
    }
}
