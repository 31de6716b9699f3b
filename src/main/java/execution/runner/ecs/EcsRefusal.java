package execution.runner.ecs;

import execution.model.EndReason;
import execution.model.ReasonClass;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Why RunTask launched nothing, in words for those who asked for the execution. The codes are from "RunTask" and
 * "Common Errors" of the Amazon ECS API Reference, the reasons of failures from "API failure reasons" of the Amazon ECS
 * Developer Guide.
 */
enum EcsRefusal {
    CAPACITY(
            true,
            ReasonClass.CAPACITY,
            "the platform has no room for the task at present",
            "Nothing at first: it is tried again. If it lasts, use subnets in more zones, or another size of the task.",
            "Capacity is unavailable",
            "ClientException"),
    LIMIT(
            true,
            ReasonClass.CAPACITY,
            "the platform runs as many tasks as it may",
            "Raise the account's quota of running tasks, or give fewer slots.",
            null,
            "LimitExceededException"),
    UNAVAILABLE(
            true,
            ReasonClass.START_FAILURE,
            "the platform is not available at present",
            "Nothing: it is tried again.",
            null,
            "ServiceUnavailableException"),
    CREDENTIALS(
            true,
            ReasonClass.START_FAILURE,
            "the platform does not accept the service's credentials",
            "Look at the service's role, and at the clock of its machine.",
            null,
            "ExpiredTokenException",
            "UnrecognizedClientException",
            "InvalidSignatureException",
            "MissingAuthenticationTokenException",
            "IncompleteSignatureException"),
    PERMISSION(
            false,
            ReasonClass.UNUSABLE,
            "the service has no permission to launch this task",
            "Give the service's role the permission to run the task and to pass it its roles.",
            null,
            "AccessDeniedException"),
    CLUSTER(
            false,
            ReasonClass.UNUSABLE,
            "the cluster that tasks are to run in does not exist",
            "Create the cluster, or set right the one that is configured.",
            null,
            "ClusterNotFoundException"),
    TOO_LONG(
            false,
            ReasonClass.UNUSABLE,
            "the environment and the command of the job are longer than the platform takes",
            "Give the task less in its environment, and the rest as its input.",
            "Container Overrides length",
            "InvalidParameterException"),
    TASK_DEFINITION(
            false,
            ReasonClass.UNUSABLE,
            "there is no task definition for the job that could be launched",
            "Register the task definition, or set right its name.",
            "TaskDefinition",
            "ClientException",
            "InvalidParameterException"),
    PLATFORM(
            false,
            ReasonClass.UNUSABLE,
            "the platform cannot run the job's task definition",
            "Look at the task definition: it has to be one for Fargate.",
            null,
            "PlatformUnknownException",
            "PlatformTaskDefinitionIncompatibilityException",
            "UnsupportedFeatureException"),
    OTHER(
            false,
            ReasonClass.UNUSABLE,
            "the platform does not accept the launch as it was prepared for the job",
            "The platform's words in the service's log name what it does not accept.",
            null),
    PLACEMENT(
            true,
            ReasonClass.CAPACITY,
            "the platform did not place the task",
            "Nothing at first: it is tried again. If it lasts, the platform's words are in the service's log.",
            null),
    SPOT_CAPACITY(
            true,
            ReasonClass.SPOT,
            "the platform has no Spot capacity for the task at present",
            "Nothing at first: it is tried again. If it lasts, let the task be launched on demand after some losses.",
            null);

    private static final Pattern NAME = Pattern.compile("[A-Za-z]{1,60}(:[A-Z_]{1,30})?");

    private final boolean passing;
    private final ReasonClass reasonClass;
    private final String words;
    private final String remedy;
    private final String beginning;
    private final Set<String> codes;

    /**
     * @param passing whether another attempt may succeed later
     * @param words the reason that the execution gets
     * @param remedy what a person can do about it
     * @param beginning what ECS's message has to begin with; null if any message will do
     * @param codes the error codes of ECS that mean this
     */
    EcsRefusal(
            boolean passing, ReasonClass reasonClass, String words, String remedy, String beginning, String... codes) {
        this.passing = passing;
        this.reasonClass = reasonClass;
        this.words = words;
        this.remedy = remedy;
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

    /** Gives what the refusal means for a task that was to run on Spot capacity. */
    EcsRefusal onSpot() {
        return this == CAPACITY ? SPOT_CAPACITY : this;
    }

    /**
     * Gives the reason.
     *
     * @param code the error code, or the reason of a failure. Callers see it if it is one word, because another text
     *     may name something of the account
     * @param detail all that ECS said, for operators
     */
    EndReason why(String code, String detail) {
        boolean isName = code != null && NAME.matcher(code).matches();
        return new EndReason(reasonClass, words, remedy, isName ? code : null, detail);
    }

    boolean isPassing() {
        return passing;
    }
}
