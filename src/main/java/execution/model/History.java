package execution.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The status changes of an execution in their order. There is always one at least.
 *
 * @param changes the oldest first
 */
public record History(List<StatusChange> changes) {

    /**
     * How many changes keep all that is known of their reason. A row has 400 KB at most and could not be written any
     * more if its history outgrew that. An execution has 10 attempts of its own at most and 100 that the platform
     * refused ({@code execution.allocation.max-refusals}), and each makes three changes, of which one ends an attempt
     * and has a reason: 332 changes with the first and the last. One takes 110 bytes without its reason, a whole reason
     * with its end 6 KB at most, and a short one with the name of the task 600 bytes. The first 20 and the last whole,
     * 110 short: with characters of one byte the history takes 100 KB, and never so much that the row with a job of 32
     * KB outgrows 200 KB.
     */
    private static final int WHOLE_REASONS = 20;

    private static final int MAX_LATER_REASON = 100;

    public History {
        if (changes.isEmpty()) {
            throw new IllegalArgumentException("an execution without a status change");
        }
        changes = List.copyOf(changes);
    }

    /** The history of a new execution, which is pending. */
    static History begun(Instant now) {
        return new History(List.of(new StatusChange(1, ExecutionStatus.PENDING, null, now, null, null, null)));
    }

    /**
     * The history with one change more.
     *
     * @param attempt the number of the attempt, or 0 while there is none
     * @param reason is shortened where the history has many changes already
     * @param end how the attempt before ended, of which only the essential is kept where the history has many changes;
     *     null if the change ends none
     */
    History with(ExecutionStatus next, Instant now, int attempt, String reason, AttemptEnd end) {
        boolean whole = changes.size() < WHOLE_REASONS || next.isTerminal();
        List<StatusChange> longer = new ArrayList<>(changes);
        longer.add(new StatusChange(
                last().seq() + 1,
                next,
                last().status(),
                now,
                attempt == 0 ? null : attempt,
                whole ? reason : Reasons.bounded(reason, MAX_LATER_REASON),
                whole || end == null ? end : end.shortened()));
        return new History(longer);
    }

    /** Gives the time at which the last attempt that had a task was followed by another; empty if there was none. */
    public Optional<Instant> lastTaskEnded() {
        Instant ended = null;
        boolean hasTask = false;
        for (StatusChange change : changes) {
            if (change.status() == ExecutionStatus.DISPATCHED) {
                hasTask = true;
            } else if (change.status() == ExecutionStatus.ALLOCATED && hasTask) {
                hasTask = false;
                ended = change.occurredAt();
            }
        }
        return Optional.ofNullable(ended);
    }

    /** The latest change. */
    public StatusChange last() {
        return changes.get(changes.size() - 1);
    }

    /** About how many bytes of memory it takes. */
    long weight() {
        return changes.stream().mapToLong(StatusChange::weight).sum();
    }
}
