package execution.parts;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * One version of the state of up to {@link #SIZE} parts that follow each other: an item {@code BLOCK#…}, immutable.
 * Each method that changes something returns a changed copy, and the very same block if nothing changes.
 *
 * <p>Times are kept in whole milliseconds. A part is in at most one bundle, and it is in one exactly as long as it is
 * in flight.
 *
 * @param number the number of the block, from 0; its first part is {@code number * SIZE}
 * @param version the number of the write that this version came from; 0 if the block is not written yet
 * @param offset where the arguments of the first part begin in the input object, in bytes; 0 for counted parts
 * @param states a letter for each part, see {@link PartState#code()}
 * @param tries the number of tries of each part that were begun
 * @param losses the number of tries of each part whose worker was lost; these use up none of the part's attempts
 * @param bundles the bundles in flight
 * @param nextSeq the number of the next bundle
 * @param loose the ends of parts whose values are kept in the block, by the number of the part
 * @param seconds the sum of the durations of the parts that have ended
 */
public record PartBlock(
        int number,
        long version,
        long offset,
        String states,
        List<Integer> tries,
        List<Integer> losses,
        List<Bundle> bundles,
        int nextSeq,
        Map<Integer, PartEnd> loose,
        double seconds) {

    /** The number of parts of each block but the last. */
    public static final int SIZE = 25;

    public PartBlock {
        tries = List.copyOf(tries);
        losses = List.copyOf(losses);
        bundles = List.copyOf(bundles);
        loose = Map.copyOf(loose);
    }

    /** What a worker is told that asked for a bundle. */
    public sealed interface Claim {
        /**
         * @param tries the number of the try that begins, by the number of the part; the parts that have ended are left
         *     out
         * @param until when the worker's lease is over
         */
        record Granted(Map<Integer, Integer> tries, Instant until) implements Claim {}

        /** @param until when the lease of the worker that has the bundle is over */
        record Held(Instant until) implements Claim {}

        /** The bundle is none of the block's: its parts have ended, or were sent anew. */
        record Gone() implements Claim {}
    }

    /** A claim and the block after it. The block is the same if nothing was granted. */
    public record Claimed(PartBlock block, Claim answer) {}

    /** Gives a new block whose parts all wait. */
    public static PartBlock waiting(int number, long offset, int size) {
        return new PartBlock(
                number,
                0,
                offset,
                String.valueOf(PartState.WAITING.code()).repeat(size),
                Collections.nCopies(size, 0),
                Collections.nCopies(size, 0),
                List.of(),
                0,
                Map.of(),
                0);
    }

    public int firstPart() {
        return number * SIZE;
    }

    /** Gives how many parts the block has. */
    public int size() {
        return states.length();
    }

    /** Tells whether a part is one of this block's. */
    public boolean contains(int part) {
        return part >= firstPart() && part < firstPart() + size();
    }

    /** @throws IndexOutOfBoundsException if the part is none of this block's */
    public PartState state(int part) {
        return PartState.of(states.charAt(part - firstPart()));
    }

    /** Gives how many tries of a part were begun, which is the number of its newest try. */
    public int tries(int part) {
        return tries.get(part - firstPart());
    }

    /** Gives how often the worker of a part was lost. */
    public int losses(int part) {
        return losses.get(part - firstPart());
    }

    public PartCounts counts() {
        return new PartCounts(
                count(PartState.WAITING),
                count(PartState.SENT),
                count(PartState.RUNNING),
                count(PartState.DONE),
                count(PartState.FAILED),
                count(PartState.CANCELLED));
    }

    private long count(PartState state) {
        return states.chars().filter(code -> code == state.code()).count();
    }

    /** Gives the numbers of the parts that wait, in order. */
    public List<Integer> waitingParts() {
        return IntStream.range(firstPart(), firstPart() + size())
                .filter(part -> state(part) == PartState.WAITING)
                .boxed()
                .toList();
    }

    /** Gives the bundle with a number; empty if it is not in flight any more. */
    public Optional<Bundle> bundle(int seq) {
        return bundles.stream().filter(bundle -> bundle.seq() == seq).findFirst();
    }

    /** Gives the bundles that are not in flight any more in a later version of the block. */
    public List<Bundle> bundlesNotIn(PartBlock later) {
        return bundles.stream()
                .filter(bundle -> later.bundle(bundle.seq()).isEmpty())
                .toList();
    }

    /**
     * Puts parts that wait into a new bundle, which is the last of the changed block's bundles.
     *
     * @throws IllegalArgumentException if a part does not wait, or there are none
     */
    public PartBlock sent(List<Integer> parts, Instant now) {
        return sent(parts, now, 0);
    }

    /**
     * Puts parts that wait into a new bundle, which only a task of a launch may claim.
     *
     * @param launch the number of the launch, from 1
     * @throws IllegalArgumentException if a part does not wait, or there are none
     */
    public PartBlock sent(List<Integer> parts, Instant now, int launch) {
        return new BlockDraft(this).send(parts, now, launch).block();
    }

    /** Gives the number of the bundle of a launch that a worker holds; empty if it holds none. */
    public Optional<Integer> held(int launch, String worker) {
        return bundles.stream()
                .filter(bundle -> bundle.launch() == launch && worker.equals(bundle.holder()))
                .map(Bundle::seq)
                .findFirst();
    }

    /** Gives the number of the first bundle of a launch that nobody has claimed; empty if there is none. */
    public Optional<Integer> free(int launch) {
        return bundles.stream()
                .filter(bundle -> bundle.isFreeFor(launch))
                .map(Bundle::seq)
                .findFirst();
    }

    /**
     * Lets parts wait again for which a launch has no task.
     *
     * @param most the most bundles that are given back
     */
    public PartBlock withdrawn(int launch, int most) {
        BlockDraft draft = new BlockDraft(this);
        bundles.stream()
                .filter(bundle -> bundle.isFreeFor(launch))
                .limit(most)
                .forEach(bundle -> draft.takeBack(bundle, PartState.WAITING));
        return draft.block();
    }

    /**
     * Takes back what a worker of a launch holds, because the worker is known to have ended. The tries count as lost.
     *
     * @param mostLosses how often a part's worker may be lost before the part has failed
     */
    public PartBlock lost(int launch, String worker, int mostLosses) {
        BlockDraft draft = new BlockDraft(this);
        bundles.stream()
                .filter(bundle -> bundle.launch() == launch && worker.equals(bundle.holder()))
                .forEach(bundle -> draft.lose(bundle, mostLosses));
        return draft.block();
    }

    /**
     * Lets a worker run the parts of a bundle, if no other worker's lease lasts. A worker that asks again while its own
     * lease lasts is told the same again. Where a lease is over, the try of its worker counts as lost, and a part that
     * was lost too often has failed.
     *
     * @param worker names one process of a worker; a worker that was started anew needs another name
     * @param mostLosses how often a part's worker may be lost before the part has failed
     */
    public Claimed claim(int seq, String worker, Instant now, Duration lease, int mostLosses) {
        Bundle bundle = bundle(seq).orElse(null);
        if (bundle == null) {
            return new Claimed(this, new Claim.Gone());
        }
        if (bundle.isClaimed() && bundle.until().isAfter(now)) {
            return new Claimed(
                    this,
                    bundle.holder().equals(worker)
                            ? new Claim.Granted(triesOf(bundle), bundle.until())
                            : new Claim.Held(bundle.until()));
        }
        PartBlock claimed = new BlockDraft(this)
                .claim(bundle, worker, now.plus(lease), mostLosses)
                .block();
        return new Claimed(
                claimed,
                claimed.bundle(seq)
                        .<Claim>map(granted -> new Claim.Granted(claimed.triesOf(granted), granted.until()))
                        .orElseGet(Claim.Gone::new));
    }

    private Map<Integer, Integer> triesOf(Bundle bundle) {
        Map<Integer, Integer> current = new TreeMap<>();
        bundle.parts().forEach(part -> current.put(part, tries(part)));
        return current;
    }

    /**
     * Renews the lease of a worker.
     *
     * @return the same block if the worker holds no such bundle, or more than half of its lease is left
     */
    public PartBlock beat(int seq, String worker, Instant now, Duration lease) {
        Instant half = now.plus(lease.dividedBy(2));
        return isHeldBy(seq, worker) && !bundle(seq).orElseThrow().until().isAfter(half)
                ? new BlockDraft(this).renew(seq, now.plus(lease)).block()
                : this;
    }

    /** Tells whether the worker holds the bundle, whether or not its lease is over. */
    public boolean isHeldBy(int seq, String worker) {
        return bundle(seq).filter(bundle -> worker.equals(bundle.holder())).isPresent();
    }

    /**
     * Takes the ends of parts that a worker reports. What it does not hold, or was not its try, changes nothing. A part
     * whose try failed waits again while it has attempts left.
     *
     * @param attempts how often a part may be tried, beside the tries whose worker was lost
     */
    public PartBlock ended(int seq, String worker, List<PartEnd> ends, int attempts) {
        if (!isHeldBy(seq, worker)) {
            return this;
        }
        BlockDraft draft = new BlockDraft(this);
        ends.forEach(end -> draft.end(seq, end, attempts));
        return draft.block();
    }

    /**
     * Takes parts back from a worker that stops. The tries count neither as tries nor as losses. What the worker does
     * not hold, or was not its try, changes nothing.
     *
     * @param returned the number of the try by the number of the part
     */
    public PartBlock returned(int seq, String worker, Map<Integer, Integer> returned) {
        if (!isHeldBy(seq, worker)) {
            return this;
        }
        BlockDraft draft = new BlockDraft(this);
        returned.forEach((part, attempt) -> draft.takeBack(seq, part, attempt));
        return draft.block();
    }

    /**
     * Tells whether the end of a try is what the block has of it, so that a report that comes twice is known for what
     * it is.
     */
    public boolean hasTaken(PartEnd end) {
        if (!contains(end.part()) || tries(end.part()) != end.attempt()) {
            return false;
        }
        PartState state = state(end.part());
        return end.succeeded()
                ? state == PartState.DONE
                : state == PartState.FAILED || state == PartState.WAITING || state == PartState.SENT;
    }

    /**
     * Lets the parts wait again of bundles that nobody claimed since {@code sentBefore}, or whose lease is over. A part
     * whose worker was lost too often has failed.
     *
     * @param mostLosses how often a part's worker may be lost before the part has failed
     */
    public PartBlock givenBack(Instant sentBefore, Instant now, int mostLosses) {
        BlockDraft draft = new BlockDraft(this);
        for (Bundle bundle : bundles) {
            if (bundle.isClaimed() && !bundle.until().isAfter(now)) {
                draft.lose(bundle, mostLosses);
            } else if (!bundle.isClaimed() && bundle.sentAt().isBefore(sentBefore)) {
                draft.takeBack(bundle, PartState.WAITING);
            }
        }
        return draft.block();
    }

    /** Lets the parts wait again of bundles that were not sent after all, unless a worker has claimed them. */
    public PartBlock withdrawn(Collection<Integer> bundlesNotSent) {
        BlockDraft draft = new BlockDraft(this);
        bundles.stream()
                .filter(bundle -> !bundle.isClaimed() && bundlesNotSent.contains(bundle.seq()))
                .forEach(bundle -> draft.takeBack(bundle, PartState.WAITING));
        return draft.block();
    }

    /** Cancels the parts that wait, and those that were sent and are claimed by nobody. */
    public PartBlock cancelled() {
        BlockDraft draft = new BlockDraft(this);
        bundles.stream()
                .filter(bundle -> !bundle.isClaimed())
                .forEach(bundle -> draft.takeBack(bundle, PartState.CANCELLED));
        waitingParts().forEach(part -> draft.state(part, PartState.CANCELLED));
        return draft.block();
    }

    /** Gives the same block without the ends of its parts, which are kept somewhere else. */
    public PartBlock withoutLoose() {
        return new PartBlock(number, version, offset, states, tries, losses, bundles, nextSeq, Map.of(), seconds);
    }

    /** Gives the same block as the next write leaves it. */
    public PartBlock nextVersion() {
        return new PartBlock(number, version + 1, offset, states, tries, losses, bundles, nextSeq, loose, seconds);
    }
}
