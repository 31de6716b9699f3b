package execution.allocation;

import execution.model.ExecutionKey;
import execution.model.Lane;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * A lane's turn: a bounded number of its pending executions, worked on by a few threads at once. They are given out in
 * order, and never more at a time than slots were free when the turn began, so the oldest get the last ones; who leaves
 * the slot, leaves it to the next in order.
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
     * @param inOrder the executions, the oldest first
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

    /** A turn of a lane whose pending executions could not be read; it is over before it began. */
    static LaneTurn unreadable(Lane lane, RuntimeException failure) {
        LaneTurn turn = new LaneTurn(lane, List.of(), null, 0);
        turn.unavailable = true;
        turn.whyUnavailable = "its pending executions could not be read: " + failure;
        return turn;
    }

    Lane lane() {
        return lane;
    }

    /** How many threads can be of use. */
    synchronized int width() {
        return Math.min(size, free);
    }

    /** The next execution to be worked on; each is to be followed by {@link #done}. Empty if there is none for now. */
    synchronized Optional<ExecutionKey> next() {
        if (!hasNext()) {
            return Optional.empty();
        }
        free--;
        working++;
        return Optional.of(inOrder.next());
    }

    /**
     * What came of one that {@link #next} gave.
     *
     * @return whether the turn is over; only one call of a turn says so
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

    /** Whether nothing is left to be done and nobody is at work. */
    synchronized boolean isOver() {
        return working == 0 && !hasNext();
    }

    synchronized boolean wasUnavailable() {
        return unavailable;
    }

    String whyUnavailable() {
        return whyUnavailable;
    }

    /** Where the lane goes on in its next turn; empty if this was all, or no slot is left. */
    synchronized Optional<String> goesOnAfter() {
        return full || free <= 0 ? Optional.empty() : Optional.ofNullable(end);
    }

    private boolean hasNext() {
        return !full && !unavailable && free > 0 && inOrder.hasNext();
    }
}
