package execution.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExitCodesTest {

    @ParameterizedTest
    @CsvSource({
        "0, false",
        "1, true",
        "3, true",
        "5, true",
        "6, false",
        "41, false",
        "42, true",
        "43, false",
        "255, true"
    })
    void shouldContainItsCodesAndBothEndsOfItsRanges(int code, boolean contained) {
        assertThat(ExitCodes.of(" 1 - 5, 42,250-255").contains(code)).isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", ",", "1,", "5-1", "256", "1-256", "-1", "1--5", "a", "1-5-7", "1;2", "9999999999", "1 2"
            })
    void shouldRefuseWhatIsNoSetOfCodes(String text) {
        assertThatThrownBy(() -> ExitCodes.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("must (be|have) codes .*");
    }

    @Test
    void shouldRefuseMoreThanItKeeps() {
        assertThat(ExitCodes.of("1" + ",1".repeat(49)).contains(1)).isTrue();
        assertThatThrownBy(() -> ExitCodes.of("1" + ",1".repeat(50))).hasMessageContaining("at most 50");
    }
}
