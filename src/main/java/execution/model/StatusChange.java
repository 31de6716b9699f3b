package execution.model;

import java.time.Instant;

/**
 * One entry of an execution's history.
 *
 * @param seq counts from 1 and has no gaps
 * @param previous null for the first
 * @param reason why, for people; null where the status says it all
 * @param end how the attempt before this change ended; null where the change ends none
 */
public record StatusChange(
        int seq,
        ExecutionStatus status,
        ExecutionStatus previous,
        Instant occurredAt,
        Integer attempt,
        String reason,
        AttemptEnd end) {

    /** About how many bytes of memory it takes. */
    long weight() {
        return 150 + Weights.of(reason) + (end == null ? 0 : end.weight());
    }
}
