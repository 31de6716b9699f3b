package execution.allocation;

import execution.model.ExecutionKey;
import execution.model.Lane;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * A lane's turn: a bounded number of the lane's pending executions, which a few threads work on at once. The executions
 * are given out in the order of their lane. No more of them are out at a time than slots were free when the turn began,
 * so that the first get the last slots. An execution that takes no slot leaves the slot to the next in order.
 */
public final class LaneTurn {

    private final Lane lane;
    private final int size;
    private final Iterator<ExecutionKey> inOrder;
    private final String end;
    private int free;
    private int working;
    private boolean full;
    private boolean unavailable;
    private String whyUnavailable = "the table or a route of the preparation is not available";

    /**
     * @param inOrder the executions in the order of their lane
     * @param end where the lane goes on in its next turn; null if there are no more than these
     * @param free how many slots may be taken
     */
    LaneTurn(Lane lane, List<ExecutionKey> inOrder, String end, int free) {
        this.lane = lane;
        this.size = inOrder.size();
        this.inOrder = inOrder.iterator();
        this.end = end;
        this.free = free;
        this.full = free <= 0;
    }

    /** Makes the turn of a lane whose pending executions could not be read. Such a turn is over at once. */
    static LaneTurn unreadable(Lane lane, RuntimeException failure) {
        LaneTurn turn = new LaneTurn(lane, List.of(), null, 0);
        turn.unavailable = true;
        turn.whyUnavailable = "its pending executions could not be read: " + failure;
        return turn;
    }

    Lane lane() {
        return lane;
    }

    /** Gives how many threads can work on the turn at once. */
    synchronized int width() {
        return Math.min(size, free);
    }

    /**
     * Gives the next execution to work on; empty if there is none for now. Each one has to be followed by {@link
     * #done}.
     */
    synchronized Optional<ExecutionKey> next() {
        if (!hasNext()) {
            return Optional.empty();
        }
        free--;
        working++;
        return Optional.of(inOrder.next());
    }

    /**
     * Notes what came of an execution that {@link #next} gave.
     *
     * @return whether the turn is over; of all calls for a turn only the last one returns true
     */
    synchronized boolean done(Outcome outcome) {
        working--;
        switch (outcome) {
            case TOOK_SLOT -> {}
            case LEFT_SLOT -> free++;
            case LANE_FULL -> full = true;
            case UNAVAILABLE -> unavailable = true;
        }
        return isOver();
    }

    /** Tells whether nothing is left to be done and no thread works on the turn. */
    synchronized boolean isOver() {
        return working == 0 && !hasNext();
    }

    synchronized boolean wasUnavailable() {
        return unavailable;
    }

    String whyUnavailable() {
        return whyUnavailable;
    }

    /** Gives the position at which the lane's next turn begins; empty if the lane has no more or no slot is left. */
    synchronized Optional<String> goesOnAfter() {
        return full || free <= 0 ? Optional.empty() : Optional.ofNullable(end);
    }

    private boolean hasNext() {
        return !full && !unavailable && free > 0 && inOrder.hasNext();
    }
}
