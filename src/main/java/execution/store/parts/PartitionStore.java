package execution.store.parts;

import execution.model.ExecutionKey;
import execution.model.Lane;
import execution.parts.PartBlock;
import execution.parts.PartEnd;
import execution.parts.PartitionJob;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Partitioned jobs and the blocks of their parts. All reads are consistent. Each write is made under the condition that
 * the item has not changed since it was read; a lost answer is recognised by the id of the change on the item.
 */
public interface PartitionStore {

    /** Reads a job. */
    Optional<PartitionJob> job(ExecutionKey key);

    /**
     * Writes the first version of a job.
     *
     * @return the job as it is in the table; that of another writer if there was one already
     */
    PartitionJob create(PartitionJob job);

    /**
     * Changes a job from its newest version on, as often as others are faster; no write if nothing changes. The number
     * of slots cannot be changed by this, but by a {@link #dispatch}, which may have no blocks.
     */
    PartitionJob change(ExecutionKey key, UnaryOperator<PartitionJob> change);

    /** Writes new blocks. A block that is there already stays as it is. */
    void putBlocks(ExecutionKey key, List<PartBlock> blocks);

    /** Reads the blocks from one number up to, but not including, another, in order. */
    List<PartBlock> blocks(ExecutionKey key, int from, int to);

    /**
     * Reads the states alone of the parts of the blocks from one number up to, but not including, another.
     *
     * @return a letter for each part in order, see {@link execution.parts.PartState#code()}; it ends before a block
     *     that is not there
     */
    String states(ExecutionKey key, int from, int to);

    /**
     * Changes a block from its newest version on. Changes of one block that come while a write is under way are written
     * together with the next write. Loose values beyond 1 KB are moved out of the block before.
     *
     * @param change may be applied several times; only what it gave last is written
     * @return the block after the change
     * @throws NoSuchBlockException if the job has no such block
     */
    PartBlock changeBlock(ExecutionKey key, int number, UnaryOperator<PartBlock> change);

    /**
     * Writes the job and the blocks of which parts are sent in one transaction, together with the counter of the lane
     * and the item of the job's slots where the number of slots differs.
     *
     * @param before the job as it was read before the blocks were read
     * @param after what it becomes
     * @param lane the lane of the parts
     * @param blocks the changed blocks, at most 90
     * @return false if anything has changed since it was read, or the slots are not free; nothing is written then
     */
    boolean dispatch(PartitionJob before, PartitionJob after, Lane lane, List<PartBlock> blocks);

    /**
     * Finds the lane of whose slots a job holds some, by the counters of the tenant's lanes. It is for a job whose row
     * is gone, because the row says it with fewer reads.
     *
     * @return empty if the job holds no slots
     */
    Optional<Lane> lane(ExecutionKey key);

    /** Gives the slots of a lane that are free now, and whether others wait for them. */
    LaneRoom room(Lane lane);

    /**
     * @param free how many slots are free
     * @param limit how many slots the lane has
     * @param jobs how many partitioned jobs hold slots of the lane
     * @param others whether executions of the lane that are no parts are pending
     */
    record LaneRoom(int free, int limit, int jobs, boolean others) {}

    /**
     * Gives the ends of the parts of a block that are done or have failed, in the order of the parts, whether they are
     * kept in the block or were moved out of it. Each such part has one, though it may have no value.
     */
    List<PartEnd> ends(ExecutionKey key, PartBlock block);

    /**
     * Gives the same of several blocks that follow each other, with few reads.
     *
     * @param blocks at most some 25, because all of their values are in memory then
     */
    List<PartEnd> ends(ExecutionKey key, List<PartBlock> blocks);

    /**
     * Keeps the ends of parts of a block of another job, for a repair. An end counts for a part that is in the state
     * that the end says, and whose number of tries is that of the end.
     */
    void keepEnds(ExecutionKey key, int block, List<PartEnd> ends);

    /** Lets the table delete all items of the job from a time on. */
    void expire(ExecutionKey key, java.time.Instant when);
}
