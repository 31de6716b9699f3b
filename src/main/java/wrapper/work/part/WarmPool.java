package wrapper.work.part;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import wrapper.work.pulse.Ticking;

/**
 * What was started for parts of a job and waits for more of them: commands and functions. What waits for long is ended,
 * and so is what has waited longest where too many wait.
 */
final class WarmPool<W extends WarmPool.Warm> implements Ticking, AutoCloseable {
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** Something that was started for the parts of one job. */
    interface Warm extends AutoCloseable {
        /** Tells whether it can take a part. */
        boolean isUsable();

        @Override
        void close();
    }

    private record Idle<W>(String job, W warm, long since) {}

    private final int most;
    private final Executor background;
    private final Deque<Idle<W>> idle = new ArrayDeque<>();
    private boolean closed;

    /** @param most how many may wait */
    WarmPool(int most, Executor background) {
        this.most = most;
        this.background = background;
    }

    /** Takes one that was started for the job; null if none waits. */
    W take(String job) {
        while (true) {
            W found = poll(job);
            if (found == null || found.isUsable()) {
                return found;
            }
            background.execute(found::close);
        }
    }

    private synchronized W poll(String job) {
        Iterator<Idle<W>> newestFirst = idle.descendingIterator();
        while (newestFirst.hasNext()) {
            Idle<W> candidate = newestFirst.next();
            if (candidate.job().equals(job)) {
                newestFirst.remove();
                return candidate.warm();
            }
        }
        return null;
    }

    /** Lets one wait for more parts of its job. */
    void giveBack(String job, W warm) {
        W surplus = null;
        synchronized (this) {
            if (closed) {
                surplus = warm;
            } else {
                idle.addLast(new Idle<>(job, warm, System.nanoTime()));
                if (idle.size() > most) {
                    surplus = idle.removeFirst().warm();
                }
            }
        }
        if (surplus != null) {
            background.execute(surplus::close);
        }
    }

    @Override
    public void tick(long now) {
        List<W> old = new ArrayList<>();
        synchronized (this) {
            while (!idle.isEmpty() && now - idle.peekFirst().since() >= LONGEST_NANOS) {
                old.add(idle.removeFirst().warm());
            }
        }
        old.forEach(warm -> background.execute(warm::close));
    }

    @Override
    public void close() {
        List<Idle<W>> all;
        synchronized (this) {
            closed = true;
            all = new ArrayList<>(idle);
            idle.clear();
        }
        all.forEach(one -> one.warm().close());
    }
}
