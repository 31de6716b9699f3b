package execution.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What is known of one attempt of an execution, for people. It is worked out of the execution's history, which keeps
 * all of the first attempts and of the last, and the essential of those between. Everything but the number may be null.
 *
 * @param number from 1
 * @param openedAt when the attempt was stored; its launch may have been put off until later
 * @param launchedAt when its task became known; null if it had none
 * @param startedAt when its task ran
 * @param endedAt null while it is under way
 * @param task what the runner called the task
 * @param reason the cause of the end in plain words
 * @param remedy what a person can do about it
 * @param platform the platform's own names for the end
 */
public record PastAttempt(
        int number,
        Instant openedAt,
        Instant launchedAt,
        Instant startedAt,
        Instant endedAt,
        String task,
        Integer exitCode,
        ReasonClass reasonClass,
        String reason,
        String remedy,
        String platform) {

    /** Gives all attempts of an execution, the first one first. The last one may be under way. */
    public static List<PastAttempt> of(Execution execution) {
        List<PastAttempt> attempts = new ArrayList<>();
        PastAttempt current = null;
        for (StatusChange change : execution.history().changes()) {
            boolean ends = change.status().isTerminal() || change.status() == ExecutionStatus.ALLOCATED;
            if (ends && current != null) {
                attempts.add(current.ended(change));
                current = null;
            }
            switch (change.status()) {
                case ALLOCATED -> current = opened(change);
                case DISPATCHED -> current = current.launched(change.occurredAt());
                case RUNNING -> current = current.started(change.occurredAt());
                default -> {}
            }
        }
        if (current != null) {
            attempts.add(current.withTask(execution.taskReference()));
        }
        return attempts;
    }

    private static PastAttempt opened(StatusChange change) {
        return new PastAttempt(
                change.attempt(), change.occurredAt(), null, null, null, null, null, null, null, null, null);
    }

    private PastAttempt launched(Instant at) {
        return new PastAttempt(number, openedAt, at, null, null, null, null, null, null, null, null);
    }

    private PastAttempt started(Instant at) {
        return new PastAttempt(number, openedAt, launchedAt, at, null, null, null, null, null, null, null);
    }

    private PastAttempt withTask(String reference) {
        return new PastAttempt(number, openedAt, launchedAt, startedAt, null, reference, null, null, null, null, null);
    }

    /** Rows that were written before ends were kept have the words of the change alone. */
    private PastAttempt ended(StatusChange by) {
        AttemptEnd end = by.end() == null ? new AttemptEnd(null, null, null, null, null, null) : by.end();
        return new PastAttempt(
                number,
                openedAt,
                launchedAt,
                startedAt,
                by.occurredAt(),
                end.task(),
                end.exitCode(),
                end.reasonClass(),
                by.reason(),
                end.remedy(),
                end.platform());
    }
}
