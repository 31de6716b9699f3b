package execution.partition;

import execution.model.ExecutionKey;
import execution.model.PartitionPlan;
import execution.parts.PartBlock;
import execution.parts.PartitionJob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * The parts of a job whose input is an object with the arguments of a part on each line. The object is read once, from
 * where the last block ended, and no more than a line of it is in memory.
 */
@Component
class InputLines implements BlockSource {

    /** How many bytes are read before the job is written again, so that a crash costs no more than this. */
    private static final long MOST_BYTES = 64L * 1024 * 1024;

    private final PartInputs inputs;
    private final BlockWrites writes;

    InputLines(PartInputs inputs, BlockWrites writes) {
        this.inputs = inputs;
        this.writes = writes;
    }

    @Override
    public boolean makes(PartitionPlan plan) {
        return plan.object() != null && plan.repairOf() == null;
    }

    @Override
    public Split next(PartitionJob job, PartitionPlan plan, int most) {
        try (PartInputs.Opened input = inputs.open(plan, job.inputTag(), job.splitOffset())) {
            Reading reading = new Reading(job, most);
            boolean complete = reading.read(new LineReader(input.stream()));
            input.leave(complete);
            writes.write(job.key(), reading.blocks);
            return new Split(job.blocks() + reading.blocks.size(), reading.total, reading.offset, complete);
        } catch (IOException e) {
            throw new UncheckedIOException("the input of " + name(job.key()) + " cannot be read now", e);
        }
    }

    private static String name(ExecutionKey key) {
        return key.toString();
    }

    /** One pass over some of the lines. */
    private static final class Reading {
        private final int first;
        private final int most;
        private final long from;
        private final List<PartBlock> blocks = new ArrayList<>();
        private long total;
        private long offset;

        private Reading(PartitionJob job, int most) {
            this.first = job.blocks();
            this.most = most;
            this.from = job.splitOffset();
            this.total = job.total();
            this.offset = job.splitOffset();
        }

        /** @return whether the object has no further line */
        private boolean read(LineReader lines) throws IOException {
            int size = 0;
            long start = offset;
            boolean more = true;
            while (more && blocks.size() < most && start - from < MOST_BYTES) {
                more = next(lines);
                size += more ? 1 : 0;
                if (size == PartBlock.SIZE || !more && size > 0) {
                    blocks.add(PartBlock.waiting(first + blocks.size(), start, size));
                    size = 0;
                    start = from + lines.position();
                }
            }
            offset = from + lines.position();
            return !more;
        }

        private boolean next(LineReader lines) throws IOException {
            byte[] line = lines.next(total + 1);
            if (line == null) {
                return false;
            }
            PartArguments.check(line, total + 1);
            total++;
            if (total > PartitionPlan.MOST_PARTS) {
                throw new InputRefusedException(
                        "the input object has more than %,d lines".formatted(PartitionPlan.MOST_PARTS));
            }
            return true;
        }
    }
}
