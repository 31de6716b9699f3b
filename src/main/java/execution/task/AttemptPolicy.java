package execution.task;

import execution.catalogue.TaskFile;
import execution.model.Execution;
import execution.model.ReasonClass;
import execution.runner.EndCause;
import java.time.Duration;
import shared.failure.Backoff;

/**
 * After which ends of its attempts an execution is started again, and how. The rules of the task's file are asked in
 * their order; where none fits, whose doing the end is decides. How often an execution may start again is bounded in
 * either case.
 *
 * @param file what the task's file says of attempts; {@link TaskFile.Attempts#NONE} for a task without a file
 * @param maxRefusals how many attempts may follow for which the platform is responsible
 * @param firstAfterRefusal the pause after the first of them
 */
record AttemptPolicy(TaskFile.Attempts file, int maxRefusals, Duration firstAfterRefusal) {

    private static final Duration MOST_AFTER_REFUSAL = Duration.ofMinutes(5);

    /** What holds for a task without a file. */
    static AttemptPolicy without(int maxRefusals, Duration firstAfterRefusal) {
        return new AttemptPolicy(TaskFile.Attempts.NONE, maxRefusals, firstAfterRefusal);
    }

    /**
     * Tells whether another attempt follows.
     *
     * @param row as it is while the attempt that ended is its last
     * @param cause whose doing the end is. An end that is the platform's uses up none of the job's attempts
     * @param exitCode null if there is none
     */
    boolean isFollowed(Execution row, EndCause cause, ReasonClass why, Integer exitCode) {
        if (why != null && !why.mayBeFollowed()) {
            return false;
        }
        boolean isLeft = cause == EndCause.PLATFORM
                ? row.lastAttempt().refusals() < maxRefusals
                : own(row) < most(row.job().maxAttempts());
        return isLeft && file.ruled(why, exitCode).orElse(cause != EndCause.UNUSABLE && why != ReasonClass.TIME_OUT);
    }

    /** Of two limits the lower one counts, because neither the request nor the operator may be overruled. */
    private int most(int asked) {
        return file.most() == null ? asked : Math.min(asked, file.most());
    }

    /** How many of the job's own attempts were used up. */
    private static int own(Execution row) {
        return row.attempt() - row.lastAttempt().refusals();
    }

    /**
     * Gives the pause before the next attempt, of which a part is left to chance.
     *
     * @return null if the attempt is launched at once
     */
    Duration pause(Execution row, boolean refused) {
        if (refused) {
            return new Backoff(firstAfterRefusal, MOST_AFTER_REFUSAL)
                    .after(row.lastAttempt().refusals() + 1);
        }
        return file.pauses().map(pauses -> pauses.after(own(row))).orElse(null);
    }

    /**
     * Tells whether the next attempt is launched on demand. An execution that was launched on demand once is not
     * launched on Spot capacity again.
     */
    boolean isOnDemand(Execution row, ReasonClass why) {
        int losses = row.lastAttempt().spotLosses() + (why == ReasonClass.SPOT ? 1 : 0);
        return row.lastAttempt().onDemand() || file.onDemandAfter() != null && losses >= file.onDemandAfter();
    }
}
