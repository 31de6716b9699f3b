package execution.runner.ecs;

import java.util.Arrays;
import java.util.Set;

/**
 * Why RunTask launched nothing, in words for those who asked for the execution. The codes are from "RunTask" and
 * "Common Errors" of the Amazon ECS API Reference, the reasons of failures from "API failure reasons" of the Amazon ECS
 * Developer Guide.
 */
enum EcsRefusal {
    CAPACITY(true, "the platform has no room for the task at present", "Capacity is unavailable", "ClientException"),
    LIMIT(true, "the platform runs as many tasks as it may", null, "LimitExceededException"),
    UNAVAILABLE(true, "the platform is not available at present", null, "ServiceUnavailableException"),
    CREDENTIALS(
            true,
            "the platform does not accept the service's credentials",
            null,
            "ExpiredTokenException",
            "UnrecognizedClientException",
            "InvalidSignatureException",
            "MissingAuthenticationTokenException",
            "IncompleteSignatureException"),
    PERMISSION(false, "the service has no permission to launch this task", null, "AccessDeniedException"),
    CLUSTER(false, "the cluster that tasks are to run in does not exist", null, "ClusterNotFoundException"),
    TASK_DEFINITION(
            false,
            "there is no task definition for the job that could be launched",
            "TaskDefinition",
            "ClientException",
            "InvalidParameterException"),
    PLATFORM(
            false,
            "the platform cannot run the job's task definition",
            null,
            "PlatformUnknownException",
            "PlatformTaskDefinitionIncompatibilityException",
            "UnsupportedFeatureException"),
    OTHER(false, "the platform does not accept the launch as it was prepared for the job", null),
    PLACEMENT(true, "the platform did not place the task", null);

    private final boolean passing;
    private final String words;
    private final String beginning;
    private final Set<String> codes;

    /**
     * @param passing whether another attempt may succeed later
     * @param words the reason that the execution gets
     * @param beginning what ECS's message has to begin with; null if any message will do
     * @param codes the error codes of ECS that mean this
     */
    EcsRefusal(boolean passing, String words, String beginning, String... codes) {
        this.passing = passing;
        this.words = words;
        this.beginning = beginning;
        this.codes = Set.of(codes);
    }

    static EcsRefusal of(String code, String message) {
        return Arrays.stream(values())
                .filter(refusal -> refusal.codes.contains(String.valueOf(code)))
                .filter(refusal ->
                        refusal.beginning == null || String.valueOf(message).startsWith(refusal.beginning))
                .findFirst()
                .orElse(OTHER);
    }

    /** Gives what the reason of a failure in an answer of RunTask means. */
    static EcsRefusal ofFailure(String reason) {
        String known = String.valueOf(reason);
        return known.startsWith("RESOURCE") || known.startsWith("CAPACITY") ? CAPACITY : PLACEMENT;
    }

    boolean isPassing() {
        return passing;
    }

    String words() {
        return words;
    }
}
