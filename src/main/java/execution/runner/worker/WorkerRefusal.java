package execution.runner.worker;

import java.util.Arrays;
import java.util.Set;
import software.amazon.awssdk.services.sqs.model.SqsException;

/**
 * Why SQS took no message, in words for those who asked for the execution. The codes are from "SendMessage" of the
 * Amazon SQS API Reference and from its "Common Errors".
 */
enum WorkerRefusal {
    THROTTLED("the queue of the fleet asks for fewer calls", "KmsThrottled", "RequestThrottled", "OverLimit"),
    CREDENTIALS(
            "the platform does not accept the service's credentials",
            "ExpiredTokenException",
            "UnrecognizedClientException",
            "InvalidSecurity",
            "InvalidSignatureException",
            "MissingAuthenticationTokenException",
            "IncompleteSignatureException"),
    NO_QUEUE(
            "there is no queue of the fleet",
            "AWS.SimpleQueueService.NonExistentQueue",
            "QueueDoesNotExist",
            "InvalidAddress",
            "QueueDeletedRecently"),
    PERMISSION(
            "the service has no permission to send to the queue of the fleet", "AccessDenied", "AccessDeniedException"),
    KEY(
            "the platform cannot use the key of the fleet's queue",
            "KmsAccessDenied",
            "KmsDisabled",
            "KmsInvalidKeyUsage",
            "KmsInvalidState",
            "KmsNotFound",
            "KmsOptInRequired"),
    CONTENT("the queue of the fleet does not take what the task is launched with", "InvalidMessageContents"),
    /** Nobody knows whether the message was taken. */
    UNCLEAR("");

    private final String words;
    private final Set<String> codes;

    /**
     * @param words the reason that the execution gets
     * @param codes the error codes of SQS that mean this, with or without a namespace before them
     */
    WorkerRefusal(String words, String... codes) {
        this.words = words;
        this.codes = Set.of(codes);
    }

    /** Gives what a failed call means; {@link #UNCLEAR} if the code is not known. */
    static WorkerRefusal of(SqsException failure) {
        if (failure.isThrottlingException() || failure.statusCode() == 429) {
            return THROTTLED;
        }
        String code = failure.awsErrorDetails() == null
                ? ""
                : String.valueOf(failure.awsErrorDetails().errorCode());
        String name = code.substring(code.indexOf('#') + 1);
        return Arrays.stream(values())
                .filter(refusal -> refusal.codes.contains(name))
                .findFirst()
                .orElse(UNCLEAR);
    }

    String words() {
        return words;
    }
}
