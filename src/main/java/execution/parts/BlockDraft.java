package execution.parts;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A block while it is changed. A part that has ended is never touched, and a part enters and leaves a bundle together
 * with its state.
 */
final class BlockDraft {

    private final PartBlock before;
    private final StringBuilder states;
    private final List<Integer> tries;
    private final List<Integer> losses;
    private final List<Bundle> bundles;
    private final Map<Integer, PartEnd> loose;
    private int nextSeq;
    private double seconds;

    BlockDraft(PartBlock before) {
        this.before = before;
        this.states = new StringBuilder(before.states());
        this.tries = new ArrayList<>(before.tries());
        this.losses = new ArrayList<>(before.losses());
        this.bundles = new ArrayList<>(before.bundles());
        this.loose = new HashMap<>(before.loose());
        this.nextSeq = before.nextSeq();
        this.seconds = before.seconds();
    }

    /** Gives the changed block, or the very same block if nothing changed. */
    PartBlock block() {
        PartBlock after = new PartBlock(
                before.number(),
                before.version(),
                before.offset(),
                states.toString(),
                tries,
                losses,
                bundles,
                nextSeq,
                loose,
                seconds);
        return after.equals(before) ? before : after;
    }

    private int index(int part) {
        return part - before.firstPart();
    }

    private PartState state(int part) {
        return PartState.of(states.charAt(index(part)));
    }

    void state(int part, PartState state) {
        states.setCharAt(index(part), state.code());
    }

    BlockDraft send(List<Integer> parts, Instant now, int launch) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("a bundle without parts");
        }
        for (int part : parts) {
            if (!before.contains(part) || state(part) != PartState.WAITING) {
                throw new IllegalArgumentException("part " + part + " does not wait in block " + before.number());
            }
            state(part, PartState.SENT);
        }
        bundles.add(new Bundle(nextSeq++, parts, now.truncatedTo(ChronoUnit.MILLIS), null, null, launch));
        return this;
    }

    /** Gives a bundle to a worker. The former worker's tries, if the bundle had one, are lost. */
    BlockDraft claim(Bundle bundle, String worker, Instant until, int mostLosses) {
        int place = bundles.indexOf(bundle);
        List<Integer> parts = new ArrayList<>(bundle.parts());
        if (bundle.isClaimed()) {
            parts.removeIf(part -> isFailedByLoss(part, mostLosses));
        }
        for (int part : parts) {
            tries.set(index(part), tries.get(index(part)) + 1);
            state(part, PartState.RUNNING);
        }
        if (parts.isEmpty()) {
            bundles.remove(place);
        } else {
            bundles.set(place, bundle.with(parts).heldBy(worker, until.truncatedTo(ChronoUnit.MILLIS)));
        }
        return this;
    }

    /** Counts a loss of a part's worker, and tells whether the part has failed by it. */
    private boolean isFailedByLoss(int part, int mostLosses) {
        int lost = losses.get(index(part)) + 1;
        losses.set(index(part), lost);
        if (lost < mostLosses) {
            return false;
        }
        state(part, PartState.FAILED);
        String reason = "the worker of the part was lost " + lost + (lost == 1 ? " time" : " times");
        loose.put(part, new PartEnd(part, tries.get(index(part)), false, null, reason, null, 0));
        return true;
    }

    BlockDraft renew(int seq, Instant until) {
        bundles.replaceAll(bundle ->
                bundle.seq() == seq ? bundle.heldBy(bundle.holder(), until.truncatedTo(ChronoUnit.MILLIS)) : bundle);
        return this;
    }

    /** Takes the end of a part's current try. A part that is not in the bundle stays as it is. */
    void end(int seq, PartEnd end, int attempts) {
        int place = place(seq);
        int part = end.part();
        if (place < 0 || !bundles.get(place).parts().contains(part) || tries.get(index(part)) != end.attempt()) {
            return;
        }
        int failures = end.attempt() - losses.get(index(part));
        if (end.succeeded()) {
            terminate(end, PartState.DONE);
        } else if (failures >= attempts) {
            terminate(end, PartState.FAILED);
        } else {
            state(part, PartState.WAITING);
        }
        leave(place, part);
    }

    /** Takes a part back whose try does not count. The next try has the same number. */
    void takeBack(int seq, int part, int attempt) {
        int place = place(seq);
        if (place >= 0 && bundles.get(place).parts().contains(part) && tries.get(index(part)) == attempt) {
            tries.set(index(part), attempt - 1);
            state(part, PartState.WAITING);
            leave(place, part);
        }
    }

    private int place(int seq) {
        for (int i = 0; i < bundles.size(); i++) {
            if (bundles.get(i).seq() == seq) {
                return i;
            }
        }
        return -1;
    }

    private void terminate(PartEnd end, PartState state) {
        state(end.part(), state);
        loose.put(end.part(), end);
        seconds += end.seconds();
    }

    private void leave(int place, int part) {
        Bundle bundle = bundles.get(place);
        List<Integer> left = new ArrayList<>(bundle.parts());
        left.remove(Integer.valueOf(part));
        if (left.isEmpty()) {
            bundles.remove(place);
        } else {
            bundles.set(place, bundle.with(left));
        }
    }

    /** Takes a bundle back whose worker was lost. */
    void lose(Bundle bundle, int mostLosses) {
        bundles.remove(bundle);
        for (int part : bundle.parts()) {
            if (!isFailedByLoss(part, mostLosses)) {
                state(part, PartState.WAITING);
            }
        }
    }

    /** Takes a bundle back that no worker has claimed. */
    void takeBack(Bundle bundle, PartState state) {
        bundles.remove(bundle);
        bundle.parts().forEach(part -> state(part, state));
    }
}
