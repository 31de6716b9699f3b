package execution.partition;

import execution.parts.PartEnd;
import execution.parts.PartitionJob;
import execution.store.parts.PartitionStore;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Reads the ends of a job's parts in order. The values of some blocks are in memory at a time. */
final class EndsOfParts implements Iterator<PartEnd> {

    /** How many blocks are read at once. Their values take 10 MB where each part has one of 16 KB. */
    private static final int BLOCKS = 25;

    private final PartitionStore store;
    private final PartitionJob job;
    private final Deque<PartEnd> ends = new ArrayDeque<>();
    private int next;

    EndsOfParts(PartitionStore store, PartitionJob job) {
        this.store = store;
        this.job = job;
    }

    /** A block of which nothing was sent has no ends. */
    @Override
    public boolean hasNext() {
        while (ends.isEmpty() && next < job.openedBlocks()) {
            int to = Math.min(job.openedBlocks(), next + BLOCKS);
            ends.addAll(store.ends(job.key(), store.blocks(job.key(), next, to)));
            next = to;
        }
        return !ends.isEmpty();
    }

    @Override
    public PartEnd next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ends.poll();
    }
}
