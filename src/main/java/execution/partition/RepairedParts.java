package execution.partition;

import execution.model.ExecutionKey;
import execution.model.PartitionPlan;
import execution.parts.PartBlock;
import execution.parts.PartEnd;
import execution.parts.PartState;
import execution.parts.PartitionJob;
import execution.store.parts.PartitionStore;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;

/**
 * The parts of a job that repairs another one. Blocks are copies of that job's blocks: parts that are done keep their
 * tries and values, and all others wait as if they had never run. Where the other job was stopped before its input was
 * split to the end, the splitting goes on there.
 */
@Component
class RepairedParts implements BlockSource {

    /**
     * The blocks that are read, and whose values are in memory, at a time: 10 MB where each part has a value of 16 KB.
     */
    private static final int BLOCKS_AT_ONCE = 25;

    private final PartitionStore store;
    private final BlockWrites writes;
    private final CountedParts counted;
    private final InputLines lines;

    RepairedParts(PartitionStore store, BlockWrites writes, CountedParts counted, InputLines lines) {
        this.store = store;
        this.writes = writes;
        this.counted = counted;
        this.lines = lines;
    }

    @Override
    public boolean makes(PartitionPlan plan) {
        return plan.repairOf() != null;
    }

    @Override
    public Split next(PartitionJob job, PartitionPlan plan, int most) {
        ExecutionKey key = job.key();
        ExecutionKey repairedKey = new ExecutionKey(key.tenantId(), key.jitEventId(), plan.repairOf());
        PartitionJob repaired = store.job(repairedKey).orElseThrow(RepairedParts::gone);
        if (job.blocks() >= repaired.blocks()) {
            return plan.object() == null ? counted.next(job, plan, most) : lines.next(job, plan, most);
        }
        int to = Math.min(repaired.blocks(), job.blocks() + most);
        for (int from = job.blocks(); from < to; from += BLOCKS_AT_ONCE) {
            copy(repairedKey, key, from, Math.min(to, from + BLOCKS_AT_ONCE));
        }
        boolean all = to == repaired.blocks();
        return new Split(
                to,
                all ? repaired.total() : (long) to * PartBlock.SIZE,
                all ? repaired.splitOffset() : 0,
                all && plan.count() != null && repaired.total() == plan.count());
    }

    private static InputRefusedException gone() {
        return new InputRefusedException("what became of the parts of the repaired execution is not known any more");
    }

    private void copy(ExecutionKey from, ExecutionKey to, int first, int end) {
        List<PartBlock> old = store.blocks(from, first, end);
        if (old.size() != end - first) {
            throw gone();
        }
        Map<Integer, List<PartEnd>> ends = store.ends(from, old).stream()
                .filter(PartEnd::succeeded)
                .collect(Collectors.groupingBy(one -> one.part() / PartBlock.SIZE));
        PartBlock[] copies = new PartBlock[old.size()];
        writes.run(IntStream.range(0, copies.length)
                .<Runnable>mapToObj(i -> () -> copies[i] =
                        copy(to, old.get(i), ends.getOrDefault(old.get(i).number(), List.of())))
                .toList());
        writes.write(to, List.of(copies));
    }

    /** Values that the block does not have itself are kept before the block says that their parts are done. */
    private PartBlock copy(ExecutionKey to, PartBlock old, List<PartEnd> ends) {
        if (ends.size() != old.counts().done()) {
            throw gone();
        }
        Map<Integer, PartEnd> loose = ends.stream()
                .filter(end -> old.loose().containsKey(end.part()))
                .collect(Collectors.toMap(PartEnd::part, end -> end));
        List<PartEnd> moved =
                ends.stream().filter(end -> !loose.containsKey(end.part())).toList();
        if (!moved.isEmpty()) {
            store.keepEnds(to, old.number(), moved);
        }
        char done = PartState.DONE.code();
        return new PartBlock(
                old.number(),
                0,
                old.offset(),
                old.states().replaceAll("[^" + done + "]", String.valueOf(PartState.WAITING.code())),
                IntStream.range(0, old.size())
                        .mapToObj(part ->
                                old.states().charAt(part) == done ? old.tries().get(part) : 0)
                        .toList(),
                Collections.nCopies(old.size(), 0),
                List.of(),
                0,
                loose,
                ends.stream().mapToDouble(PartEnd::seconds).sum());
    }
}
