package execution.launch;

import execution.logging.LogContext;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.Launch;
import java.time.Duration;
import java.time.Instant;

/**
 * A launch that this instance has in hand. It holds little, for there may be many: the row is read when its turn comes.
 *
 * @param attemptId of the attempt that is meant
 * @param launch null where it is to be read
 * @param found whether the sweep found the row, so that the launch may have to be taken over
 * @param uncalled whether the runner was certainly not called for the attempt
 * @param putOff whether it is put off on the row
 * @param since when it began to wait for its call
 * @param at when it is its turn
 * @param tries how often this instance has tried to launch the attempt
 */
public record Launching(
        ExecutionKey key,
        String attemptId,
        Launch launch,
        boolean found,
        boolean uncalled,
        boolean putOff,
        Instant since,
        Instant at,
        int tries) {

    /**
     * An attempt that was just opened here.
     *
     * @param launch what it is launched with; null to have it read
     * @param now from when on it waits for its call
     */
    public static Launching opened(Execution row, Launch launch, Instant now) {
        return new Launching(row.key(), row.attemptId(), launch, false, true, false, now, now, 0);
    }

    /**
     * An attempt under way without a known task, which the sweep found. It is taken over if it is not in hand here. One
     * whose task called back before the answer of its launch was stored is never launched again: its task is looked
     * for.
     *
     * @param now from when on it waits for its call
     */
    public static Launching found(Execution row, Instant now) {
        return new Launching(row.key(), row.attemptId(), null, true, false, false, now, now, 0);
    }

    /** The next attempt, which was just opened here: it may have to wait. */
    public static Launching next(Execution row, Instant now) {
        return row.notBefore() == null ? opened(row, null, now) : putOff(row);
    }

    /** An attempt that is put off on the row. */
    static Launching putOff(Execution row) {
        return new Launching(row.key(), row.attemptId(), null, false, true, true, row.notBefore(), row.notBefore(), 0);
    }

    boolean isJustOpened() {
        return uncalled && !putOff && !found && tries == 0;
    }

    /** Marks the log lines of this thread with the attempt. */
    LogContext logContext() {
        return LogContext.of(key, Integer.parseInt(attemptId.substring(attemptId.lastIndexOf('-') + 1)));
    }

    /** Its row says that this instance has it from now on. */
    Launching taken(Instant now) {
        return new Launching(key, attemptId, launch, found, uncalled, putOff, now, at, tries);
    }

    /** Tried again soon; the runner was still not called. */
    Launching waiting(Launch known, Instant now) {
        return new Launching(key, attemptId, known, false, true, false, since, now, tries + 1);
    }

    /** Called again after a pause; the runner may have launched it. */
    Launching unclear(Duration pause, Instant now) {
        return unclear(now.plus(pause), tries + 1);
    }

    /** Tried again after a pause; the runner may have launched it, but not by this try. */
    Launching unclearAndUnsent(Duration pause, Instant now) {
        return unclear(now.plus(pause), tries);
    }

    private Launching unclear(Instant next, int calls) {
        return new Launching(key, attemptId, null, false, false, false, since, next, calls);
    }

    boolean waitsLongerThan(Duration most, Instant now) {
        return now.isAfter(since.plus(most));
    }
}
