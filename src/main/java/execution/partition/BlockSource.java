package execution.partition;

import execution.model.PartitionPlan;
import execution.parts.PartitionJob;

/** Makes the blocks of a job, some at a time. Whoever goes on after a crash makes the same blocks again. */
interface BlockSource {

    /** Tells whether the parts of jobs with such a plan are made here. */
    boolean makes(PartitionPlan plan);

    /**
     * Writes the blocks that follow those that the job has.
     *
     * @param most about how many blocks are written
     * @return what the job has then
     * @throws InputRefusedException if the input can never be split
     * @throws RuntimeException if it cannot be read or written now; it is tried again after a pause
     */
    Split next(PartitionJob job, PartitionPlan plan, int most);

    /**
     * What a job has after some of its blocks were written.
     *
     * @param blocks the number of blocks that are written
     * @param total the number of their parts
     * @param splitOffset how many bytes of the input object were split
     * @param complete whether these are all
     */
    record Split(int blocks, long total, long splitOffset, boolean complete) {}
}
