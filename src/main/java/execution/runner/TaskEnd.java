package execution.runner;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;

/**
 * How a task ended, or a part of a task.
 *
 * @param exitCode what the job ended with, and 0 alone is a success; null if the job never ran to an end
 * @param cause whose doing the end is; {@link EndCause#JOB} where it is null
 * @param reason becomes part of the execution's reason where the execution fails, so it is in words for those who asked
 *     for the execution and names nothing of the account; null where there is nothing to say beside the exit code
 */
public record TaskEnd(@JsonDeserialize(using = WholeNumber.class) Integer exitCode, EndCause cause, String reason) {

    public TaskEnd {
        cause = cause == null ? EndCause.JOB : cause;
    }
}
