package execution.model;

import java.time.Instant;

/**
 * How an execution ended, or is to end.
 *
 * @param completedAt when it ended, or null
 * @param exitCode of the essential container, from the platform; null where there is none
 * @param reason why it has the status that it has, for people; null where the status says it all
 * @param stop the intent to stop it, or null
 */
public record JobOutcome(Instant completedAt, Integer exitCode, String reason, StopIntent stop) {

    /** Nothing is known of the end. */
    static final JobOutcome NONE = new JobOutcome(null, null, null, null);

    JobOutcome withEnd(Instant now, Integer code) {
        return new JobOutcome(now, code, reason, stop);
    }

    JobOutcome withReason(String why) {
        return new JobOutcome(completedAt, exitCode, why, stop);
    }

    JobOutcome withStop(StopIntent intent) {
        return new JobOutcome(completedAt, exitCode, reason, intent);
    }
}
