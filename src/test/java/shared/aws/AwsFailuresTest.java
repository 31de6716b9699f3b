package shared.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

class AwsFailuresTest {

    private static Throwable answer(int status, String code) {
        return DynamoDbException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .build();
    }

    @Test
    void shouldTellAServiceThatIsAwayFromOneThatRefuses() {
        assertThat(AwsFailures.isUnavailable(answer(500, "InternalServerError")))
                .isTrue();
        assertThat(AwsFailures.isUnavailable(answer(400, "ThrottlingException")))
                .isTrue();
        assertThat(AwsFailures.isUnavailable(new IllegalStateException(
                        SdkClientException.create("Unable to execute HTTP request", new ConnectException()))))
                .as("also as the cause of another failure")
                .isTrue();
        assertThat(AwsFailures.isUnavailable(ApiCallTimeoutException.create(1_000)))
                .isTrue();

        assertThat(AwsFailures.isUnavailable(answer(400, "ValidationException")))
                .isFalse();
        assertThat(AwsFailures.isUnavailable(answer(403, "AccessDeniedException")))
                .isFalse();
        assertThat(AwsFailures.isUnavailable(new IOException("no call of AWS"))).isFalse();
    }

    @Test
    void shouldTellInputThatNeverWorks() {
        assertThat(AwsFailures.isRefusedInput(new IllegalStateException(answer(400, "ValidationException"))))
                .isTrue();
        assertThat(AwsFailures.isRefusedInput(
                        SdkClientException.create("Unable to marshall request to JSON: half a character")))
                .isTrue();

        assertThat(AwsFailures.isRefusedInput(answer(400, "ThrottlingException")))
                .isFalse();
        assertThat(AwsFailures.isRefusedInput(answer(403, "AccessDeniedException")))
                .isFalse();
        assertThat(AwsFailures.isRefusedInput(SdkClientException.create("Unable to execute HTTP request")))
                .isFalse();
    }
}
