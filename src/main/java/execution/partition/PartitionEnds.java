package execution.partition;

import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.Lane;
import execution.model.PartitionPlan;
import execution.parts.PartCounts;
import execution.parts.PartitionJob;
import execution.parts.PartitionJob.Phase;
import execution.runner.EndCause;
import execution.runner.TaskEnd;
import execution.runner.TaskPhase;
import execution.runner.TaskState;
import execution.store.Expiry;
import execution.store.parts.PartitionStore;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;
import shared.collection.BoundedMap;

/** The end of a job: its parts have all ended, their values are put together, and the execution is told. */
@Component
public class PartitionEnds {

    /** The property of an exchange that has the {@link AggregationCall} while it is worked on. */
    public static final String CALL = "aggregationCall";

    private static final String NO_AGGREGATOR = "none";

    /** How many jobs are remembered whose executions were told that they run. To tell once more does no harm. */
    private static final int MOST = 10_000;

    private final PartitionStore store;
    private final JobRows rows;
    private final ActiveBlocks blocks;
    private final Expiry expiry;
    private final Clock clock;
    private final Map<ExecutionKey, Boolean> started = BoundedMap.forgettingOldest(MOST);

    PartitionEnds(PartitionStore store, JobRows rows, ActiveBlocks blocks, Expiry expiry, Clock clock) {
        this.store = store;
        this.rows = rows;
        this.blocks = blocks;
        this.expiry = expiry;
        this.clock = clock;
    }

    boolean isToldOfStart(ExecutionKey key) {
        synchronized (started) {
            return started.putIfAbsent(key, true) != null;
        }
    }

    TaskState started(JobFacts facts) {
        return TaskState.of(facts.attemptId(), facts.attemptId(), 0, null, TaskPhase.STARTED);
    }

    /** All parts have ended: the last slots are given back. */
    TurnResult settled(PartitionJob job, Lane lane, PartCounts counts) {
        JobDraft draft = new JobDraft(job);
        draft.phase = Phase.AGGREGATING;
        draft.counts = counts;
        draft.settled = counts;
        draft.settledBlocks = job.blocks();
        draft.slots = 0;
        PartitionJob changed = draft.job(clock);
        TurnResult next = TurnResult.of(TurnResult.Next.AT_ONCE);
        if (job.slots() > 0) {
            return store.dispatch(job, changed, lane, List.of()) ? next.and(lane) : next;
        }
        store.change(job.key(), current -> current.version() == job.version() ? changed : current);
        return next;
    }

    /** Has the values put together, unless nobody wants them. */
    TurnResult aggregation(PartitionJob job, JobFacts facts) {
        Optional<Execution> row = rows.row(job.key()).filter(found -> isWanted(found, job));
        boolean isCancelled = row.map(Execution::stop).isPresent();
        if (row.isEmpty() || isCancelled || NO_AGGREGATOR.equals(facts.plan().aggregator())) {
            end(job, Aggregate.NONE, null);
            return TurnResult.of(TurnResult.Next.AT_ONCE);
        }
        return new TurnResult(
                TurnResult.Next.AFTER_AGGREGATION,
                List.of(new AggregationCall(facts.plan(), job, () -> new EndsOfParts(store, job))));
    }

    /** Keeps the aggregate of a job, which is over then. */
    public void aggregated(@Body Aggregate aggregate, @ExchangeProperty(CALL) AggregationCall call) {
        end(call.job(), aggregate, null);
    }

    /** Notes that the values of a job can never be put together, so that the job has failed. */
    public void refused(
            @ExchangeProperty(CALL) AggregationCall call,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception refused) {
        end(call.job(), Aggregate.NONE, refused.getMessage());
    }

    private void end(PartitionJob job, Aggregate aggregate, String refusal) {
        store.change(job.key(), current -> {
            if (current.phase() != Phase.AGGREGATING) {
                return current;
            }
            boolean isGood = current.outcome() == null
                    && current.counts().cancelled() == 0
                    && !Tolerance.isExceeded(current, current.counts().failed());
            JobDraft draft = new JobDraft(current);
            if (!isGood || refusal == null) {
                draft.outcome = outcome(current, isGood);
            } else {
                draft.outcome = refusal;
            }
            return draft.ended(isGood && refusal == null, aggregate, clock);
        });
    }

    private static String outcome(PartitionJob job, boolean isGood) {
        if (job.outcome() != null) {
            return job.outcome();
        }
        PartCounts counts = job.counts();
        if (isGood && counts.failed() == 0) {
            return "%,d parts are done".formatted(counts.done());
        }
        String failed =
                "%,d of %,d parts failed, %,d are tolerated".formatted(counts.failed(), job.total(), Tolerance.of(job));
        return counts.cancelled() == 0 ? failed : failed + "; %,d were not run".formatted(counts.cancelled());
    }

    /** Tells the execution that its task has stopped. Once the execution says so itself, the job is forgotten. */
    TurnResult told(PartitionJob job) {
        Execution row = rows.row(job.key()).orElse(null);
        if (row != null && isWanted(row, job)) {
            return TurnResult.of(TurnResult.Next.SOON).and(stopped(row, job));
        }
        blocks.forget(job.key());
        if (row != null && row.status().isTerminal()) {
            Optional.ofNullable(expiry.at(row)).ifPresent(at -> store.expire(job.key(), at));
        }
        return TurnResult.of(TurnResult.Next.NEVER);
    }

    private static boolean isWanted(Execution row, PartitionJob job) {
        return !row.status().isTerminal() && row.attempt() == job.attempt();
    }

    /** Gives the state of a job's task. */
    TaskState state(Execution row, PartitionJob job) {
        return job.phase() == Phase.ENDED
                ? stopped(row, job)
                : TaskState.of(row.attemptId(), row.attemptId(), 0, null, TaskPhase.STARTED);
    }

    private static TaskState stopped(Execution row, PartitionJob job) {
        return new TaskState(
                row.attemptId(), row.attemptId(), 0, null, TaskPhase.STOPPED, end(row, job), null, job.outcome());
    }

    private static TaskEnd end(Execution row, PartitionJob job) {
        if (job.succeeded()) {
            return new TaskEnd(0, EndCause.JOB, null);
        }
        if (row.stop() != null) {
            return new TaskEnd(null, EndCause.REQUESTED, null);
        }
        boolean neverRan = job.openedBlocks() == 0 && job.counts().failed() == 0;
        return neverRan
                ? new TaskEnd(null, EndCause.UNUSABLE, job.outcome())
                : new TaskEnd(1, EndCause.JOB, job.outcome());
    }

    /** The execution is gone, so nothing says what the job was. Its slots are given back. */
    TurnResult withoutRow(PartitionJob job) {
        JobDraft draft = new JobDraft(job);
        draft.slots = 0;
        draft.outcome = "the execution is gone";
        // A job whose slots are not found has none any more: a recount has freed them.
        Lane lane = store.lane(job.key()).orElse(new Lane(job.key().tenantId(), PartitionPlan.FLEET));
        return store.dispatch(job, draft.ended(false, Aggregate.NONE, clock), lane, List.of())
                ? TurnResult.of(TurnResult.Next.NEVER).and(lane)
                : TurnResult.of(TurnResult.Next.SOON);
    }
}
