package aws;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** What went wrong with a call of AWS, in words that are safe in a log: the SDK's own messages quote the request. */
public final class AwsFailures {
    private AwsFailures() {}

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
