package execution.model;

import java.time.Instant;

/**
 * The decision that an execution is to be stopped. It is stored before the task is stopped.
 *
 * @param becomes the status that the execution ends with when the platform has stopped it: cancelled or timed_out
 * @param reasonClass why: cancelled, time_out or start_time_out
 */
public record StopIntent(ExecutionStatus becomes, String reason, Instant requestedAt, ReasonClass reasonClass) {

    /** An intent whose status says why. */
    public StopIntent(ExecutionStatus becomes, String reason, Instant requestedAt) {
        this(
                becomes,
                reason,
                requestedAt,
                becomes == ExecutionStatus.CANCELLED ? ReasonClass.CANCELLED : ReasonClass.TIME_OUT);
    }

    public StopIntent {
        // Rows that were written before there were classes have none.
        if (reasonClass == null) {
            reasonClass = becomes == ExecutionStatus.CANCELLED ? ReasonClass.CANCELLED : ReasonClass.TIME_OUT;
        }
    }
}
