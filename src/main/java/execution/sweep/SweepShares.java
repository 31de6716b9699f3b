package execution.sweep;

import execution.store.Instance;
import execution.store.Leases;
import execution.store.Members;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Shares the shards of unfinished work out among the living instances, as evenly as they go. A lease on each shard keeps two from
 * doing the same work; all that a sweep does is safe to do twice.
 */
@Component
class SweepShares {

    private static final Logger LOG = LoggerFactory.getLogger(SweepShares.class);

    /** A lease outlives so many periods, so that a sweep that comes late does not lose it. */
    private static final int PERIODS = 3;

    private final Members members;
    private final Leases leases;
    private final Instance instance;
    private final SweepProperties sweep;
    private final Set<Integer> held = new TreeSet<>();

    SweepShares(Members members, Leases leases, Instance instance, SweepProperties sweep) {
        this.members = members;
        this.leases = leases;
        this.instance = instance;
        this.sweep = sweep;
    }

    /** The shards that are this instance's until the next call, which has to come within a few periods. */
    synchronized Set<Integer> hold() {
        Duration length = sweep.period().multipliedBy(PERIODS);
        List<String> living = members.beat(length);
        int rank = Math.max(0, living.indexOf(instance.id()));
        int share = share(sweep.shards(), Math.max(1, living.size()), rank);
        for (int shard : List.copyOf(held)) {
            if (held.size() > share) {
                leases.release(name(shard));
                held.remove(shard);
            } else if (!leases.hold(name(shard), length)) {
                held.remove(shard);
            }
        }
        // Each begins elsewhere, so that they do not all try for the same shard.
        for (int i = 0; i < sweep.shards() && held.size() < share; i++) {
            int shard = (rank + i) % sweep.shards();
            if (!held.contains(shard) && leases.hold(name(shard), length)) {
                held.add(shard);
            }
        }
        return Set.copyOf(held);
    }

    /** How many of the shards are for one of so many instances; together they have all of them. */
    static int share(int shards, int instances, int rank) {
        return shards / instances + (rank < shards % instances ? 1 : 0);
    }

    /** This instance stops: the others need not wait until its leases run out. */
    synchronized void release() {
        try {
            held.forEach(shard -> leases.release(name(shard)));
            members.leave();
        } catch (RuntimeException e) {
            LOG.debug("The leases run out by themselves: {}", e.toString());
        }
        held.clear();
    }

    private static String name(int shard) {
        return "sweep-" + shard;
    }
}
