package execution.partition;

import execution.parts.PartitionJob;
import execution.runner.TasksRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * Divides the parts of one dispatch among launches. The version of the job, which no other dispatch has, is in the
 * number of each launch; so no two launches of a job have one number.
 */
final class LaunchNumbers {

    /** Each launch of a dispatch has parts of another block than the one before it, or ten parts. */
    private static final int MOST_OF_A_DISPATCH = 128;

    private final JobFacts facts;
    private final long total;
    private final int base;
    private final List<PartLaunch> launches = new ArrayList<>();

    LaunchNumbers(PartitionJob job, JobFacts facts) {
        this.facts = facts;
        this.total = job.total();
        this.base = Math.toIntExact((job.version() + 1) * MOST_OF_A_DISPATCH);
    }

    /** Gives the number of the launch for one more part. Blocks come in the order of their numbers. */
    int next(int block) {
        PartLaunch last = launches.isEmpty() ? null : launches.get(launches.size() - 1);
        if (last == null || last.count() == TasksRequest.MOST || block >= last.block() + PartLaunch.BLOCKS) {
            if (launches.size() == MOST_OF_A_DISPATCH) {
                throw new IllegalStateException("a dispatch has more than " + MOST_OF_A_DISPATCH + " launches");
            }
            PartLaunch more = new PartLaunch(facts, total, base + launches.size(), block, 1);
            launches.add(more);
            return more.number();
        }
        launches.set(launches.size() - 1, new PartLaunch(facts, total, last.number(), last.block(), last.count() + 1));
        return last.number();
    }

    /** Gives the launches so far. */
    List<PartLaunch> launches() {
        return List.copyOf(launches);
    }
}
