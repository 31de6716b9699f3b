package execution.aws;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AwsPropertiesTest {

    @ParameterizedTest
    @CsvSource({"id, , 1", ", secret, 1", "id, secret, 0", ", , 0"})
    void shouldTakeBothPartsOfAnAccessKeyOrNone(String accessKey, String secretKey, int problems) {
        try (ValidatorFactory factory = Validation.buildDefaultValidatorFactory()) {
            assertThat(factory.getValidator().validate(new AwsProperties("eu-west-1", accessKey, secretKey, Map.of())))
                    .hasSize(problems);
        }
    }
}
