package execution.partition;

import execution.model.PartitionPlan;
import execution.parts.PartBlock;
import execution.parts.PartitionJob;
import java.util.List;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;

/** The parts of a job that has a number of parts and no input. */
@Component
class CountedParts implements BlockSource {

    private final BlockWrites writes;

    CountedParts(BlockWrites writes) {
        this.writes = writes;
    }

    @Override
    public boolean makes(PartitionPlan plan) {
        return plan.count() != null && plan.repairOf() == null;
    }

    @Override
    public Split next(PartitionJob job, PartitionPlan plan, int most) {
        int all = (plan.count() + PartBlock.SIZE - 1) / PartBlock.SIZE;
        int to = Math.min(all, job.blocks() + most);
        List<PartBlock> blocks = IntStream.range(job.blocks(), to)
                .mapToObj(number ->
                        PartBlock.waiting(number, 0, Math.min(PartBlock.SIZE, plan.count() - number * PartBlock.SIZE)))
                .toList();
        writes.write(job.key(), blocks);
        return new Split(to, to == all ? plan.count() : (long) to * PartBlock.SIZE, 0, to == all);
    }
}
