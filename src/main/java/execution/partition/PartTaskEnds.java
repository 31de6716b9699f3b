package execution.partition;

import execution.model.EndReason;
import execution.model.ExecutionKey;
import execution.model.ReasonClass;
import execution.parts.PartBlock;
import execution.parts.PartitionJob;
import execution.runner.TaskEnd;
import execution.runner.TaskState;
import execution.store.WorkIndex;
import execution.store.parts.PartitionStore;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Body;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes what a platform says of the ends of tasks that were launched for parts. Without it the part of a task that was
 * killed would wait until its lease is over, and the part of a task that could not start until it has been unclaimed
 * for too long. A state that is lost does no harm, because the part waits. One that comes twice is taken once.
 */
@Component
public class PartTaskEnds {

    private static final Logger LOG = LoggerFactory.getLogger(PartTaskEnds.class);

    /** What {@link PartLaunch#id()} gives. */
    private static final Pattern LAUNCH = Pattern.compile("([0-9a-f]{32}-[0-9]{1,3})/([0-9]{1,9})");

    private final WorkIndex index;
    private final PartitionStore store;
    private final JobRows rows;
    private final ActiveBlocks blocks;
    private final PartLaunches launches;
    private final EndedPartTasks ended;
    private final VainTasks vain;
    private final PartitionProperties properties;

    PartTaskEnds(
            WorkIndex index,
            PartitionStore store,
            JobRows rows,
            ActiveBlocks blocks,
            PartLaunches launches,
            EndedPartTasks ended,
            VainTasks vain,
            PartitionProperties properties) {
        this.index = index;
        this.store = store;
        this.rows = rows;
        this.blocks = blocks;
        this.launches = launches;
        this.ended = ended;
        this.vain = vain;
        this.properties = properties;
    }

    /** Tells whether a state is of a task that was launched for a part. */
    public boolean isOfPart(@Body TaskState state) {
        return LAUNCH.matcher(state.attemptId()).matches();
    }

    /**
     * Takes a state of such a task. Only the end of a task changes something that did not run a part to its end.
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
        boolean isGood = end.exitCode() != null && end.exitCode() == 0;
        if (isGood && job.counts().done() + job.counts().failed() > 0) {
            return null;
        }
        String worker = LostTasks.name(state.reference());
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
                return lost(job, number, worker, block, end);
            }
        }
        // Where parts were claimed, a task with an exit code may have given its part back. No other part is its own.
        return end.exitCode() == null || !active.isAnyClaimed()
                ? unclaimed(job, number, active, end, end.why(detail))
                : null;
    }

    private ExecutionKey lost(PartitionJob job, int number, String worker, PartBlock block, TaskEnd end) {
        if (end.exitCode() != null && end.exitCode() == 0) {
            // The report of a part comes before the good end of its task, unless it was lost.
            return null;
        }
        LOG.info("Task {} of {} ended before its part did: {}", worker, job.key(), end.cause());
        store.changeBlock(job.key(), block.number(), now -> now.lost(number, worker, properties.mostLosses()));
        return job.key();
    }

    private ExecutionKey unclaimed(
            PartitionJob job, int number, ActiveBlocks.Active active, TaskEnd end, EndReason said) {
        Optional<PartBlock> free = active.blocks().stream()
                .filter(block -> block.free(number).isPresent())
                .findFirst();
        if (free.isEmpty()) {
            return null;
        }
        LOG.warn(
                "A task of launch {} of {} ended before it claimed a part: exit code {}, {} {}",
                number,
                job.key(),
                end.exitCode(),
                said.platform(),
                said.text());
        boolean isHopeless = !active.isAnyClaimed()
                && vain.isHopeless(job.key(), launchedAt(free.get(), number), VainTasks.MOST_ENDED);
        boolean canNeverStart = end.exitCode() == null && said.reasonClass() == ReasonClass.UNUSABLE;
        if (isHopeless || canNeverStart) {
            launches.stop(job.key(), end.exitCode() == null ? said : vain.why(job.key()));
        }
        launches.endedInVain(job.key(), number, free.get().number());
        return job.key();
    }

    private static Instant launchedAt(PartBlock block, int number) {
        return block.free(number).flatMap(block::bundle).orElseThrow().sentAt();
    }
}
