package execution.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/**
 * The class of the reason for which an attempt, or an execution without an attempt, ended. The words are those of any
 * runner. Rules of task files name them, and callers see them.
 */
public enum ReasonClass {
    /** The job ran to its end and gave an exit code other than 0. */
    EXIT_CODE,
    /** The job needed more memory than its task has. */
    OUT_OF_MEMORY,
    /** The job's image could not be pulled this time. */
    IMAGE_PULL,
    /** The platform could not start the task this time, for another reason than its image. */
    START_FAILURE,
    /** The platform had no room for the task. */
    CAPACITY,
    /** The platform took Spot capacity back, or had none. */
    SPOT,
    /** The platform lost or retired what the task ran on. */
    HOST,
    /** The task ran for longer than it may. */
    TIME_OUT,
    /** The task was launched and did not run in time. */
    START_TIME_OUT,
    /** The execution was pending for longer than it may be. No attempt was made. */
    WAIT_TIME_OUT,
    /** Somebody else than the service stopped the task on the platform. */
    STOPPED_BY_HAND,
    /** The execution was cancelled by a request. */
    CANCELLED,
    /** The task can never start before somebody has changed something. */
    UNUSABLE,
    /** Nobody knows whether the task was launched. Another attempt could be a second task, so there never is one. */
    LAUNCH_UNKNOWN,
    /** The platform gave no reason, or one that is not known here. */
    UNKNOWN;

    /** Gives the name in rows, answers and task files, in lower case with underscores. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @param text a name in capital or small letters
     * @throws IllegalArgumentException for any other text; the message lists what is allowed
     */
    @JsonCreator
    public static ReasonClass of(String text) {
        return Arrays.stream(values())
                .filter(known -> known.name().equals(text.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must be one of "
                        + String.join(
                                ", ",
                                Arrays.stream(values()).map(ReasonClass::text).toList())
                        + ", is '" + text + "'"));
    }

    /** Tells whether another attempt can follow such an end at all, so that a rule can decide about it. */
    public boolean mayBeFollowed() {
        return this != WAIT_TIME_OUT && this != CANCELLED && this != LAUNCH_UNKNOWN;
    }
}
