package execution.store;

import execution.allocation.AllocationProperties;
import execution.model.Execution;
import execution.model.Timestamps;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

/**
 * Says where a pending execution stands in its lane. The place is a time: an execution of priority 0 stands at its
 * creation, and each step of priority puts an execution {@code execution.allocation.priority-step} before that. So an
 * urgent execution goes before those that wait, but not before those that have waited for longer than its priority
 * counts, and nothing has to be written while executions wait.
 */
@Component
public class LaneOrder {

    private final AllocationProperties allocation;

    LaneOrder(AllocationProperties allocation) {
        this.allocation = allocation;
    }

    /**
     * Gives the place of a pending execution; places sort as text. An execution that is put off stands at the time from
     * which it may go on, whatever its priority, because a lane is read up to the present time and an earlier place
     * would be read too early. Rows that were written before there were priorities stand where they stood.
     */
    String position(Execution pending) {
        Instant from = pending.notBefore();
        Instant created = pending.createdAt();
        Instant place = from != null && from.isAfter(created) ? from : created.minus(advance(pending));
        return Timestamps.format(place) + "#" + pending.key().executionId();
    }

    /**
     * Gives the entry that {@link WorkIndex#ready} has for a pending execution, or will have once the index knows the
     * execution.
     */
    public WorkIndex.Entry entry(Execution pending) {
        return new WorkIndex.Entry(pending.key(), position(pending));
    }

    private Duration advance(Execution pending) {
        Integer priority = pending.job().priority();
        return allocation.priorityStep().multipliedBy(priority == null ? 0 : priority);
    }
}
