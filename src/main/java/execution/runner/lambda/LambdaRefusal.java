package execution.runner.lambda;

import java.util.Arrays;
import java.util.Set;

/**
 * Why Invoke took nothing, in words for those who asked for the execution. The codes are from "Invoke" of the AWS
 * Lambda API Reference and from its "Common Errors".
 */
enum LambdaRefusal {
    FUNCTION(false, "there is no such function as the task names", "ResourceNotFoundException"),
    PERMISSION(
            false,
            "the service has no permission to invoke the task's function",
            "AccessDeniedException",
            "AccessDenied"),
    TOO_LARGE(
            false,
            "what the function is invoked with is too large for it",
            "RequestTooLargeException",
            "RequestEntityTooLargeException",
            "SerializedRequestEntityTooLargeException"),
    KEY(
            false,
            "the platform cannot use the key of the task's function",
            "KMSAccessDeniedException",
            "KMSDisabledException",
            "KMSInvalidStateException",
            "KMSNotFoundException"),
    SETUP(
            false,
            "the platform cannot run the task's function as it is set up",
            "InvalidRuntimeException",
            "InvalidSecurityGroupIDException",
            "InvalidSubnetIDException",
            "InvalidZipFileException",
            "EC2AccessDeniedException",
            "RecursiveInvocationException"),
    NOT_READY(
            true,
            "the task's function is not ready at present",
            "ResourceConflictException",
            "ResourceNotReadyException",
            "SnapStartException",
            "SnapStartNotReadyException",
            "SnapStartTimeoutException"),
    CAPACITY(
            true,
            "the platform has no room for the task's function at present",
            "EC2UnexpectedException",
            "ENILimitReachedException",
            "SubnetIPAddressLimitReachedException",
            "EFSIOException",
            "EFSMountConnectivityException",
            "EFSMountFailureException",
            "EFSMountTimeoutException"),
    CREDENTIALS(
            true,
            "the platform does not accept the service's credentials",
            "ExpiredTokenException",
            "UnrecognizedClientException",
            "InvalidSignatureException",
            "MissingAuthenticationTokenException",
            "IncompleteSignatureException"),
    OTHER(false, "the platform does not accept the invocation as it was prepared for the job");

    private final boolean passing;
    private final String words;
    private final Set<String> codes;

    /**
     * @param passing whether another attempt may succeed later
     * @param words the reason that the execution gets
     * @param codes the error codes of Lambda that mean this
     */
    LambdaRefusal(boolean passing, String words, String... codes) {
        this.passing = passing;
        this.words = words;
        this.codes = Set.of(codes);
    }

    /** Gives what a code means; {@link #OTHER} if the code is not known. */
    static LambdaRefusal of(String code) {
        return Arrays.stream(values())
                .filter(refusal -> refusal.codes.contains(String.valueOf(code)))
                .findFirst()
                .orElse(OTHER);
    }

    boolean isPassing() {
        return passing;
    }

    String words() {
        return words;
    }
}
