package execution.partition;

import execution.model.ExecutionKey;
import execution.parts.PartBlock;
import execution.parts.PartCounts;
import execution.parts.PartitionJob;
import execution.store.parts.PartitionStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import shared.collection.BoundedMap;

/**
 * Reads the blocks of which parts were sent and that have not settled. A block that has settled never changes again, so
 * this instance remembers its counts and reads it no more; thus one long part at the beginning of a job does not make
 * each turn read all that came after it.
 */
@Component
class ActiveBlocks {

    /** How many jobs are remembered, and how many settled blocks of a job. What is forgotten is read again. */
    private static final int MOST_JOBS = 200;

    private static final int MOST_BLOCKS = 4_000;

    /** Blocks that need not be read are read all the same where that saves a call. */
    private static final int GAP = 10;

    private final PartitionStore store;
    private final Map<ExecutionKey, NavigableMap<Integer, PartCounts>> settled =
            BoundedMap.forgettingLeastUsed(MOST_JOBS);

    ActiveBlocks(PartitionStore store) {
        this.store = store;
    }

    /**
     * The opened blocks of a job.
     *
     * @param settledBlocks the number of blocks, counted from the first, that have settled
     * @param settled their counts
     * @param beyond the counts of those blocks behind them that have settled as well
     * @param blocks the blocks that have not settled, in order
     * @param endedParts the number of parts that have ended in those blocks that were read now
     * @param seconds the sum of the durations of these
     */
    record Active(
            int settledBlocks,
            PartCounts settled,
            PartCounts beyond,
            List<PartBlock> blocks,
            long endedParts,
            double seconds) {

        /** The counts of all opened blocks, if those that have not settled are as given. */
        PartCounts counts(List<PartBlock> unsettled) {
            PartCounts sum = settled.plus(beyond);
            for (PartBlock block : unsettled) {
                sum = sum.plus(block.counts());
            }
            return sum;
        }

        /** Tells whether a part has ever been claimed. A try that was given back does not count. */
        boolean isAnyClaimed() {
            PartCounts counts = counts(blocks);
            return counts.done() + counts.failed() > 0
                    || blocks.stream().flatMap(block -> block.tries().stream()).anyMatch(tries -> tries > 0);
        }
    }

    /** Reads the opened blocks of a job. The job must have been read before. */
    Active read(PartitionJob job) {
        NavigableMap<Integer, PartCounts> known = known(job.key());
        synchronized (known) {
            known.headMap(job.settledBlocks(), false).clear();
            List<PartBlock> unsettled = new ArrayList<>();
            long ended = 0;
            double seconds = 0;
            for (int[] run : runs(job, known)) {
                for (PartBlock block : store.blocks(job.key(), run[0], run[1])) {
                    PartCounts counts = block.counts();
                    if (!known.containsKey(block.number())) {
                        ended += counts.done() + counts.failed();
                        seconds += block.seconds();
                    }
                    if (!counts.isSettled()) {
                        unsettled.add(block);
                    } else if (known.size() < MOST_BLOCKS || block.number() == job.settledBlocks()) {
                        known.put(block.number(), counts);
                    } else {
                        unsettled.add(block);
                    }
                }
            }
            return active(job, known, unsettled, ended, seconds);
        }
    }

    private static Active active(
            PartitionJob job,
            NavigableMap<Integer, PartCounts> known,
            List<PartBlock> unsettled,
            long ended,
            double seconds) {
        int settledBlocks = job.settledBlocks();
        PartCounts settled = job.settled();
        for (PartCounts counts = known.get(settledBlocks); counts != null; counts = known.get(settledBlocks)) {
            settled = settled.plus(counts);
            settledBlocks++;
        }
        PartCounts beyond = PartCounts.NONE;
        for (PartCounts counts : known.tailMap(settledBlocks, true).values()) {
            beyond = beyond.plus(counts);
        }
        return new Active(settledBlocks, settled, beyond, unsettled, ended, seconds);
    }

    /** The numbers of the blocks that have to be read, as runs from a number up to, but not including, another one. */
    private static List<int[]> runs(PartitionJob job, NavigableMap<Integer, PartCounts> known) {
        List<int[]> runs = new ArrayList<>();
        for (int number = job.settledBlocks(); number < job.openedBlocks(); number++) {
            if (known.containsKey(number)) {
                continue;
            }
            int[] last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
            if (last != null && number - last[1] <= GAP) {
                last[1] = number + 1;
            } else {
                runs.add(new int[] {number, number + 1});
            }
        }
        return runs;
    }

    /** Forgets a job that is over. */
    void forget(ExecutionKey key) {
        synchronized (settled) {
            settled.remove(key);
        }
    }

    private NavigableMap<Integer, PartCounts> known(ExecutionKey key) {
        synchronized (settled) {
            return settled.computeIfAbsent(key, job -> new TreeMap<>());
        }
    }
}
