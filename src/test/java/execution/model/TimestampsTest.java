package execution.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimestampsTest {

    @Test
    void shouldWriteSixDigitsAndNoZone() {
        assertThat(Timestamps.format(Instant.parse("2026-03-01T09:05:07.000012Z")))
                .isEqualTo("2026-03-01T09:05:07.000012");
        assertThat(Timestamps.format(Instant.parse("2026-12-31T23:59:59.999999999Z")))
                .isEqualTo("2026-12-31T23:59:59.999999");
        assertThat(Timestamps.format(Instant.EPOCH)).isEqualTo("1970-01-01T00:00:00.000000");
        assertThat(Timestamps.format(Instant.parse("0000-01-01T00:00:00Z"))).isEqualTo("0000-01-01T00:00:00.000000");
    }

    @Test
    void shouldWriteWhatItsPatternSaysAndReadItBack() {
        DateTimeFormatter pattern = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS");
        Random random = new Random(7);
        for (int i = 0; i < 1_000; i++) {
            Instant instant =
                    Instant.ofEpochSecond(random.nextLong(0, 250_000_000_000L), random.nextInt(1_000_000) * 1_000L);

            assertThat(Timestamps.format(instant))
                    .isEqualTo(pattern.format(LocalDateTime.ofInstant(instant, ZoneOffset.UTC)));
            assertThat(Timestamps.parse(Timestamps.format(instant))).isEqualTo(instant);
        }
    }
}
