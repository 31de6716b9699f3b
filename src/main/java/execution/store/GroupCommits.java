package execution.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Makes changes of what many threads want to change at once. This instance writes the changes of one key one after the
 * other, and all that wait meanwhile with the next write. So a busy key costs few writes, and a change of a key that
 * nobody else changes does not wait.
 *
 * @param <C> the kind of change
 */
public final class GroupCommits<C extends GroupCommits.Change> {

    /** The most writes at the same time. Each key belongs to one of so many turns. */
    private static final int TURNS = 256;

    /** A change, and what came of it. */
    public abstract static class Change {

        private RuntimeException failure;

        /** Gives what is changed. Changes of different keys are written apart. */
        protected abstract Object key();

        /** Tells whether the change was made. */
        protected abstract boolean isMade();

        /** Notes that this change cannot be made, whatever becomes of the others that are written with it. */
        public final void fail(RuntimeException cause) {
            failure = cause;
        }

        /** Tells whether the change was made or has failed. */
        public final boolean isDone() {
            return failure != null || isMade();
        }
    }

    private final int most;
    private final BiPredicate<List<C>, C> fits;
    private final Consumer<List<C>> write;
    private final List<Turn> turns = Stream.generate(Turn::new).limit(TURNS).toList();

    /**
     * Makes it with nothing to write.
     *
     * @param most how many changes are written together
     * @param fits tells whether a change may be written with those before it, which have the same key
     * @param write writes changes of one key, and notes on each what came of it; if it throws, each change that is not
     *     done is written alone
     */
    public GroupCommits(int most, BiPredicate<List<C>, C> fits, Consumer<List<C>> write) {
        this.most = most;
        this.fits = fits;
        this.write = write;
    }

    /** The changes that wait for a write of one of the keys that share this turn. */
    private final class Turn {
        private final ReentrantLock lock = new ReentrantLock();
        private final Deque<C> waiting = new ArrayDeque<>();

        private void add(C change) {
            synchronized (waiting) {
                waiting.add(change);
            }
        }

        /** Takes the change that has waited for longest, and others that can be written with it. */
        private List<C> next() {
            List<C> next = new ArrayList<>();
            synchronized (waiting) {
                Iterator<C> all = waiting.iterator();
                while (all.hasNext() && next.size() < most) {
                    C change = all.next();
                    if (next.isEmpty() || change.key().equals(next.get(0).key()) && fits.test(next, change)) {
                        next.add(change);
                        all.remove();
                    }
                }
            }
            return next;
        }
    }

    /**
     * Makes a change, alone or together with others of its key.
     *
     * @throws RuntimeException what the change failed with
     */
    public void commit(C change) {
        Turn turn = turns.get(Math.floorMod(change.key().hashCode(), TURNS));
        turn.add(change);
        turn.lock.lock();
        try {
            // The changes before this one go first, so a few rounds are enough. Another thread may have written this
            // change with its own.
            while (!change.isDone()) {
                make(turn.next());
            }
        } finally {
            turn.lock.unlock();
        }
        RuntimeException failure = ((Change) change).failure;
        if (failure != null) {
            throw failure;
        }
    }

    private void make(List<C> changes) {
        try {
            write.accept(changes);
        } catch (RuntimeException e) {
            List<C> open = changes.stream().filter(change -> !change.isDone()).toList();
            if (open.size() == 1) {
                open.get(0).fail(e);
            } else {
                // One of the changes cannot be written, and the others can be written without that one.
                open.forEach(change -> make(List.of(change)));
            }
        }
    }
}
