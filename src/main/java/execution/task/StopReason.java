package execution.task;

import execution.runner.TaskState;
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
enum StopReason {
    SPOT(
            Blame.PLATFORM,
            "the platform took back the Spot capacity that the task ran on",
            codes("SpotInterruption"),
            beginnings("Your Spot Task was interrupted"),
            anyDetail()),
    HOST(
            Blame.PLATFORM,
            "the platform retired or lost the host that the task ran on",
            codes("TerminationNotice"),
            beginnings("ECS is performing maintenance", "Host EC2"),
            anyDetail()),
    CAPACITY(
            Blame.PLATFORM,
            "the platform had no room for the task",
            codes(),
            beginnings("Capacity is unavailable"),
            anyDetail()),
    NETWORK(
            Blame.PLATFORM,
            "the task got no network interface",
            codes(),
            beginnings("Timeout waiting for network interface", "Network interface", "Unexpected EC2 error"),
            anyDetail()),
    INTERNAL(
            Blame.PLATFORM,
            "the platform failed while it started the task",
            codes(),
            beginnings("InternalError"),
            anyDetail()),
    IMAGE_UNUSABLE(
            Blame.DEFINITION,
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
            Blame.PLATFORM,
            "the job's image could not be pulled",
            codes(),
            beginnings("CannotPullContainerError", "CannotPullImageManifestError", "CannotPullECRContainerError"),
            anyDetail()),
    RESOURCE_UNUSABLE(
            Blame.DEFINITION,
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
            Blame.PLATFORM,
            "the platform could not prepare what the task needs to start (secrets, log, network or file system)",
            codes(),
            beginnings("ResourceInitializationError"),
            anyDetail()),
    COMMAND_UNUSABLE(
            Blame.DEFINITION,
            "the job's command is not in its image or cannot be executed",
            codes(),
            beginnings("CannotStartContainerError", "CannotCreateContainerError", "ContainerRuntimeError"),
            details(
                    "no such file or directory",
                    "executable file not found",
                    "permission denied",
                    "exec format error")),
    CONTAINER(
            Blame.PLATFORM,
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
            Blame.JOB,
            "the job needed more memory than its task has",
            codes(),
            beginnings("OutOfMemoryError"),
            anyDetail()),
    NOT_STARTED(
            Blame.PLATFORM,
            "the platform could not start the task",
            codes("TaskFailedToStart"),
            beginnings(),
            anyDetail()),
    SCHEDULER(
            Blame.PLATFORM,
            "the platform's scheduler stopped the task",
            codes("ServiceSchedulerInitiated"),
            beginnings(),
            anyDetail()),
    STOPPED_BY_HAND(
            Blame.JOB, "somebody stopped the task on the platform", codes("UserInitiated"), beginnings(), anyDetail()),
    EXITED(Blame.JOB, "the job's container ended", codes("EssentialContainerExited"), beginnings(), anyDetail()),
    UNKNOWN(Blame.JOB, "the platform gave no reason that is known here", codes(), beginnings(), anyDetail());

    /** Who or what is responsible for the stop, which decides what follows. */
    enum Blame {
        /** The job: the stop uses up one of the job's attempts. */
        JOB,
        /**
         * The platform: the stop counts as a refusal, and another attempt follows after a pause, up to
         * {@code execution.allocation.max-refusals}.
         */
        PLATFORM,
        /**
         * The task definition: the execution ends, because another attempt would fail as well until somebody has
         * changed something.
         */
        DEFINITION
    }

    private final Blame blame;
    private final String words;
    private final List<String> codes;
    private final List<String> beginnings;
    private final List<String> details;

    StopReason(Blame blame, String words, List<String> codes, List<String> beginnings, List<String> details) {
        this.blame = blame;
        this.words = words;
        this.codes = codes;
        this.beginnings = beginnings;
        this.details = details;
    }

    /**
     * @param container the container whose exit code is the job's
     */
    static StopReason of(TaskState state, TaskState.Container container) {
        if (container.exitCode() != null && "EssentialContainerExited".equals(state.stopCode())) {
            // The job ran to its end, and what is said about other containers followed from that.
            return OUT_OF_MEMORY.begins(container.reason()) ? OUT_OF_MEMORY : EXITED;
        }
        List<String> given = Stream.concat(
                        Stream.of(container.reason(), state.stoppedReason()),
                        state.containers().stream().map(TaskState.Container::reason))
                .filter(Objects::nonNull)
                .toList();
        return Arrays.stream(values())
                .filter(reason -> reason.codes.contains(String.valueOf(state.stopCode()))
                        || given.stream().anyMatch(text -> reason.begins(text) && reason.hasDetail(text)))
                .findFirst()
                .orElse(UNKNOWN);
    }

    Blame blame() {
        return blame;
    }

    /** Gives the reason for those who asked for the execution. It names nothing of the account. */
    String words() {
        return words;
    }

    private boolean begins(String text) {
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
