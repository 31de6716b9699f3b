package execution.publication;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

class PublicationPropertiesTest {

    @ParameterizedTest
    @CsvSource({"1, 0B, 1ms", "1, -1MB, 1ms", "0, 1B, 1ms", "1, 1B, 0ms"})
    void shouldRefuseWhatLeavesNoRoomOrNoPause(int mostWaiting, String size, String retry) {
        assertThat(problems(mostWaiting, size, retry)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource("1, 1B, 1ms")
    void shouldTakeTheLeast(int mostWaiting, String size, String retry) {
        assertThat(problems(mostWaiting, size, retry)).isZero();
    }

    private static int problems(int mostWaiting, String size, String retry) {
        try (ValidatorFactory factory = Validation.buildDefaultValidatorFactory()) {
            return factory.getValidator()
                    .validate(new PublicationProperties(
                            mostWaiting,
                            DataSize.parse(size),
                            Duration.ofMillis(Long.parseLong(retry.replace("ms", "")))))
                    .size();
        }
    }
}
