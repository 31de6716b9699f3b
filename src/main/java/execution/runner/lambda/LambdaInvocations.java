package execution.runner.lambda;

import execution.runner.LaunchRefusedException;
import execution.runner.LaunchRequest;
import execution.runner.LaunchThrottledException;
import execution.runner.RawText;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.LambdaException;

/**
 * Makes the call that invokes the function of an attempt, and says what the answer means.
 *
 * <p>Lambda knows no call again. So a repeated call is another invocation of the same attempt, which ends at once
 * because the service refuses its report that it runs. The reference of the task is the attempt's id, which is the same
 * for all of them.
 */
@Component
public class LambdaInvocations {

    private static final Logger LOG = LoggerFactory.getLogger(LambdaInvocations.class);

    private static final String ATTEMPT_ID = "lambdaAttemptId";
    private static final String REPEATED = "lambdaRepeated";

    private final LambdaEvents events;

    LambdaInvocations(LambdaEvents events) {
        this.events = events;
    }

    /**
     * Makes the call of Invoke.
     *
     * @param request the body of {@code direct:run-lambda}; the settings of its launch name the function
     * @param attempt the number of the attempt
     * @param asked what the job asks of the task; null if nothing
     * @param repeated whether an earlier call for the same attempt may have been taken
     * @throws LaunchRefusedException if the task names no function, or if the event is too large
     */
    public InvokeRequest request(
            @Body LaunchRequest request,
            @Header("attempt") int attempt,
            @Header("request") Object asked,
            @Header("repeated") boolean repeated,
            Exchange exchange) {
        String function = request.launch().settings().get(LambdaSettings.FUNCTION);
        if (!FunctionName.isOne(function)) {
            throw new LaunchRefusedException("the file of the task names no function that could be invoked");
        }
        byte[] event = events.of(request, attempt, asked);
        exchange.setProperty(ATTEMPT_ID, request.attemptId());
        exchange.setProperty(REPEATED, repeated);
        return InvokeRequest.builder()
                .functionName(function)
                .invocationType(InvocationType.EVENT)
                .payload(SdkBytes.fromByteArray(event))
                .build();
    }

    /** Gives the reference of the task. */
    public String reference(@ExchangeProperty(ATTEMPT_ID) String attemptId) {
        return attemptId;
    }

    /**
     * Says what an error of Lambda means.
     *
     * @throws LaunchThrottledException if there were too many calls; this call was not taken
     * @throws LaunchRefusedException if no call for the attempt was taken
     * @throws LambdaException if it is not known whether a call for the attempt was taken
     */
    public void failed(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) LambdaException failure,
            @ExchangeProperty(ATTEMPT_ID) String attemptId,
            @ExchangeProperty(REPEATED) boolean repeated) {
        String code = failure.awsErrorDetails() == null
                ? null
                : failure.awsErrorDetails().errorCode();
        if (failure.statusCode() == 429 || failure.isThrottlingException()) {
            throw new LaunchThrottledException("Lambda asks for fewer calls");
        }
        LambdaRefusal refusal = LambdaRefusal.of(code);
        boolean unclear = refusal == LambdaRefusal.OTHER && (code == null || failure.statusCode() >= 500);
        if (unclear || repeated) {
            // An earlier call may have been taken, of which this refusal says nothing.
            throw failure;
        }
        LOG.warn(
                "Lambda refused to invoke the function of attempt {}: {}",
                attemptId,
                RawText.forLog(code + ": " + failure.awsErrorDetails().errorMessage()));
        throw new LaunchRefusedException(refusal.words(), refusal.isPassing());
    }
}
