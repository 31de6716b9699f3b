package shared.aws;

import shared.failure.Causes;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/**
 * Says what went wrong with a call of AWS, in words that are safe in a log. The SDK's own messages are not, because
 * they quote the request.
 */
public final class AwsFailures {
    private AwsFailures() {}

    /**
     * Tells whether a call failed because a service is away: there was no connection, no answer in time, an error
     * inside the service, or too many calls. The same call may work later.
     *
     * @param failure any failure; its causes count as well
     */
    public static boolean isUnavailable(Throwable failure) {
        SdkException call = Causes.first(failure, SdkException.class).orElse(null);
        if (call instanceof SdkServiceException answer) {
            return answer.statusCode() >= 500 || answer.isThrottlingException();
        }
        return call != null && !isUnwritable(call);
    }

    /**
     * Tells whether a call failed because of what it was to send. Either the service said so (DynamoDB's
     * ValidationException), or the SDK could not write the request. The same call fails again.
     *
     * @param failure any failure; its causes count as well
     */
    public static boolean isRefusedInput(Throwable failure) {
        SdkException call = Causes.first(failure, SdkException.class).orElse(null);
        if (call instanceof AwsServiceException answer) {
            return answer.awsErrorDetails() != null
                    && "ValidationException".equals(answer.awsErrorDetails().errorCode());
        }
        return call != null && isUnwritable(call);
    }

    private static boolean isUnwritable(SdkException call) {
        return String.valueOf(call.getMessage()).startsWith("Unable to marshall");
    }

    /**
     * Describes a failure.
     *
     * @param failure what the SDK threw
     * @return the error code and status of the service's answer, or else what kind of failure it was
     */
    public static String describe(SdkException failure) {
        if (failure instanceof AwsServiceException refused) {
            String code = refused.awsErrorDetails() == null
                    ? null
                    : refused.awsErrorDetails().errorCode();
            return "answered " + refused.statusCode() + (code == null ? "" : " " + code);
        }
        String message = String.valueOf(failure.getMessage());
        if (message.startsWith("Unable to load region")) {
            return "no region: neither given nor in AWS_REGION";
        }
        if (message.startsWith("Unable to load credentials")) {
            return "no credentials found";
        }
        Throwable cause = failure.getCause();
        return failure.getClass().getSimpleName()
                + (cause == null ? "" : " by " + cause.getClass().getSimpleName());
    }
}
