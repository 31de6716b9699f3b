package execution.runner.ecs;

import execution.model.ReasonClass;
import execution.runner.EndCause;
import execution.runner.TaskEnd;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Classes of reasons why a task stopped; the first class that fits counts. A class fits by the task's stop code, or by
 * a reason that the platform gives for the job's container, for the task or for another container. The reason has to
 * begin with a text of the class, and if the class names details, hold one of them. Each class says in plain words what
 * happened, and what a person can do about it; neither names anything of the account.
 *
 * <p>Sources: {@code TaskStopCode} of the Amazon ECS API Reference; "Stopped tasks error codes", "CannotPullContainer
 * task errors", "ResourceInitializationError errors" and "Task retirement and maintenance" of the Amazon ECS Developer
 * Guide. The details are words of containerd, of registries and of Secrets Manager.
 */
enum EcsStopReason {
    SPOT(
            EndCause.PLATFORM,
            ReasonClass.SPOT,
            "the platform took back the Spot capacity that the task ran on",
            "Nothing, if the next attempt comes through. Else let the task be launched on demand after some"
                    + " losses, or always.",
            codes("SpotInterruption"),
            beginnings("Your Spot Task was interrupted"),
            anyDetail()),
    HOST(
            EndCause.PLATFORM,
            ReasonClass.HOST,
            "the platform retired or lost the host that the task ran on",
            "Nothing: the next attempt runs on another host. A job that runs for days should go on where it"
                    + " stopped.",
            codes("TerminationNotice"),
            beginnings("ECS is performing maintenance", "Host EC2"),
            anyDetail()),
    CAPACITY(
            EndCause.PLATFORM,
            ReasonClass.CAPACITY,
            "the platform had no room for the task",
            "Nothing at first: it is tried again. If it lasts, use subnets in more zones, or another size of the"
                    + " task.",
            codes(),
            beginnings("Capacity is unavailable"),
            anyDetail()),
    NETWORK(
            EndCause.PLATFORM,
            ReasonClass.START_FAILURE,
            "the task got no network interface",
            "Look whether the subnets have free addresses, and the account network interfaces left.",
            codes(),
            beginnings("Timeout waiting for network interface", "Network interface", "Unexpected EC2 error"),
            anyDetail()),
    INTERNAL(
            EndCause.PLATFORM,
            ReasonClass.START_FAILURE,
            "the platform failed while it started the task",
            "Nothing: it is tried again. If it lasts, ask the platform's support.",
            codes(),
            beginnings("InternalError"),
            anyDetail()),
    IMAGE_UNUSABLE(
            EndCause.UNUSABLE,
            ReasonClass.UNUSABLE,
            "the job's image does not exist, may not be read or does not fit the platform",
            "Look at the image's name and tag, at the permission of the task's execution role to read it, and at"
                    + " the processor architecture that it is built for.",
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
    IMAGE_TOO_LARGE(
            EndCause.UNUSABLE,
            ReasonClass.UNUSABLE,
            "the task's disk has no room for the job's image",
            "Give the task definition more ephemeral storage, or make the image smaller.",
            codes(),
            beginnings("CannotPullContainerError", "CannotPullImageManifestError", "CannotPullECRContainerError"),
            details("no space left on device")),
    IMAGE_RATE(
            EndCause.PLATFORM,
            ReasonClass.IMAGE_PULL,
            "the registry of the job's image asks for fewer pulls",
            "Sign in to the registry, or keep the image in a registry of your own.",
            codes(),
            beginnings("CannotPullContainerError", "CannotPullImageManifestError", "CannotPullECRContainerError"),
            details("toomanyrequests", "rate limit")),
    IMAGE_UNREACHABLE(
            EndCause.PLATFORM,
            ReasonClass.IMAGE_PULL,
            "the job's image could not be pulled, because its registry did not answer",
            "Look whether the subnets have a way to the registry: a NAT gateway, a public address or VPC"
                    + " endpoints, and a security group that lets HTTPS out.",
            codes(),
            beginnings("CannotPullContainerError", "CannotPullImageManifestError", "CannotPullECRContainerError"),
            details(
                    "i/o timeout",
                    "context deadline exceeded",
                    "no such host",
                    "connection refused",
                    "connection reset",
                    "dial tcp",
                    "client.timeout")),
    IMAGE_PULL(
            EndCause.PLATFORM,
            ReasonClass.IMAGE_PULL,
            "the job's image could not be pulled",
            "Nothing at first: it is tried again. If it lasts, look at the registry.",
            codes(),
            beginnings("CannotPullContainerError", "CannotPullImageManifestError", "CannotPullECRContainerError"),
            anyDetail()),
    SECRET_UNUSABLE(
            EndCause.UNUSABLE,
            ReasonClass.UNUSABLE,
            "a secret of the job's task definition does not exist or lacks the key that is asked for",
            "Create the secret, or set right its name, its key or its region in the task definition.",
            codes(),
            beginnings("ResourceInitializationError"),
            details("can't find the specified secret", "invalid ssm parameters", "did not contain json key")),
    RESOURCE_UNUSABLE(
            EndCause.UNUSABLE,
            ReasonClass.UNUSABLE,
            "a secret, a log group or a file system of the job's task definition does not exist or may not be used",
            "Look at the permissions of the task's execution role, and at the names in the task definition.",
            codes(),
            beginnings("ResourceInitializationError"),
            details("ResourceNotFoundException", "AccessDenied", "not authorized", "does not exist")),
    FILE_SYSTEM(
            EndCause.PLATFORM,
            ReasonClass.START_FAILURE,
            "a file system of the job's task definition could not be mounted",
            "Look whether the file system has a mount target in the task's zone, and whether the security groups"
                    + " let NFS through.",
            codes(),
            beginnings("ResourceInitializationError"),
            details("efs utils", "mount.nfs", "mount target", "unable to mount", "failed to mount")),
    RESOURCES_UNREACHABLE(
            EndCause.PLATFORM,
            ReasonClass.START_FAILURE,
            "the platform could not fetch what the task needs to start, because the place where it is kept did"
                    + " not answer",
            "Look whether the subnets have a way to the platform's services: a NAT gateway, a public address or"
                    + " VPC endpoints.",
            codes(),
            beginnings("ResourceInitializationError"),
            details(
                    "i/o timeout",
                    "context deadline exceeded",
                    "connection issue",
                    "network connectivity",
                    "request canceled",
                    "no such host",
                    "dial tcp")),
    RESOURCES(
            EndCause.PLATFORM,
            ReasonClass.START_FAILURE,
            "the platform could not prepare what the task needs to start (secrets, log, network or file system)",
            "Nothing at first: it is tried again. If it lasts, the platform's own words in the service's log tell"
                    + " which of them it is.",
            codes(),
            beginnings("ResourceInitializationError"),
            anyDetail()),
    COMMAND_UNUSABLE(
            EndCause.UNUSABLE,
            ReasonClass.UNUSABLE,
            "the job's command is not in its image or cannot be executed",
            "Look at the command and the entry point, and whether the image is built for the task's processor"
                    + " architecture.",
            codes(),
            beginnings("CannotStartContainerError", "CannotCreateContainerError", "ContainerRuntimeError"),
            details(
                    "no such file or directory",
                    "executable file not found",
                    "permission denied",
                    "exec format error")),
    LOG_DRIVER(
            EndCause.PLATFORM,
            ReasonClass.START_FAILURE,
            "the platform could not start the log of the job's container",
            "Look whether the log group exists, and whether the subnets have a way to the platform's logs.",
            codes(),
            beginnings("CannotStartContainerError", "CannotCreateContainerError"),
            details("logging driver", "logger args", "log driver")),
    VOLUME(
            EndCause.PLATFORM,
            ReasonClass.START_FAILURE,
            "a volume of the job's task definition could not be made",
            "Look at the volumes of the task definition, and at the file systems that they name.",
            codes(),
            beginnings("CannotCreateVolumeError"),
            anyDetail()),
    CONTAINER_SLOW(
            EndCause.PLATFORM,
            ReasonClass.START_FAILURE,
            "the platform took too long to start or stop the job's container",
            "Nothing at first: it is tried again. If it lasts, give the task more CPU.",
            codes(),
            beginnings("ContainerRuntimeTimeoutError", "DockerTimeoutError"),
            anyDetail()),
    CONTAINER(
            EndCause.PLATFORM,
            ReasonClass.START_FAILURE,
            "the platform could not start or keep the job's container",
            "Nothing at first: it is tried again. If it lasts, try the image with the same command by hand.",
            codes(),
            beginnings(
                    "CannotStartContainerError",
                    "CannotCreateContainerError",
                    "CannotInspectContainerError",
                    "CannotStopContainerError",
                    "ContainerRuntimeError"),
            anyDetail()),
    OUT_OF_MEMORY(
            EndCause.JOB,
            ReasonClass.OUT_OF_MEMORY,
            "the job needed more memory than its task has",
            "Give the task more memory, or the job less to do at once.",
            codes(),
            beginnings("OutOfMemoryError"),
            anyDetail()),
    NOT_STARTED(
            EndCause.PLATFORM,
            ReasonClass.START_FAILURE,
            "the platform could not start the task",
            "Nothing at first: it is tried again. If it lasts, the platform's own words in the service's log tell"
                    + " more.",
            codes("TaskFailedToStart"),
            beginnings(),
            anyDetail()),
    SCHEDULER(
            EndCause.PLATFORM,
            ReasonClass.HOST,
            "the platform's scheduler stopped the task",
            "Nothing: it is tried again. If it lasts, look whether a service of the cluster has the same task"
                    + " definition.",
            codes("ServiceSchedulerInitiated"),
            beginnings(),
            anyDetail()),
    STOPPED_BY_HAND(
            EndCause.REQUESTED,
            ReasonClass.STOPPED_BY_HAND,
            "somebody stopped the task on the platform",
            "Ask who may stop tasks; the platform's record of calls names who did.",
            codes("UserInitiated"),
            beginnings(),
            anyDetail()),
    EXITED(
            EndCause.JOB,
            ReasonClass.EXIT_CODE,
            null,
            "Look at the job's own log.",
            codes("EssentialContainerExited"),
            beginnings(),
            anyDetail()),
    SPOT_CAPACITY(
            EndCause.PLATFORM,
            ReasonClass.SPOT,
            "the platform had no Spot capacity for the task",
            "Nothing at first: it is tried again. If it lasts, let the task be launched on demand after some"
                    + " losses, or always.",
            codes(),
            beginnings(),
            anyDetail()),
    UNKNOWN(
            EndCause.JOB,
            ReasonClass.UNKNOWN,
            "the platform gave no reason that is known here",
            "Look at the task on the platform, and at the platform's words in the service's log.",
            codes(),
            beginnings(),
            anyDetail());

    /** What ECS may say as {@code stopCode}, and what callers may therefore see. */
    private static final Set<String> STOP_CODES = Set.of(
            "TaskFailedToStart",
            "EssentialContainerExited",
            "UserInitiated",
            "ServiceSchedulerInitiated",
            "SpotInterruption",
            "TerminationNotice");

    private final EndCause cause;
    private final ReasonClass reasonClass;
    private final String words;
    private final String remedy;
    private final List<String> codes;
    private final List<String> beginnings;
    private final List<String> details;

    EcsStopReason(
            EndCause cause,
            ReasonClass reasonClass,
            String words,
            String remedy,
            List<String> codes,
            List<String> beginnings,
            List<String> details) {
        this.cause = cause;
        this.reasonClass = reasonClass;
        this.words = words;
        this.remedy = remedy;
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
    static EcsStopReason of(String stopCode, List<String> texts) {
        return Arrays.stream(values())
                .filter(reason -> reason.codes.contains(String.valueOf(stopCode))
                        || texts.stream().anyMatch(text -> reason.begins(text) && reason.hasDetail(text)))
                .findFirst()
                .orElse(UNKNOWN);
    }

    /**
     * Gives the end of a container.
     *
     * @param exitCode null if the container never ran to an end
     * @param stopCode the task's, or null
     * @param texts what ECS said of the task and of its containers
     */
    TaskEnd end(Integer exitCode, String stopCode, List<String> texts) {
        return new TaskEnd(exitCode, cause, words, reasonClass, remedy, platform(stopCode, texts));
    }

    /**
     * Gives the names that ECS has for the end: its stop code, and the beginning of a text by which the class was
     * found. Only names that are known here are given, because the rest of ECS's texts may name accounts, roles and
     * secrets.
     */
    private String platform(String stopCode, List<String> texts) {
        String code = STOP_CODES.contains(String.valueOf(stopCode)) ? stopCode : null;
        String beginning = beginnings.stream()
                .filter(known -> texts.stream().anyMatch(text -> text != null && text.startsWith(known)))
                .findFirst()
                .orElse(null);
        if (code == null || beginning == null) {
            return code == null ? beginning : code;
        }
        return code + ": " + beginning;
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
