package execution.partition;

import execution.model.ExecutionKey;

/**
 * A launch of tasks, each of which is to run one part. The bundles of these parts name the launch, and were written
 * before it.
 *
 * @param facts what the tasks are launched with
 * @param total the number of the job's parts
 * @param number the number of the launch, which no other launch of the job has
 * @param block the first block that has parts of the launch
 * @param count how many tasks are wanted
 */
public record PartLaunch(JobFacts facts, long total, int number, int block, int count) {

    /** A launch has parts of so many blocks that follow each other, from its first block on. */
    static final int BLOCKS = 10;

    ExecutionKey key() {
        return facts.key();
    }

    /** Gives the name by which the runner knows the launch again. */
    String id() {
        return id(facts.attemptId(), number);
    }

    /** Gives the name by which the runner knows a launch of an attempt. */
    static String id(String attemptId, int number) {
        return attemptId + "/" + number;
    }

    @Override
    public String toString() {
        return "launch " + id() + " of " + count + " tasks";
    }
}
