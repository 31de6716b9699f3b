package execution.runner;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import execution.model.EndReason;
import execution.model.ReasonClass;

/**
 * How a task ended, or a part of a task. A runner may leave out all but the exit code.
 *
 * @param exitCode what the job ended with, and 0 alone is a success; null if the job never ran to an end
 * @param cause whose doing the end is; if it is null, the class says so, and {@link EndCause#JOB} where that is null as
 *     well
 * @param reason becomes part of the execution's reason where the execution fails, so it is in words for those who asked
 *     for the execution and names nothing of the account; null where there is nothing to say beside the exit code
 * @param reasonClass the class of the reason, in JSON {@code class}; if it is null, the cause and the exit code say it
 * @param remedy what a person can do about it, in plain words that name nothing of the account; null if nothing is
 *     known that helps
 * @param platform the platform's own names for the end. Callers see them, so they are words of the platform's
 *     documentation and name nothing of the account; or null
 */
public record TaskEnd(
        @JsonDeserialize(using = WholeNumber.class) Integer exitCode,
        EndCause cause,
        String reason,
        @JsonProperty("class") ReasonClass reasonClass,
        String remedy,
        String platform) {

    public TaskEnd {
        if (cause == null) {
            cause = EndCause.of(reasonClass);
        }
        if (reasonClass == null) {
            reasonClass = cause.reasonClass(exitCode);
        }
    }

    /** An end whose class its cause and its exit code say. */
    public TaskEnd(Integer exitCode, EndCause cause, String reason) {
        this(exitCode, cause, reason, null, null, null);
    }

    /**
     * Gives the reason of an end that is no success.
     *
     * @param detail all that the platform said, for operators; or null
     */
    @JsonIgnore
    public EndReason why(String detail) {
        return new EndReason(reasonClass, reason, remedy, platform, detail);
    }
}
