package execution.model;

import java.time.Instant;

/**
 * What the task itself said of its end. It is recorded and decides nothing: the end comes from the platform.
 *
 * @param status completed or failed
 */
public record Report(
        ExecutionStatus status,
        Integer exitCode,
        Long durationSeconds,
        Boolean resultsUploaded,
        Boolean stdoutTruncated,
        String reason,
        Instant reportedAt) {}
