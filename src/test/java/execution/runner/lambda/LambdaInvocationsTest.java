package execution.runner.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.Launch;
import execution.runner.LaunchRefusedException;
import execution.runner.LaunchRequest;
import execution.runner.LaunchThrottledException;
import java.io.IOException;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.LambdaException;

class LambdaInvocationsTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String ATTEMPT = "0123456789abcdef0123456789abcdef-2";

    private final LambdaInvocations invocations = new LambdaInvocations(new LambdaEvents(MAPPER));
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    private InvokeRequest request(String function, Map<String, String> environment, Object asked) {
        Launch launch = new Launch("task", "task", null, null, null, Map.of(), Map.of("function", function));
        return invocations.request(new LaunchRequest(launch, ATTEMPT, environment), 2, asked, false, exchange);
    }

    private static LambdaException answer(int status, String code) {
        return (LambdaException) LambdaException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("arn:aws:iam::123456789012:role/secret")
                        .build())
                .build();
    }

    @Test
    void shouldTellTheFunctionAllThatItNeeds() throws IOException {
        InvokeRequest request = request(
                "word-count",
                Map.of(
                        "EXECUTION_ID", "e-1",
                        "EXECUTION_CALLBACK_URL", "http://service/executions/a/e-1",
                        "EXECUTION_CALLBACK_TOKEN", "the-token",
                        "RESULTS_PREFIX", "results/t/a/e-1/2/",
                        "NUMBER", "7"),
                Map.of("text", "a b"));

        assertThat(request.functionName()).isEqualTo("word-count");
        assertThat(request.invocationType()).isEqualTo(InvocationType.EVENT);
        JsonNode event = MAPPER.readTree(request.payload().asByteArray());
        assertThat(event.get("attempt").intValue()).isEqualTo(2);
        assertThat(event.get("attempt_id").textValue()).isEqualTo(ATTEMPT);
        assertThat(event.get("execution_id").textValue()).isEqualTo("e-1");
        assertThat(event.get("callback_url").textValue()).isEqualTo("http://service/executions/a/e-1");
        assertThat(event.get("callback_token").textValue()).isEqualTo("the-token");
        assertThat(event.get("results_prefix").textValue()).isEqualTo("results/t/a/e-1/2/");
        assertThat(event.get("environment").get("NUMBER").textValue()).isEqualTo("7");
        assertThat(event.get("environment").has("EXECUTION_CALLBACK_TOKEN")).isFalse();
        assertThat(event.get("request").get("text").textValue()).isEqualTo("a b");
        assertThat(request.toString()).doesNotContain("the-token");
    }

    @Test
    void shouldMakeTheSameEventOfTheSameRequest() {
        Map<String, String> environment = Map.of("A", "1", "B", "2", "C", "3", "RESULTS_BUCKET", "results");

        assertThat(request("word-count", environment, "text").payload())
                .isEqualTo(request("word-count", environment, "text").payload());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "word-count",
                "word-count:live",
                "word_count:$LATEST",
                "arn:aws:lambda:eu-west-1:123456789012:function:word-count:7"
            })
    void shouldTakeTheNameOfAFunction(String function) {
        assertThat(request(function, Map.of(), null).functionName()).isEqualTo(function);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a/b", "../a", "a b", "a?b", "a:b:c", "arn:aws:iam::1:role/x", "ä"})
    void shouldRefuseWhatNamesNoFunction(String function) {
        assertThatThrownBy(() -> request(function, Map.of(), null))
                .isInstanceOf(LaunchRefusedException.class)
                .hasMessageContaining("names no function");
    }

    @Test
    void shouldRefuseAnEventThatIsTooLarge() {
        assertThatThrownBy(() -> request("word-count", Map.of("LARGE", "x".repeat(262_144)), null))
                .isInstanceOf(LaunchRefusedException.class)
                .hasMessageContaining("must take at most 262144");
    }

    @ParameterizedTest
    @CsvSource({
        "404, ResourceNotFoundException, false, there is no such function",
        "403, AccessDeniedException, false, no permission",
        "413, RequestTooLargeException, false, too large",
        "502, KMSAccessDeniedException, false, cannot use the key",
        "502, InvalidRuntimeException, false, as it is set up",
        "400, InvalidParameterValueException, false, as it was prepared",
        "409, ResourceConflictException, true, not ready",
        "502, SubnetIPAddressLimitReachedException, true, no room",
        "403, ExpiredTokenException, true, credentials"
    })
    void shouldRefuse(int status, String code, boolean passing, String reason) {
        assertThatThrownBy(() -> invocations.failed(answer(status, code), ATTEMPT, false))
                .isInstanceOfSatisfying(LaunchRefusedException.class, refused -> {
                    assertThat(refused.isPassing()).isEqualTo(passing);
                    assertThat(refused.getMessage()).contains(reason).doesNotContain("123456789012");
                });
    }

    @ParameterizedTest
    @CsvSource({"429, TooManyRequestsException", "400, ThrottlingException", "502, EC2ThrottledException"})
    void shouldTryAgainLaterWhenThereWereTooManyCalls(int status, String code) {
        assertThatThrownBy(() -> invocations.failed(answer(status, code), ATTEMPT, true))
                .isInstanceOf(LaunchThrottledException.class);
    }

    @ParameterizedTest
    @CsvSource({"500, ServiceException", "502, SomethingNew", "503, ServiceUnavailableException"})
    void shouldNotSayThatNothingWasTakenWhenItIsNotKnown(int status, String code) {
        LambdaException unclear = answer(status, code);

        assertThatThrownBy(() -> invocations.failed(unclear, ATTEMPT, false)).isSameAs(unclear);
    }

    @Test
    void shouldNotRefuseAnAttemptOfWhichAnEarlierCallMayHaveBeenTaken() {
        LambdaException refusal = answer(404, "ResourceNotFoundException");

        assertThatThrownBy(() -> invocations.failed(refusal, ATTEMPT, true)).isSameAs(refusal);
    }
}
