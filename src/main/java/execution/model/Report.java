package execution.model;

import java.time.Instant;

/**
 * What the task itself said of its end. The report is stored and decides nothing, because only the platform ends an
 * execution.
 *
 * @param status completed or failed
 * @param outputKept whether the end of what the command printed is kept, see {@link OutputKey}
 */
public record Report(
        ExecutionStatus status,
        Integer exitCode,
        Long durationSeconds,
        Boolean resultsUploaded,
        Boolean stdoutTruncated,
        Boolean outputKept,
        String reason,
        Instant reportedAt) {}
