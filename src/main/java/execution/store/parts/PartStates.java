package execution.store.parts;

import execution.model.ExecutionKey;
import execution.parts.PartBlock;
import execution.parts.PartState;
import execution.parts.PartitionJob;
import execution.parts.PartitionJob.Phase;
import java.util.Map;
import org.springframework.stereotype.Component;
import shared.collection.BoundedMap;

/**
 * The states of many parts of a job, as a letter for each. Only blocks that may change are read each time: those of
 * which nothing was sent are not read at all, and those whose parts have all ended are remembered.
 */
@Component
public class PartStates {

    /** A job has a million parts at most, so at most 32 MB are remembered. */
    private static final int MOST_JOBS = 32;

    private final PartitionStore store;

    /** The states of the first blocks of jobs, whose parts have all ended. */
    private final Map<ExecutionKey, String> settled = BoundedMap.forgettingLeastUsed(MOST_JOBS);

    PartStates(PartitionStore store) {
        this.store = store;
    }

    /**
     * Gives the states of the parts of the blocks from one number up to, but not including, another.
     *
     * @param job as it was just read
     * @return a letter for each part in order, see {@link PartState#code()}
     */
    public String of(PartitionJob job, int from, int to) {
        int end = Math.min(to, job.blocks());
        int opened = Math.max(from, Math.min(end, job.openedBlocks()));
        StringBuilder states = new StringBuilder(settled(job, from, Math.min(opened, job.settledBlocks())));
        if (states.length() % PartBlock.SIZE == 0) {
            states.append(store.states(job.key(), from + states.length() / PartBlock.SIZE, opened));
        }
        long unopened = Math.min((long) end * PartBlock.SIZE, job.total()) - (long) opened * PartBlock.SIZE;
        if (unopened > 0) {
            states.append(String.valueOf(unopened(job).code()).repeat((int) unopened));
        }
        return states.toString();
    }

    /** Gives the state of the parts of blocks of which no part was ever sent. */
    public static PartState unopened(PartitionJob job) {
        return job.phase().compareTo(Phase.STOPPING) >= 0 ? PartState.CANCELLED : PartState.WAITING;
    }

    /** Gives what is remembered of blocks that never change again, after reading what is not remembered. */
    private String settled(PartitionJob job, int from, int to) {
        if (from >= to) {
            return "";
        }
        String known;
        synchronized (settled) {
            known = settled.getOrDefault(job.key(), "");
        }
        int blocks = known.length() / PartBlock.SIZE;
        if (from > blocks) {
            return "";
        }
        if (blocks < to && known.length() % PartBlock.SIZE == 0) {
            known += store.states(job.key(), blocks, to);
            synchronized (settled) {
                settled.merge(job.key(), known, (one, other) -> one.length() > other.length() ? one : other);
            }
        }
        return known.substring(from * PartBlock.SIZE, Math.min(known.length(), to * PartBlock.SIZE));
    }
}
