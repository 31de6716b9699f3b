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
 * Divides the shards of unfinished work evenly among the living instances. A lease on each shard keeps two instances
 * from doing the same work, which would do no harm.
 */
@Component
class SweepShares {

    private static final Logger LOG = LoggerFactory.getLogger(SweepShares.class);

    /** How many periods a lease lasts, so that a sweep that is late does not lose it. */
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

    /** Gives the shards that belong to this instance until the next call, which has to come within a few periods. */
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
        // Each instance begins with another shard, so that they do not all try for the same one.
        for (int i = 0; i < sweep.shards() && held.size() < share; i++) {
            int shard = (rank + i) % sweep.shards();
            if (!held.contains(shard) && leases.hold(name(shard), length)) {
                held.add(shard);
            }
        }
        return Set.copyOf(held);
    }

    /** Gives how many shards each of so many instances takes; together they take all of them. */
    static int share(int shards, int instances, int rank) {
        return shards / instances + (rank < shards % instances ? 1 : 0);
    }

    /** Gives the leases up because this instance stops, so that the others need not wait until the leases end. */
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
