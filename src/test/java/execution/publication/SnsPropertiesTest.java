package execution.publication;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnsPropertiesTest {

    private static int problems(String arn) {
        try (ValidatorFactory factory = Validation.buildDefaultValidatorFactory()) {
            return factory.getValidator()
                    .validate(new SnsProperties(arn, arn, arn))
                    .size();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "arn:aws:sns:eu-west-1:123456789012:events", "arn:aws-cn:sns:cn-north-1:123456789012:a.fifo"
            })
    void shouldTakeTheArnOfATopicOrNone(String arn) {
        assertThat(problems(arn)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "events",
                "arn:aws:sqs:eu-west-1:123456789012:events",
                "arn:aws:sns:eu-west-1:123456789012:a?region=b",
                " "
            })
    void shouldRefuseWhatIsNoTopic(String arn) {
        assertThat(problems(arn)).isEqualTo(3);
    }
}
