package execution.store.parts;

import execution.parts.PartBlock;
import java.util.Map;
import java.util.Optional;
import shared.collection.BoundedMap;

/**
 * The blocks that this instance wrote last, so that the next write of one needs no read before. Whether a block is
 * still so is found out by that write, whose condition is the block's version. A write in vain costs five times as much
 * as a read, so after one of them nothing is remembered for a while. Where other instances write the same blocks,
 * nearly all writes therefore begin with a read.
 */
final class WrittenBlocks {

    /** As many parts are in flight as a job may have, and some more. Most blocks take 2 KB here, and none 16 KB. */
    private static final int MOST = 500;

    /** So few writes in vain cost less than one read in twenty. */
    private static final int WRITES_AFTER_ONE_IN_VAIN = 100;

    private final Map<BlockKey, PartBlock> blocks = BoundedMap.forgettingLeastUsed(MOST);
    private int mustRead;

    /** Gives a block as it was written last; empty if it has to be read. */
    synchronized Optional<PartBlock> find(BlockKey key) {
        if (mustRead > 0) {
            mustRead--;
            return Optional.empty();
        }
        return Optional.ofNullable(blocks.get(key));
    }

    /** Notes that a block was written. */
    synchronized void written(BlockKey key, PartBlock block) {
        // Two writes may be noted in the wrong order.
        blocks.merge(key, block, (one, other) -> one.version() > other.version() ? one : other);
    }

    /** Notes that somebody else has written a block since. */
    synchronized void outdated(BlockKey key) {
        blocks.remove(key);
        mustRead = WRITES_AFTER_ONE_IN_VAIN;
    }
}
