package execution.partition;

import execution.parts.PartBlock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.IntToLongFunction;

/** Packs the parts of a block that wait into bundles. */
final class BundlePlan {

    /** The most bundles of a block that are in flight, so that the item of the block stays small. */
    static final int MOST_BUNDLES = 16;

    /** Nothing is known of the parts' duration at first, so the first bundles are small. */
    private static final int FIRST = 2;

    private final boolean isDurationKnown;
    private final int byDuration;
    private final long mostBytes;
    private final LaunchNumbers launches;

    /**
     * @param meanSeconds how long a part takes; 0 if it is not known
     * @param target how long the parts of a bundle should take together
     * @param mostBytes how many bytes the arguments of a bundle may take, if there are several
     */
    BundlePlan(double meanSeconds, Duration target, long mostBytes) {
        this.isDurationKnown = meanSeconds > 0;
        this.byDuration = isDurationKnown
                ? (int) Math.max(1, Math.min(PartBlock.SIZE, target.toNanos() / 1e9 / meanSeconds))
                : FIRST;
        this.mostBytes = mostBytes;
        this.launches = null;
    }

    /** A plan by which each part is a bundle of its own, for a task of one of the launches. */
    BundlePlan(LaunchNumbers launches) {
        this.isDurationKnown = true;
        this.byDuration = 1;
        this.mostBytes = Long.MAX_VALUE;
        this.launches = launches;
    }

    /** Gives how many bundles of a block may be in flight. */
    int mostBundles() {
        return launches == null ? MOST_BUNDLES : PartBlock.SIZE;
    }

    /**
     * Puts parts that wait into new bundles, in the order of their numbers.
     *
     * @param room how many parts may be sent at most
     * @param bytes gives how many bytes the arguments of a part take
     * @return the changed block; the same if nothing can be sent of it
     */
    PartBlock send(PartBlock block, long room, IntToLongFunction bytes, Instant now) {
        List<Integer> waiting = block.waitingParts();
        int count = (int) Math.min(waiting.size(), room);
        int bundles = mostBundles() - block.bundles().size();
        PartBlock sent = block;
        int next = 0;
        while (next < count && bundles > 0) {
            int size = size(count - next, bundles);
            int end = next + 1;
            long taken = bytes.applyAsLong(waiting.get(next));
            while (end < count && end - next < size && taken + bytes.applyAsLong(waiting.get(end)) <= mostBytes) {
                taken += bytes.applyAsLong(waiting.get(end));
                end++;
            }
            int launch = launches == null ? 0 : launches.next(block.number());
            sent = sent.sent(waiting.subList(next, end), now, launch);
            next = end;
            bundles--;
        }
        return sent;
    }

    /** A few parts go out one by one, so that several workers take them. */
    private int size(int parts, int bundles) {
        int least = (parts + bundles - 1) / bundles;
        return !isDurationKnown && parts <= bundles ? 1 : Math.max(byDuration, least);
    }
}
