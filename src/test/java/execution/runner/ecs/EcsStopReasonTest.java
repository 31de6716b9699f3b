package execution.runner.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.ReasonClass;
import execution.runner.EndCause;
import execution.runner.TaskEnd;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Texts as ECS has them, and what is made of them. */
class EcsStopReasonTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SPOT | SpotInterruption | Your Spot Task was interrupted.",
                "SPOT | none | Your Spot Task was interrupted.",
                "HOST | TerminationNotice | none",
                "HOST | UserInitiated | ECS is performing maintenance on the underlying infrastructure hosting the task.",
                "HOST | none | Host EC2 (instance i-0123456789abcdef0) terminated.",
                "CAPACITY | TaskFailedToStart | Capacity is unavailable at this time. Please try again later or in a"
                        + " different availability zone",
                "NETWORK | TaskFailedToStart | Timeout waiting for network interface provisioning to complete.",
                "NETWORK | TaskFailedToStart | Network interface provision complete error timeout expired",
                "NETWORK | TaskFailedToStart | Unexpected EC2 error while attempting to Create Network Interface with"
                        + " public IP assignment enabled in subnet 'subnet-0a1b'",
                "INTERNAL | TaskFailedToStart | InternalError: unable to create container due to internal error",
                "IMAGE_UNUSABLE | TaskFailedToStart | CannotPullContainerError: pull image manifest has been retried 1"
                        + " time(s): failed to resolve ref 111122223333.dkr.ecr.eu-west-1.amazonaws.com/scan:9: not found",
                "IMAGE_UNUSABLE | TaskFailedToStart | CannotPullContainerError: image Manifest does not contain descriptor"
                        + " matching platform 'linux/amd64'",
                "IMAGE_UNUSABLE | TaskFailedToStart | CannotPullImageManifestError: Error response from daemon: manifest"
                        + " unknown: Requested image not found",
                "IMAGE_TOO_LARGE | TaskFailedToStart | CannotPullContainerError: failed to register layer: write /x: no"
                        + " space left on device",
                "IMAGE_RATE | TaskFailedToStart | CannotPullContainerError: toomanyrequests: You have reached your pull"
                        + " rate limit.",
                "IMAGE_UNREACHABLE | TaskFailedToStart | CannotPullContainerError: ref pull has been retried 5 time(s):"
                        + " failed to copy: dial tcp 10.0.3.17:443: i/o timeout",
                "IMAGE_UNREACHABLE | TaskFailedToStart | CannotPullContainerError: context deadline exceeded",
                "IMAGE_PULL | TaskFailedToStart | CannotPullECRContainerError: unexpected status code 500",
                "SECRET_UNUSABLE | TaskFailedToStart | ResourceInitializationError: unable to pull secrets or registry"
                        + " auth: ResourceNotFoundException: Secrets Manager can't find the specified secret.",
                "SECRET_UNUSABLE | TaskFailedToStart | ResourceInitializationError: unable to pull secrets: retrieved"
                        + " secret from Secrets Manager did not contain json key token",
                "RESOURCE_UNUSABLE | TaskFailedToStart | ResourceInitializationError: failed to validate logger args:"
                        + " create stream has been retried 1 times: ResourceNotFoundException: The specified log group"
                        + " does not exist.",
                "RESOURCE_UNUSABLE | TaskFailedToStart | ResourceInitializationError: unable to pull secrets:"
                        + " AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/x is not authorized",
                "FILE_SYSTEM | TaskFailedToStart | ResourceInitializationError: failed to invoke EFS utils commands to set"
                        + " up EFS volumes: stderr: Failed to resolve fs-0123.efs.eu-west-1.amazonaws.com",
                "RESOURCES_UNREACHABLE | TaskFailedToStart | ResourceInitializationError: unable to pull secrets or"
                        + " registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth:"
                        + " RequestError: send request failed: dial tcp 10.0.0.1:443: i/o timeout",
                "RESOURCES | TaskFailedToStart | ResourceInitializationError: anything else",
                "COMMAND_UNUSABLE | TaskFailedToStart | CannotStartContainerError: Error response from daemon: exec:"
                        + " \"scan\": executable file not found in $PATH",
                "COMMAND_UNUSABLE | TaskFailedToStart | CannotCreateContainerError: exec format error",
                "LOG_DRIVER | TaskFailedToStart | CannotStartContainerError: Error response from daemon: failed to"
                        + " initialize logging driver: failed to create Cloudwatch log stream",
                "VOLUME | TaskFailedToStart | CannotCreateVolumeError: mount failed",
                "CONTAINER_SLOW | TaskFailedToStart | DockerTimeoutError: Could not transition to started; timed out after"
                        + " waiting 3m0s",
                "CONTAINER | TaskFailedToStart | CannotStopContainerError: it does not end",
                "CONTAINER | TaskFailedToStart | CannotInspectContainerError: no answer",
                "OUT_OF_MEMORY | none | OutOfMemoryError: Container killed due to memory usage",
                "NOT_STARTED | TaskFailedToStart | words that are not known here",
                "SCHEDULER | ServiceSchedulerInitiated | Scaling activity initiated by deployment",
                "STOPPED_BY_HAND | UserInitiated | Task stopped by user arn:aws:iam::111122223333:user/x",
                "EXITED | EssentialContainerExited | Essential container in task exited",
                "UNKNOWN | none | words that are not known here",
                "UNKNOWN | SomethingNew | none"
            },
            nullValues = "none")
    void shouldFindTheReasonInWhatEcsSays(EcsStopReason reason, String stopCode, String text) {
        List<String> texts = text == null ? List.of() : List.of(text);

        TaskEnd end = EcsStopReason.of(stopCode, texts).end(null, stopCode, texts);

        assertThat(EcsStopReason.of(stopCode, texts)).isEqualTo(reason);
        assertThat(end.reasonClass()).isNotNull();
        assertThat(end.remedy()).isNotBlank();
        assertThat(String.valueOf(end))
                .as("nothing of the account")
                .doesNotContain("111122223333", "arn:", "10.0.", "subnet-0", "fs-0", "i-0", "scan:9");
        if (end.platform() != null) {
            assertThat(stopCode + ": " + text).contains(end.platform());
        }
    }

    /** A rule of a task's file and what usually follows have to speak of the same ends. */
    @ParameterizedTest
    @EnumSource
    void shouldHaveAClassThatSaysWhoseDoingItIs(EcsStopReason reason) {
        TaskEnd end = reason.end(null, null, List.of());
        TaskEnd ofClass = new TaskEnd(null, null, null, end.reasonClass(), null, null);

        assertThat(end.cause()).isEqualTo(ofClass.cause());
        assertThat(end.reason()).satisfies(words -> {
            if (reason != EcsStopReason.EXITED) {
                assertThat(words).isNotBlank().isEqualTo(words.strip()).doesNotEndWith(".");
            }
        });
        assertThat(end.remedy()).endsWith(".").hasSizeLessThanOrEqualTo(300);
        assertThat(end.remedy().substring(0, 1)).isUpperCase();
    }

    @Test
    void shouldNameTheEndAsEcsDoesWhereItsNamesAreKnown() {
        List<String> pull = List.of("CannotPullContainerError: of 111122223333: not found");

        assertThat(EcsStopReason.IMAGE_UNUSABLE
                        .end(null, "TaskFailedToStart", pull)
                        .platform())
                .isEqualTo("TaskFailedToStart: CannotPullContainerError");
        assertThat(EcsStopReason.IMAGE_UNUSABLE
                        .end(null, "arn:aws:iam::111122223333", pull)
                        .platform())
                .isEqualTo("CannotPullContainerError");
        assertThat(EcsStopReason.EXITED
                        .end(1, "EssentialContainerExited", List.of("x"))
                        .platform())
                .isEqualTo("EssentialContainerExited");
        assertThat(EcsStopReason.UNKNOWN.end(1, null, List.of("x")).platform()).isNull();
    }

    @Test
    void shouldFindDetailsInLargeLettersAsWell() {
        String text = "ResourceInitializationError: CAN'T FIND THE SPECIFIED SECRET";

        assertThat(text.toLowerCase(Locale.ROOT)).isNotEqualTo(text);
        assertThat(EcsStopReason.of("TaskFailedToStart", List.of(text))).isEqualTo(EcsStopReason.SECRET_UNUSABLE);
    }

    @Test
    void shouldTellALackOfSpotCapacityFromALackOfRoom() {
        assertThat(capacity("FARGATE_SPOT").reasonClass()).isEqualTo(ReasonClass.SPOT);
        assertThat(capacity("FARGATE_SPOT").cause()).isEqualTo(EndCause.PLATFORM);
        assertThat(capacity("FARGATE_SPOT").reason()).isEqualTo("the platform had no Spot capacity for the task");
        assertThat(capacity("FARGATE").reasonClass()).isEqualTo(ReasonClass.CAPACITY);
        assertThat(capacity(null).reasonClass()).isEqualTo(ReasonClass.CAPACITY);
    }

    private static TaskEnd capacity(String provider) {
        return new EcsTaskState(
                        "STOPPED", "TaskFailedToStart", "Capacity is unavailable at this time.", provider, List.of())
                .of("arn", "attempt", 1, null)
                .end();
    }
}
