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
     * Makes the launch of an attempt that this instance has just opened.
     *
     * @param launch what it is launched with; null to have it read
     * @param now from when on it waits for its call
     */
    public static Launching opened(Execution row, Launch launch, Instant now) {
        return new Launching(row.key(), row.attemptId(), launch, false, true, false, now, now, 0);
    }

    /**
     * Makes the launch of an attempt without a known task, which the sweep found. This instance takes the launch over
     * unless a launch of the attempt is in hand here already. If the task has called back although the answer of its
     * launch was not stored, the attempt is not launched again, and the runner is asked for the task.
     *
     * @param now from when on it waits for its call
     */
    public static Launching found(Execution row, Instant now) {
        return new Launching(row.key(), row.attemptId(), null, true, false, false, now, now, 0);
    }

    /** Makes the launch of a next attempt that this instance has just opened. The launch may have to wait. */
    public static Launching next(Execution row, Instant now) {
        return row.notBefore() == null ? opened(row, null, now) : putOff(row);
    }

    /** Makes the launch of an attempt that is put off on its row. */
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

    /** Notes that the row now names this instance as the launcher. */
    Launching taken(Instant now) {
        return new Launching(key, attemptId, launch, found, uncalled, putOff, now, at, tries);
    }

    /** Gives the launch for another try soon. The runner was not called yet. */
    Launching waiting(Launch known, Instant now) {
        return new Launching(key, attemptId, known, false, true, false, since, now, tries + 1);
    }

    /** Gives the launch for another call after a pause. The runner may have launched the task with the last call. */
    Launching unclear(Duration pause, Instant now) {
        return unclear(now.plus(pause), tries + 1);
    }

    /** Gives the launch for another try after a pause. Only an earlier call may have launched the task. */
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
