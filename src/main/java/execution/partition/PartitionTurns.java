package execution.partition;

import execution.model.ExecutionKey;
import execution.model.Timestamps;
import execution.parts.Bundle;
import execution.parts.PartBlock;
import execution.parts.PartCounts;
import execution.parts.PartitionJob;
import execution.parts.PartitionJob.Phase;
import execution.store.parts.PartitionStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.apache.camel.Body;
import org.springframework.stereotype.Component;

/**
 * Takes a turn of a job: reads what is known of it, and does what its phase asks for. A turn may be taken by any
 * instance at any time, also by several at once, because each write has what was read as its condition. So there is no
 * leader who could be lost.
 */
@Component
public class PartitionTurns {

    /** Clocks of instances may differ by so much. A lease that another instance renewed must not look over early. */
    private static final Duration CLOCKS = Duration.ofSeconds(2);

    private final PartitionStore store;
    private final JobRows rows;
    private final ActiveBlocks blocks;
    private final PartSplitter splitter;
    private final PartDispatcher dispatcher;
    private final PartitionEnds ends;
    private final UnclaimedParts unclaimed;
    private final PartLaunches launches;
    private final PartTaskLosses losses;
    private final PartitionProperties properties;
    private final Clock clock;

    PartitionTurns(
            PartitionStore store,
            JobRows rows,
            ActiveBlocks blocks,
            PartSplitter splitter,
            PartDispatcher dispatcher,
            PartitionEnds ends,
            UnclaimedParts unclaimed,
            PartLaunches launches,
            PartTaskLosses losses,
            PartitionProperties properties,
            Clock clock) {
        this.store = store;
        this.rows = rows;
        this.blocks = blocks;
        this.splitter = splitter;
        this.dispatcher = dispatcher;
        this.ends = ends;
        this.unclaimed = unclaimed;
        this.launches = launches;
        this.losses = losses;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * Takes a turn.
     *
     * @return when the next one follows, and what has to be handed on
     * @throws RuntimeException if something could not be read or written; the turn is taken again after a pause
     */
    public TurnResult turn(@Body ExecutionKey key) {
        PartitionJob job = store.job(key).orElse(null);
        if (job == null) {
            return TurnResult.of(TurnResult.Next.NEVER);
        }
        if (job.phase() == Phase.ENDED) {
            return ends.told(job);
        }
        JobFacts facts = rows.facts(job).orElse(null);
        if (facts == null) {
            return ends.withoutRow(job);
        }
        if (!facts.isWanted() && job.phase().compareTo(Phase.STOPPING) < 0) {
            return stopping(job, "the execution has ended before the job");
        }
        return switch (job.phase()) {
            case SPLITTING -> split(job, facts);
            case RUNNING -> run(job, facts);
            case STOPPING -> stop(job, facts);
            default -> ends.aggregation(job, facts);
        };
    }

    private TurnResult split(PartitionJob job, JobFacts facts) {
        splitter.split(job, facts.plan());
        return TurnResult.of(TurnResult.Next.AT_ONCE);
    }

    private TurnResult run(PartitionJob job, JobFacts facts) {
        Changed changed = withoutLost(job, facts, blocks.read(job));
        TurnResult result = losses.isHopeless(job.key(), changed.active(), changed.givenBack())
                ? TurnResult.of(TurnResult.Next.AT_ONCE)
                : run(job, facts, changed.active());
        return result.and(losses.lost(facts, changed.givenBack()));
    }

    private TurnResult run(PartitionJob job, JobFacts facts, ActiveBlocks.Active active) {
        PartCounts counts = active.counts(active.blocks());
        if (counts.total() == job.total() && counts.isSettled()) {
            return ends.settled(job, facts.lane(), counts);
        }
        if (facts.plan().failFast() && Tolerance.isExceeded(job, counts.failed())) {
            return stopping(job, null);
        }
        TurnResult result;
        try {
            result = dispatcher.dispatch(job, facts, active);
        } catch (InputRefusedException e) {
            return stopping(job, e.getMessage());
        }
        for (PartLaunch launch : launches.due(job, facts, active.blocks())) {
            result = result.and(launch);
        }
        return ends.isToldOfStart(job.key()) ? result : result.and(ends.started(facts));
    }

    /** Lets no part be sent any more. */
    private TurnResult stopping(PartitionJob job, String outcome) {
        store.change(job.key(), current -> {
            if (current.phase().compareTo(Phase.STOPPING) >= 0) {
                return current;
            }
            JobDraft draft = new JobDraft(current);
            draft.phase = Phase.STOPPING;
            draft.outcome = outcome;
            return draft.job(clock);
        });
        return TurnResult.of(TurnResult.Next.AT_ONCE);
    }

    /** Gives back bundles that nobody has claimed for long, and those whose worker is lost. */
    private Changed withoutLost(PartitionJob job, JobFacts facts, ActiveBlocks.Active active) {
        Instant now = Timestamps.now(clock);
        Instant sentBefore = unclaimed.sentBefore(facts.plan(), active.blocks(), now);
        return changed(job, active, block -> block.givenBack(sentBefore, now.minus(CLOCKS), properties.mostLosses()));
    }

    /** Cancels what is not with a worker, and waits for what is. */
    private TurnResult stop(PartitionJob job, JobFacts facts) {
        Instant now = Timestamps.now(clock);
        Changed changed = changed(job, blocks.read(job), block -> block.givenBack(
                        now.minus(properties.unclaimedFor()), now.minus(CLOCKS), properties.mostLosses())
                .cancelled());
        return stop(job, facts, changed.active()).and(losses.lost(facts, changed.givenBack()));
    }

    private TurnResult stop(PartitionJob job, JobFacts facts, ActiveBlocks.Active active) {
        long unopened = job.total() - PartDispatcher.parts(job, job.openedBlocks());
        PartCounts counts = active.counts(active.blocks()).plus(new PartCounts(0, 0, 0, 0, 0, unopened));
        if (counts.isSettled()) {
            return ends.settled(job, facts.lane(), counts);
        }
        return dispatcher.stopping(job, facts.lane(), active, counts);
    }

    /**
     * The blocks after they were changed.
     *
     * @param givenBack the bundles as they were that the change took out of the blocks
     */
    private record Changed(ActiveBlocks.Active active, List<Bundle> givenBack) {}

    private Changed changed(PartitionJob job, ActiveBlocks.Active active, UnaryOperator<PartBlock> change) {
        List<PartBlock> after = new ArrayList<>();
        List<Bundle> givenBack = new ArrayList<>();
        for (PartBlock block : active.blocks()) {
            if (change.apply(block).equals(block)) {
                after.add(block);
            } else {
                AtomicReference<List<Bundle>> taken = new AtomicReference<>();
                after.add(store.changeBlock(job.key(), block.number(), before -> {
                    PartBlock changed = change.apply(before);
                    taken.set(before.bundlesNotIn(changed));
                    return changed;
                }));
                givenBack.addAll(taken.get());
            }
        }
        return new Changed(
                new ActiveBlocks.Active(
                        active.settledBlocks(),
                        active.settled(),
                        active.beyond(),
                        after,
                        active.endedParts(),
                        active.seconds()),
                givenBack);
    }
}
