package execution.partition;

import execution.messaging.FleetQueue;
import execution.model.PartitionPlan;
import execution.parts.PartBlock;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Says how old a message may become before it is taken for lost. While messages wait in the queue, this one may wait
 * among them, and another one would have to wait for longer still.
 */
@Component
class UnclaimedParts {

    private static final int TIMES_IF_BACKLOGGED = 30;

    private final FleetQueue queue;
    private final PartitionProperties properties;

    UnclaimedParts(FleetQueue queue, PartitionProperties properties) {
        this.queue = queue;
        this.properties = properties;
    }

    /** Gives the time before which bundles were sent that are taken for lost if nobody has claimed them. */
    Instant sentBefore(PartitionPlan plan, List<PartBlock> blocks, Instant now) {
        if (plan.hasTasks()) {
            return now.minus(properties.taskUnclaimedFor());
        }
        Instant before = now.minus(properties.unclaimedFor());
        boolean isAnyOld = blocks.stream()
                .flatMap(block -> block.bundles().stream())
                .anyMatch(bundle -> !bundle.isClaimed() && bundle.sentAt().isBefore(before));
        return isAnyOld && queue.isBacklogged()
                ? now.minus(properties.unclaimedFor().multipliedBy(TIMES_IF_BACKLOGGED))
                : before;
    }
}
