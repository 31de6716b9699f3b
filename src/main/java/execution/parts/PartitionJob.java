package execution.parts;

import execution.model.ExecutionKey;
import java.time.Instant;

/**
 * One version of what is known of a partitioned job as a whole: the item {@code JOB}. Each write is made under the
 * condition that {@code version} is still the same.
 *
 * @param version the number of the write that this version came from; 0 if the job is not written yet
 * @param attempt the attempt of the execution that the job runs for
 * @param phase what the job is doing
 * @param total the number of parts; while the input is split, the number of parts found so far
 * @param blocks the number of blocks that are written
 * @param splitOffset how many bytes of the input object were split so far
 * @param inputTag says which version of the input object the job began with, and reads all of its parts from; null if
 *     no version is kept
 * @param settledBlocks the number of blocks, counted from the first, whose parts have all ended
 * @param settled the counts of these blocks
 * @param openedBlocks the number of blocks, counted from the first, of which parts were sent
 * @param counts the counts of all blocks as the last turn saw them
 * @param maxInFlight how many parts may be in flight
 * @param toleratedFailures how many parts may fail
 * @param toleratedPercent how many parts of a hundred may fail
 * @param slots how many slots of the lane of the parts the job holds
 * @param meanSeconds the mean duration of the parts that have ended; 0 while none has
 * @param outcome why the job is over, in words for callers; null while the job is not over
 * @param succeeded whether the job is over and has succeeded
 * @param resultKey the key of the object with the aggregate; null if there is none
 * @param result the aggregate as JSON, if it is small; or null
 * @param updatedAt when this version was written
 */
public record PartitionJob(
        ExecutionKey key,
        long version,
        int attempt,
        Phase phase,
        long total,
        int blocks,
        long splitOffset,
        String inputTag,
        int settledBlocks,
        PartCounts settled,
        int openedBlocks,
        PartCounts counts,
        int maxInFlight,
        int toleratedFailures,
        int toleratedPercent,
        int slots,
        double meanSeconds,
        String outcome,
        boolean succeeded,
        String resultKey,
        String result,
        Instant updatedAt) {

    /** What a job is doing. The phases follow each other in this order, and a job may skip some. */
    public enum Phase {
        /** Blocks are being written. */
        SPLITTING,
        /** Parts are sent. */
        RUNNING,
        /** No part is sent any more; the job waits for the parts that are in flight. */
        STOPPING,
        /** All parts have ended, and their values are being put together. */
        AGGREGATING,
        /** The job is over, and the execution may be told so. */
        ENDED
    }
}
