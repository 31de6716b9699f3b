package execution.results;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ResultsPropertiesTest {

    private static ResultsProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("execution.results", ResultsProperties.class);
    }

    private static Set<ConstraintViolation<ResultsProperties>> validate(ResultsProperties properties) {
        try (ValidatorFactory factory = Validation.buildDefaultValidatorFactory()) {
            return factory.getValidator().validate(properties);
        }
    }

    @Test
    void shouldUnpackInADirectoryOfItsOwnWhereNothingIsSaid() {
        ResultsProperties properties = bind(Map.of());

        assertThat(validate(properties)).isEmpty();
        assertThat(properties.directory())
                .isEqualTo(Path.of(System.getProperty("java.io.tmpdir"), "execution-service-results"));
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({
        "most-message, 9KB",
        "most-message, 901KB",
        "most-packed, 0B",
        "most-unpacked, -1B",
        "most-time, 0s",
        "consumers, 0",
        "most-messages, 0",
        "retry, 31s"
    })
    void shouldRefuseAValueThatNoResultsComeThroughWith(String key, String value) {
        assertThat(validate(bind(Map.of("execution.results." + key, value)))).hasSize(1);
    }
}
