package shared.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shared.failure.Backoff.Spread;

class BackoffTest {

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

    @ParameterizedTest
    @CsvSource({"1,250,500", "2,500,1000", "3,1000,2000", "7,15000,30000", "8,15000,30000", "2000000000,15000,30000"})
    void shouldWaitTwiceAsLongAfterEachFailureUpToTheMost(int failures, long least, long most) {
        assertThat(IntStream.range(0, 1_000)
                        .mapToLong(i -> BACKOFF.after(failures).toMillis()))
                .allMatch(millis -> millis >= least && millis <= most);
    }

    @ParameterizedTest
    @CsvSource({"0,250,500", "500,250,500", "4000,2000,4000", "3600000,15000,30000"})
    void shouldWaitAboutAsLongAsItWasWaitedSoFarWithinTheBounds(int waited, long least, long most) {
        assertThat(IntStream.range(0, 1_000).mapToLong(i -> BACKOFF.afterWaiting(Duration.ofMillis(waited))
                        .toMillis()))
                .allMatch(millis -> millis >= least && millis <= most);
    }

    @ParameterizedTest
    @CsvSource({"1,5000", "2,10000", "7,320000", "40,320000", "2000000000,320000"})
    void shouldSpreadOverTheWholePauseIfAskedTo(int failures, long most) {
        Backoff whole = new Backoff(Duration.ofMillis(5), Duration.ofMillis(320), Spread.WHOLE);

        assertThat(IntStream.range(0, 1_000)
                        .mapToLong(i -> whole.after(failures).toNanos() / 1_000))
                .allMatch(micros -> micros >= 0 && micros <= most)
                .anyMatch(micros -> micros < most / 4)
                .anyMatch(micros -> micros > most / 4 * 3);
    }

    @ParameterizedTest
    @CsvSource({"0,1000", "-1,1000", "2,1"})
    void shouldRefusePausesThatAreNone(long first, long most) {
        assertThatThrownBy(() -> new Backoff(Duration.ofMillis(first), Duration.ofMillis(most)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a first pause of " + Duration.ofMillis(first));
    }

    @Test
    void shouldNotLetAllComeBackAtTheSameMoment() {
        assertThat(IntStream.range(0, 1_000).mapToObj(i -> BACKOFF.after(5)).distinct())
                .hasSizeGreaterThan(100);
    }
}
