package execution.partition;

import execution.model.ExecutionKey;
import execution.model.Lane;
import execution.model.Timestamps;
import execution.parts.PartBlock;
import execution.parts.PartCounts;
import execution.parts.PartitionJob;
import execution.store.parts.PartitionStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntToLongFunction;
import org.springframework.stereotype.Component;
import shared.collection.BoundedMap;

/**
 * Sends parts of a job that wait, as many as may be in flight, and writes the job's progress. Nothing is counted up
 * anywhere: what is in flight is the sum over the blocks as they were just read. The write has the job's version as its
 * condition, and only a dispatch of the same job can send more; so what was read may be out of date in one direction
 * alone, and no more parts are in flight than may be.
 */
@Component
class PartDispatcher {

    private static final Duration PROGRESS = Duration.ofSeconds(1);

    /**
     * How many parts are sent before it is known how long parts take, and for how long. Otherwise all parts of a large
     * job would go out in small bundles, each of which costs two writes.
     */
    private static final int PROBES = 64;

    private static final Duration PROBING = Duration.ofSeconds(2);

    /** A mean of 0 would say that the duration is not known. */
    private static final double SHORTEST = 1e-6;

    /** After how many refused dispatches in a row a job waits for a moment. */
    private static final int MOST_REFUSALS = 6;

    /** For how many jobs it is remembered how often they were refused. */
    private static final int MOST_JOBS = 1_000;

    private final PartitionStore store;
    private final JobSlots slots;
    private final PartCandidates candidates;
    private final PartArguments arguments;
    private final PartMessages messages;
    private final PartLaunches launches;
    private final PartitionProperties properties;
    private final Clock clock;
    private final Map<ExecutionKey, Integer> refused = BoundedMap.forgettingOldest(MOST_JOBS);

