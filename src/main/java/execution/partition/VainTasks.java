package execution.partition;

import execution.model.EndReason;
import execution.model.ExecutionKey;
import execution.model.ReasonClass;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.springframework.stereotype.Component;
import shared.collection.BoundedMap;

/**
 * Counts the tasks of jobs that claimed no part, as long as no task of their job ever has. Without an end to them a job
 * whose image has no wrapper would launch tasks until its time is over. A whole burst may find that the service is
 * away; so a job is hopeless only once tasks were in vain that were launched after the first ones were known.
 *
 * <p>Each instance counts for itself. So a job may have more tasks in vain before an instance calls it hopeless.
 */
@Component
class VainTasks {

    /** After so many tasks that ended, or could not start, a job is hopeless. */
    static final int MOST_ENDED = 20;

    /** After so many tasks a job is hopeless that ran for as long as a part may be unclaimed, and may run still. */
    static final int MOST_SILENT = 3;

    private static final int MOST_JOBS = 1_000;

    private final Clock clock;
    private final Map<ExecutionKey, Vain> counted = BoundedMap.forgettingOldest(MOST_JOBS);

    VainTasks(Clock clock) {
        this.clock = clock;
    }

    /** @param since when the first of them was known */
    private record Vain(int tasks, Instant since) {}

    /**
     * Counts one more task of a job of which no part has ever been claimed.
     *
     * @param launchedAt when the task was launched
     * @param most after how many tasks the job is hopeless
     * @return whether it is
     */
    synchronized boolean isHopeless(ExecutionKey key, Instant launchedAt, int most) {
        Vain before = counted.get(key);
        Vain after = before == null ? new Vain(1, clock.instant()) : new Vain(before.tasks() + 1, before.since());
        counted.put(key, after);
        return after.tasks() >= most && !launchedAt.isBefore(after.since());
    }

    /** Says why a job is hopeless whose tasks run and claim nothing. */
    synchronized EndReason why(ExecutionKey key) {
        Vain vain = counted.get(key);
        return EndReason.of(
                ReasonClass.START_FAILURE,
                "%d tasks were started and claimed no part: does the image run the wrapper `wrap`, and does it reach the service?"
                        .formatted(vain == null ? 1 : vain.tasks()));
    }
}
