package execution.partition;

import execution.model.ExecutionKey;
import execution.model.Lane;
import execution.model.PartitionPlan;
import execution.parts.PartitionJob;
import execution.store.Executions;
import execution.store.parts.PartitionStore;
import execution.store.parts.PartitionStore.LaneRoom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.springframework.stereotype.Component;
import shared.collection.BoundedMap;

/** Finds out how many slots of its lane a job should hold. The lane is asked seldom, because turns may be many. */
@Component
class JobSlots {

    private static final Duration GOOD_FOR = Duration.ofSeconds(1);

    /** For how many jobs it is remembered when their lane was asked. */
    private static final int MOST_JOBS = 1_000;

    private final PartitionStore store;
    private final Executions executions;
    private final Clock clock;
    private final Map<ExecutionKey, Asked> asked = BoundedMap.forgettingOldest(MOST_JOBS);

    JobSlots(PartitionStore store, Executions executions, Clock clock) {
        this.store = store;
        this.executions = executions;
        this.clock = clock;
    }

    /** When a job asked its lane for slots, and how many it could use. */
    private record Asked(Instant at, long wanted) {}

    /**
     * Gives how many slots the job should hold.
     *
     * @param lane the lane of the parts
     * @param inFlight how many parts use a slot
     * @param wanted how many could use one
     */
    int share(PartitionJob job, Lane lane, long inFlight, long wanted) {
        if (isKnown(job, wanted)) {
            return (int) Math.max(inFlight, Math.min(wanted, job.slots()));
        }
        LaneRoom room = store.room(lane);
        // A job that has no slot yet is counted by the slot that it holds as a whole.
        int jobs = executions
                .slots(new Lane(lane.tenantId(), PartitionPlan.RUNNER))
                .inUse();
        return SlotShare.of(job.slots(), inFlight, wanted, room, Math.max(room.jobs(), jobs));
    }

    private boolean isKnown(PartitionJob job, long wanted) {
        Instant now = clock.instant();
        synchronized (asked) {
            Asked last = asked.get(job.key());
            boolean isKnown = job.slots() > 0
                    && last != null
                    && wanted <= last.wanted()
                    && now.isBefore(last.at().plus(GOOD_FOR));
            if (!isKnown) {
                asked.put(job.key(), new Asked(now, wanted));
            }
            return isKnown;
        }
    }
}
