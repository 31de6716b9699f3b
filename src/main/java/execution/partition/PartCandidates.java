package execution.partition;

import execution.parts.PartBlock;
import execution.parts.PartitionJob;
import execution.store.parts.PartitionStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Chooses the blocks of which parts are sent next: first those that were opened and have parts that wait again. */
@Component
class PartCandidates {

    /** The most blocks of a transaction. */
    private static final int MOST_BLOCKS = 90;

    /** How many blocks with bundles in flight are in a transaction, because their workers write them as well. */
    private static final int MOST_BUSY_BLOCKS = 10;

    private final PartitionStore store;

    PartCandidates(PartitionStore store) {
        this.store = store;
    }

    /**
     * Gives the blocks, and where their arguments are.
     *
     * @param room how many parts may be sent
     * @param mostBundles how many bundles of a block may be in flight
     * @param withBusy whether blocks are among them that workers are writing
     */
    List<PartArguments.Range> of(
            PartitionJob job, ActiveBlocks.Active active, long room, int mostBundles, boolean withBusy) {
        Map<Integer, Long> offsets = new HashMap<>();
        active.blocks().forEach(block -> offsets.put(block.number(), block.offset()));
        List<PartBlock> blocks = new ArrayList<>();
        long parts = 0;
        int busy = 0;
        int mostBusy = withBusy ? MOST_BUSY_BLOCKS : 0;
        for (PartBlock block : active.blocks()) {
            long waiting = block.counts().waiting();
            boolean isBusy = !block.bundles().isEmpty();
            if (waiting > 0
                    && parts < room
                    && blocks.size() < MOST_BLOCKS
                    && block.bundles().size() < mostBundles
                    && (!isBusy || busy < mostBusy)) {
                blocks.add(block);
                parts += waiting;
                busy += isBusy ? 1 : 0;
            }
        }
        addNew(job, room - parts, blocks, offsets);
        return blocks.stream().map(block -> range(job, block, offsets)).toList();
    }

    /** Gives where the arguments of a block are. */
    PartArguments.Range range(PartitionJob job, PartBlock block) {
        return range(job, block, new HashMap<>());
    }

    private void addNew(PartitionJob job, long room, List<PartBlock> blocks, Map<Integer, Long> offsets) {
        long more = Math.min(MOST_BLOCKS - blocks.size(), (room + PartBlock.SIZE - 1) / PartBlock.SIZE);
        if (more <= 0 || job.openedBlocks() >= job.blocks()) {
            return;
        }
        int to = (int) Math.min(job.blocks(), job.openedBlocks() + more);
        // One more is read, because it says where the last one ends.
        for (PartBlock block : store.blocks(job.key(), job.openedBlocks(), Math.min(job.blocks(), to + 1))) {
            offsets.put(block.number(), block.offset());
            if (block.number() < to) {
                blocks.add(block);
            }
        }
    }

    private PartArguments.Range range(PartitionJob job, PartBlock block, Map<Integer, Long> offsets) {
        int next = block.number() + 1;
        if (job.splitOffset() == 0) {
            return new PartArguments.Range(block, 0, 0);
        }
        long end = next >= job.blocks()
                ? job.splitOffset()
                : offsets.computeIfAbsent(next, number -> store.blocks(job.key(), number, number + 1)
                        .get(0)
                        .offset());
        return new PartArguments.Range(block, block.offset(), end);
    }
}
