package execution.partition;

import execution.parts.PartitionJob;

/** Says how many parts of a job may fail. */
final class Tolerance {

    private static final int PERCENT = 100;

    private Tolerance() {}

    /** Gives how many parts may fail: the number or the share that is tolerated, whichever is larger. */
    static long of(PartitionJob job) {
        return Math.max(job.toleratedFailures(), job.total() * job.toleratedPercent() / PERCENT);
    }

    /** Tells whether more parts have failed than may. */
    static boolean isExceeded(PartitionJob job, long failed) {
        return failed > of(job);
    }
}
