package execution.parts;

import java.time.Instant;
import java.util.List;

/**
 * The parts of one block that are sent together, in a message to the fleet or with a launch of tasks. They are claimed
 * together.
 *
 * @param seq the number of the bundle within its block; each sending makes a new number
 * @param parts the numbers of the parts that have not ended yet
 * @param sentAt when the bundle was dispatched
 * @param holder the worker that has claimed the bundle; null if none has
 * @param until when the worker's lease is over; null if no worker has claimed the bundle
 * @param launch the number of the launch whose tasks may claim the bundle; 0 if the bundle is in a message
 */
public record Bundle(int seq, List<Integer> parts, Instant sentAt, String holder, Instant until, int launch) {

    public Bundle {
        parts = List.copyOf(parts);
    }

    public boolean isClaimed() {
        return holder != null;
    }

    /** Tells whether a task of the launch may claim the bundle, because no task has. */
    public boolean isFreeFor(int number) {
        return launch == number && !isClaimed();
    }

    /** Gives the bundle without the parts that have ended meanwhile. */
    Bundle with(List<Integer> left) {
        return new Bundle(seq, left, sentAt, holder, until, launch);
    }

    /** Gives the bundle as a worker has it until a time. */
    Bundle heldBy(String worker, Instant end) {
        return new Bundle(seq, parts, sentAt, worker, end, launch);
    }
}
