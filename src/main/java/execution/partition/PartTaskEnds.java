package execution.partition;

import execution.model.EndReason;
import execution.model.ExecutionKey;
import execution.model.ReasonClass;
import execution.parts.Bundle;
import execution.parts.PartBlock;
import execution.parts.PartCounts;
import execution.parts.PartitionJob;
import execution.runner.TaskEnd;
import execution.runner.TaskState;
import execution.store.WorkIndex;
import execution.store.parts.PartitionStore;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Body;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import shared.collection.BoundedMap;

/**
 * Takes what a platform says of the ends of tasks that were launched for parts. Without it the part of a task that was
 * killed would wait until its lease is over, and the part of a task that could not start until it has been unclaimed
 * for too long. A state that is lost does no harm, because the part waits. One that comes twice is taken once.
 */
@Component
public class PartTaskEnds {

    /** After so many tasks that could not start, none of whose siblings ever claimed a part, the job is over. */
    static final int MOST_FAILED_STARTS = 20;

    private static final Logger LOG = LoggerFactory.getLogger(PartTaskEnds.class);

    /** What {@link PartLaunch#id()} gives. */
    private static final Pattern LAUNCH = Pattern.compile("([0-9a-f]{32}-[0-9]{1,3})/([0-9]{1,9})");

    private static final int MOST_JOBS = 1_000;

    private final WorkIndex index;
    private final PartitionStore store;
    private final JobRows rows;
    private final ActiveBlocks blocks;
    private final PartLaunches launches;
    private final EndedPartTasks ended;
    private final PartitionProperties properties;
    private final Map<ExecutionKey, Integer> failedStarts = BoundedMap.forgettingOldest(MOST_JOBS);

    PartTaskEnds(
            WorkIndex index,
            PartitionStore store,
            JobRows rows,
            ActiveBlocks blocks,
            PartLaunches launches,
            EndedPartTasks ended,
            PartitionProperties properties) {
        this.index = index;
        this.store = store;
        this.rows = rows;
        this.blocks = blocks;
        this.launches = launches;
        this.ended = ended;
        this.properties = properties;
    }

    /** Tells whether a state is of a task that was launched for a part. */
    public boolean isOfPart(@Body TaskState state) {
        return LAUNCH.matcher(state.attemptId()).matches();
    }

    /**
     * Takes a state of such a task. Only the end of a task that did not run its part to an end changes something.
     *
     * @return the job if it may send parts; else null
     */
    public ExecutionKey ended(@Body TaskState state) {
        Matcher launch = LAUNCH.matcher(state.attemptId());
        if (!launch.matches() || !state.isStopped()) {
            return null;
        }
        PartitionJob job = index.byAttempt(launch.group(1)).flatMap(store::job).orElse(null);
        JobFacts facts = job == null || job.phase().compareTo(PartitionJob.Phase.STOPPING) > 0
                ? null
                : rows.facts(job).orElse(null);
        if (facts == null || facts.launch() == null || !launch.group(1).equals(facts.attemptId())) {
            return null;
        }
        TaskEnd end = state.endOf(facts.launch().container());
        if (end.exitCode() != null && end.exitCode() == 0) {
            return null;
        }
        String worker = state.reference().substring(state.reference().lastIndexOf('/') + 1);
        if (!ended.isNew(state.attemptId(), worker)) {
            return null;
        }
        try {
            return ended(job, Integer.parseInt(launch.group(2)), worker, end, state.detail());
        } catch (RuntimeException e) {
            ended.forget(state.attemptId(), worker);
            throw e;
        }
    }

    private ExecutionKey ended(PartitionJob job, int number, String worker, TaskEnd end, String detail) {
        ActiveBlocks.Active active = blocks.read(job);
        for (PartBlock block : active.blocks()) {
            if (block.held(number, worker).isPresent()) {
                LOG.info("Task {} of {} ended before its part did: {}", worker, job.key(), end.cause());
                store.changeBlock(job.key(), block.number(), now -> now.lost(number, worker, properties.mostLosses()));
                return job.key();
            }
        }
        // A task with an exit code has run. It may have given its part back, and then no other part is its own.
        return end.exitCode() == null ? notStarted(job, number, active, end.why(detail)) : null;
    }

    private ExecutionKey notStarted(PartitionJob job, int number, ActiveBlocks.Active active, EndReason why) {
        Optional<PartBlock> free = active.blocks().stream()
                .filter(block -> block.free(number).isPresent())
                .findFirst();
        if (free.isEmpty()) {
            return null;
        }
        boolean isHopeless = hasNeverStarted(active) && countFailedStart(job.key()) >= MOST_FAILED_STARTS;
        LOG.warn("A task of launch {} of {} did not start: {} {}", number, job.key(), why.platform(), why.text());
        if (isHopeless || why.reasonClass() == ReasonClass.UNUSABLE) {
            launches.stop(job.key(), why);
        }
        launches.notStarted(job.key(), number, free.get().number());
        return job.key();
    }

    /** Tells whether no task of the job has ever claimed a part, as far as the blocks with parts in flight say. */
    private static boolean hasNeverStarted(ActiveBlocks.Active active) {
        PartCounts counts = active.counts(active.blocks());
        return counts.done() + counts.failed() == 0
                && active.blocks().stream()
                        .flatMap(block -> block.bundles().stream())
                        .noneMatch(Bundle::isClaimed);
    }

    private int countFailedStart(ExecutionKey key) {
        synchronized (failedStarts) {
            return failedStarts.merge(key, 1, Integer::sum);
        }
    }
}
