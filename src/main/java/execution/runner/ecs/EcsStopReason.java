package execution.runner.ecs;

import execution.runner.EndCause;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Classes of reasons why a task stopped; the first class that fits counts. A class fits by the task's stop code, or by
 * a reason that the platform gives for the job's container, for the task or for another container. The reason has to
 * begin with a text of the class, and if the class names details, hold one of them.
 *
 * <p>Sources: {@code TaskStopCode} of the Amazon ECS API Reference; "Stopped tasks error codes", "CannotPullContainer
 * task errors", "ResourceInitializationError errors" and "Task retirement and maintenance" of the Amazon ECS Developer
 * Guide. The details are words of containerd, of registries and of Secrets Manager.
 */
enum EcsStopReason {
    SPOT(
            EndCause.PLATFORM,
            "the platform took back the Spot capacity that the task ran on",
            codes("SpotInterruption"),
            beginnings("Your Spot Task was interrupted"),
            anyDetail()),
    HOST(
            EndCause.PLATFORM,
            "the platform retired or lost the host that the task ran on",
            codes("TerminationNotice"),
            beginnings("ECS is performing maintenance", "Host EC2"),
            anyDetail()),
    CAPACITY(
            EndCause.PLATFORM,
            "the platform had no room for the task",
            codes(),
            beginnings("Capacity is unavailable"),
            anyDetail()),
    NETWORK(
            EndCause.PLATFORM,
            "the task got no network interface",
            codes(),
            beginnings("Timeout waiting for network interface", "Network interface", "Unexpected EC2 error"),
            anyDetail()),
    INTERNAL(
            EndCause.PLATFORM,
            "the platform failed while it started the task",
            codes(),
            beginnings("InternalError"),
            anyDetail()),
    IMAGE_UNUSABLE(
            EndCause.UNUSABLE,
            "the job's image does not exist, may not be read or does not fit the platform",
            codes(),
            beginnings("CannotPullContainerError", "CannotPullImageManifestError", "CannotPullECRContainerError"),
            details(
                    "not found",
                    "does not exist",
                    "manifest unknown",
                    "no matching manifest",
                    "no match for platform",
                    "matching platform",
                    "denied",
                    "unauthorized",
                    "forbidden",
                    "no basic auth credentials",
                    "invalid reference format")),
    IMAGE_PULL(
            EndCause.PLATFORM,
            "the job's image could not be pulled",
            codes(),
            beginnings("CannotPullContainerError", "CannotPullImageManifestError", "CannotPullECRContainerError"),
            anyDetail()),
    RESOURCE_UNUSABLE(
            EndCause.UNUSABLE,
            "a secret, a log group or a file system of the job's task definition does not exist or may not be used",
            codes(),
            beginnings("ResourceInitializationError"),
            details(
                    "ResourceNotFoundException",
                    "AccessDenied",
                    "not authorized",
                    "does not exist",
                    "can't find the specified secret",
                    "invalid ssm parameters",
                    "did not contain json key")),
    RESOURCES(
            EndCause.PLATFORM,
            "the platform could not prepare what the task needs to start (secrets, log, network or file system)",
            codes(),
            beginnings("ResourceInitializationError"),
            anyDetail()),
    COMMAND_UNUSABLE(
            EndCause.UNUSABLE,
            "the job's command is not in its image or cannot be executed",
            codes(),
            beginnings("CannotStartContainerError", "CannotCreateContainerError", "ContainerRuntimeError"),
            details(
                    "no such file or directory",
                    "executable file not found",
                    "permission denied",
                    "exec format error")),
    CONTAINER(
            EndCause.PLATFORM,
            "the platform could not start or keep the job's container",
            codes(),
            beginnings(
                    "CannotStartContainerError",
                    "CannotCreateContainerError",
                    "CannotCreateVolumeError",
                    "CannotInspectContainerError",
                    "CannotStopContainerError",
                    "ContainerRuntimeError",
                    "ContainerRuntimeTimeoutError",
                    "DockerTimeoutError"),
            anyDetail()),
    OUT_OF_MEMORY(
            EndCause.JOB,
            "the job needed more memory than its task has",
            codes(),
            beginnings("OutOfMemoryError"),
            anyDetail()),
    NOT_STARTED(
            EndCause.PLATFORM,
            "the platform could not start the task",
            codes("TaskFailedToStart"),
            beginnings(),
            anyDetail()),
    SCHEDULER(
            EndCause.PLATFORM,
            "the platform's scheduler stopped the task",
            codes("ServiceSchedulerInitiated"),
            beginnings(),
            anyDetail()),
    STOPPED_BY_HAND(
            EndCause.REQUESTED,
            "somebody stopped the task on the platform",
            codes("UserInitiated"),
            beginnings(),
            anyDetail()),
    EXITED(EndCause.JOB, null, codes("EssentialContainerExited"), beginnings(), anyDetail()),
    UNKNOWN(EndCause.JOB, "the platform gave no reason that is known here", codes(), beginnings(), anyDetail());

    private final EndCause cause;
    private final String words;
    private final List<String> codes;
    private final List<String> beginnings;
    private final List<String> details;

    EcsStopReason(EndCause cause, String words, List<String> codes, List<String> beginnings, List<String> details) {
        this.cause = cause;
        this.words = words;
        this.codes = codes;
        this.beginnings = beginnings;
        this.details = details;
    }

    /**
     * Finds the first class that fits.
     *
     * @param stopCode the task's, or null
     * @param texts what ECS said of the task and of its containers; nulls are passed over
     */
    static EcsStopReason of(String stopCode, Stream<String> texts) {
        List<String> given = texts.filter(Objects::nonNull).toList();
        return Arrays.stream(values())
                .filter(reason -> reason.codes.contains(String.valueOf(stopCode))
                        || given.stream().anyMatch(text -> reason.begins(text) && reason.hasDetail(text)))
                .findFirst()
                .orElse(UNKNOWN);
    }

    EndCause cause() {
        return cause;
    }

    /**
     * Gives the reason for those who asked for the execution. It names nothing of the account. Null where the exit code
     * says all.
     */
    String words() {
        return words;
    }

    boolean begins(String text) {
        return text != null && beginnings.stream().anyMatch(text::startsWith);
    }

    private boolean hasDetail(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return details.isEmpty() || details.stream().anyMatch(lower::contains);
    }

    private static List<String> codes(String... codes) {
        return List.of(codes);
    }

    private static List<String> beginnings(String... beginnings) {
        return List.of(beginnings);
    }

    private static List<String> details(String... details) {
        return Arrays.stream(details)
                .map(detail -> detail.toLowerCase(Locale.ROOT))
                .toList();
    }

    private static List<String> anyDetail() {
        return List.of();
    }
}