    PartDispatcher(
            PartitionStore store,
            JobSlots slots,
            PartCandidates candidates,
            PartArguments arguments,
            PartMessages messages,
            PartLaunches launches,
            PartitionProperties properties,
            Clock clock) {
        this.store = store;
        this.slots = slots;
        this.candidates = candidates;
        this.arguments = arguments;
        this.messages = messages;
        this.launches = launches;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * Does what can be done now.
     *
     * @param job as it was read before the blocks
     * @param active the opened blocks as they were read after the job
     * @throws InputRefusedException if the arguments of parts cannot be read any more
     */
    TurnResult dispatch(PartitionJob job, JobFacts facts, ActiveBlocks.Active active) {
        PartCounts opened = active.counts(active.blocks());
        long unopened = job.total() - parts(job, job.openedBlocks());
        PartCounts counts = opened.plus(new PartCounts(unopened, 0, 0, 0, 0, 0));
        JobDraft draft = new JobDraft(job);
        draft.counts = counts;
        draft.settledBlocks = active.settledBlocks();
        draft.settled = active.settled();
        if (active.endedParts() > 0) {
            draft.meanSeconds = rounded(active.seconds() / active.endedParts());
        }
        long left = counts.waiting() + counts.inFlight();
        draft.slots = slots.share(job, facts.lane(), counts.inFlight(), Math.min(job.maxInFlight(), left));
        long room = Math.min(job.maxInFlight(), draft.slots) - counts.inFlight();
        if (room > 0 && counts.waiting() > 0 && facts.plan().hasTasks()) {
            int most = launches.room(facts, Math.min(room, counts.waiting()));
            return most > 0
                    ? send(job, facts, active, draft, most)
                    : progress(job, facts.lane(), draft, TurnResult.Next.SOON);
        }
        if (room > 0 && counts.waiting() > 0) {
            boolean isProbing = draft.meanSeconds == 0 && isProbing(active);
            long most = isProbing ? Math.min(room, PROBES - counts.inFlight()) : room;
            return most > 0
                    ? send(job, facts, active, draft, most)
                    : progress(job, facts.lane(), draft, TurnResult.Next.SOON);
        }
        TurnResult.Next next = counts.waiting() > 0 && draft.slots < Math.min(job.maxInFlight(), left)
                ? TurnResult.Next.WAITING
                : TurnResult.Next.LATER;
        return progress(job, facts.lane(), draft, next);
    }

    /** Tells whether the first parts of a job may still show that parts are short, and so belong into large bundles. */
    private boolean isProbing(ActiveBlocks.Active active) {
        Instant now = clock.instant();
        return active.blocks().stream()
                .flatMap(block -> block.bundles().stream())
                .noneMatch(bundle -> bundle.sentAt().plus(PROBING).isBefore(now));
    }

    /** Writes the progress of a job of which no part is sent any more, and gives back slots that no part uses. */
    TurnResult stopping(PartitionJob job, Lane lane, ActiveBlocks.Active active, PartCounts counts) {
        JobDraft draft = new JobDraft(job);
        draft.counts = counts;
        draft.settledBlocks = active.settledBlocks();
        draft.settled = active.settled();
        draft.slots = (int) Math.min(job.slots(), counts.inFlight());
        return progress(job, lane, draft, TurnResult.Next.SOON);
    }

    /** Gives how many parts the first blocks of a job have. */
    static long parts(PartitionJob job, int blocks) {
        return Math.min(job.total(), (long) blocks * PartBlock.SIZE);
    }

    /** Few digits, so that the same mean is not written again and again. */
    private static double rounded(double seconds) {
        return Math.max(SHORTEST, Double.parseDouble(String.format(Locale.ROOT, "%.3g", seconds)));
    }

    private TurnResult send(PartitionJob job, JobFacts facts, ActiveBlocks.Active active, JobDraft draft, long room) {
        Instant now = Timestamps.now(clock);
        LaunchNumbers numbers = facts.plan().hasTasks() ? new LaunchNumbers(job, facts) : null;
        BundlePlan plan = numbers == null ? bundles(job, facts, active, draft) : new BundlePlan(numbers);
        List<PartArguments.Range> ranges = candidates.of(job, active, room, plan.mostBundles(), !wasRefused(job.key()));
        Map<Integer, List<byte[]>> lines = arguments.of(job, facts.plan(), ranges);
        List<PartBlock> before = new ArrayList<>();
        List<PartBlock> after = new ArrayList<>();
        PartCounts counts = draft.counts;
        long left = room;
        for (PartArguments.Range candidate : ranges) {
            PartBlock block = candidate.block();
            PartBlock sent = plan.send(block, left, bytes(block, lines.get(block.number())), now);
            long parts = sent.counts().sent() - block.counts().sent();
            if (parts > 0) {
                before.add(block);
                after.add(sent);
                left -= parts;
                counts = counts.plus(new PartCounts(-parts, parts, 0, 0, 0, 0));
                draft.openedBlocks = Math.max(draft.openedBlocks, block.number() + 1);
            }
        }
        if (after.isEmpty()) {
            refusals(job.key(), false);
            return progress(job, facts.lane(), draft, TurnResult.Next.SOON);
        }
        draft.counts = counts;
        PartitionJob changed = draft.job(clock);
        if (!store.dispatch(job, changed, facts.lane(), after)) {
            // Another instance was faster, or a worker wrote one of the blocks.
            int times = refusals(job.key(), true);
            return TurnResult.of(times < MOST_REFUSALS ? TurnResult.Next.AT_ONCE : TurnResult.Next.SOON);
        }
        refusals(job.key(), false);
        if (numbers != null) {
            TurnResult result = TurnResult.of(left > 0 ? TurnResult.Next.SOON : TurnResult.Next.AT_ONCE);
            for (PartLaunch launch : numbers.launches()) {
                result = result.and(launches.begun(launch));
            }
            return freed(job, changed, facts.lane(), result);
        }
        if (!messages.send(changed, facts, before, after, lines)) {
            // While the queue is away each try costs writes, so the pauses grow.
            return freed(job, changed, facts.lane(), TurnResult.of(TurnResult.Next.LATER));
        }
        boolean more = left > 0 && counts.waiting() > 0;
        return freed(job, changed, facts.lane(), TurnResult.of(more ? TurnResult.Next.AT_ONCE : TurnResult.Next.SOON));
    }

    private BundlePlan bundles(PartitionJob job, JobFacts facts, ActiveBlocks.Active active, JobDraft draft) {
        // A part that has run for long without an end is long.
        double mean = draft.meanSeconds > 0 || isProbing(active) ? draft.meanSeconds : PROBING.toSeconds();
        return new BundlePlan(mean, properties.bundle(), messages.room(job, facts));
    }

    /** Notes whether a dispatch was refused, and gives how many in a row were. */
    private int refusals(ExecutionKey key, boolean again) {
        synchronized (refused) {
            if (again) {
                return refused.merge(key, 1, Integer::sum);
            }
            refused.remove(key);
            return 0;
        }
    }

    /** After a dispatch that was refused, the next one leaves out the blocks that workers are writing. */
    private boolean wasRefused(ExecutionKey key) {
        synchronized (refused) {
            return refused.getOrDefault(key, 0) % 2 == 1;
        }
    }

    private static IntToLongFunction bytes(PartBlock block, List<byte[]> lines) {
        return part -> PartMessages.BYTES_OF_A_PART + (lines == null ? 0 : lines.get(part - block.firstPart()).length);
    }

    /** Writes what has changed, at most once in a second. */
    private TurnResult progress(PartitionJob job, Lane lane, JobDraft draft, TurnResult.Next next) {
        PartitionJob changed = draft.job(clock);
        if (changed == job) {
            return TurnResult.of(next);
        }
        TurnResult.Next soon = next == TurnResult.Next.LATER ? TurnResult.Next.SOON : next;
        boolean nothingWaitsAnyMore = job.counts().waiting() > 0 && draft.counts.waiting() == 0;
        boolean isDue =
                nothingWaitsAnyMore || !clock.instant().isBefore(job.updatedAt().plus(PROGRESS));
        if (isDue && changed.slots() != job.slots()) {
            boolean written = store.dispatch(job, changed, lane, List.of());
            return written ? freed(job, changed, lane, TurnResult.of(soon)) : TurnResult.of(soon);
        }
        if (isDue) {
            store.change(job.key(), current -> current.version() == job.version() ? changed : current);
        }
        return TurnResult.of(soon);
    }

    private static TurnResult freed(PartitionJob before, PartitionJob after, Lane lane, TurnResult result) {
        return after.slots() < before.slots() ? result.and(lane) : result;
    }
}
