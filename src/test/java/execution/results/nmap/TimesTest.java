package execution.results.nmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {

    @ParameterizedTest
    @CsvSource({
        "2026-03-01T00:00:00, 2026-03-01T00:00:00Z",
        "2024-02-29T23:59:59, 2024-02-29T23:59:59Z",
        "2026-03-01T12:30, 2026-03-01T12:30:00Z",
        "2026-03-01T12:30:00.5, 2026-03-01T12:30:00.500Z",
        "+12026-03-01T00:00:00, +12026-03-01T00:00:00Z"
    })
    void shouldReadATimeWithoutZoneAsUtc(String text, Instant time) {
        assertThat(Times.ofText(text)).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tomorrow",
                "2026-02-29T00:00:00",
                "2026-13-01T00:00:00",
                "2026-01-01T24:00:00",
                "2026-01-01T00:00:60",
                "2026-01-01 00:00:00",
                "2026-01-01T00:00:0x",
                "2026-01-01T00:00:0\u0661",
                "2026-01-01T00:00:00Z"
            })
    void shouldGiveNothingForATextThatIsNoTime(String text) {
        assertThat(Times.ofText(text)).isNull();
    }

    @Test
    void shouldGiveNothingForNothing() {
        assertThat(Times.ofText(null)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                1,
                59,
                1_767_268_800,
                1_767_268_801,
                951_782_399,
                -1,
                253_402_300_799L,
                253_402_300_800L,
                31_556_889_864_403_199L,
                -31_557_014_167_219_200L
            })
    void shouldWriteATimeAsAnInstantDoes(long seconds) {
        Instant time = Instant.ofEpochSecond(seconds);

        assertThat(Times.text(time)).isEqualTo(time.toString());
        Instant within = Instant.ofEpochSecond(seconds, 5_000_000);
        assertThat(Times.text(within)).isEqualTo(within.toString());
    }
}
