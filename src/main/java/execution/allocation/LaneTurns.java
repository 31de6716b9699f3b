package execution.allocation;

import execution.model.ExecutionKey;
import execution.model.Lane;
import execution.model.Timestamps;
import execution.store.Executions;
import execution.store.Slots;
import execution.store.WorkIndex;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Reads a lane's next turn: the first of the pending executions that may go on, and the number of free slots.
 */
@Component
class LaneTurns {

    /** The most executions of a turn. It is small, so that other lanes have their turn soon. */
    static final int PAGE = 25;

    private final Executions executions;
    private final WorkIndex index;
    private final NotIndexedYet notIndexed;
    private final LaneMeters meters;
    private final Clock clock;

    LaneTurns(Executions executions, WorkIndex index, NotIndexedYet notIndexed, LaneMeters meters, Clock clock) {
        this.executions = executions;
        this.index = index;
        this.notIndexed = notIndexed;
        this.meters = meters;
        this.clock = clock;
    }

    /**
     * Reads the turn. The slot counter is read only if an execution is pending. A full lane thus costs two small reads,
     * and no transaction is made that would fail.
     *
     * @param after where the lane's turn before ended; null to begin with the first
     */
    LaneTurn turn(Lane lane, String after) {
        List<WorkIndex.Entry> page = index.ready(lane, after, Timestamps.now(clock), PAGE);
        String end = page.size() < PAGE ? null : page.get(page.size() - 1).position();
        List<ExecutionKey> inOrder = Stream.concat(
                        page.stream(),
                        notIndexed.of(lane).stream().filter(entry -> isBetween(after, entry.position(), end)))
                .sorted(Comparator.comparing(WorkIndex.Entry::position))
                .map(WorkIndex.Entry::key)
                .distinct()
                .toList();
        return new LaneTurn(lane, inOrder, end, inOrder.isEmpty() ? 0 : freeSlots(lane));
    }

    private int freeSlots(Lane lane) {
        Slots slots = executions.slots(lane);
        meters.read(lane, slots);
        return slots.free();
    }

    private static boolean isBetween(String after, String position, String end) {
        return (after == null || position.compareTo(after) > 0) && (end == null || position.compareTo(end) < 0);
    }
}
