package execution.partition;

import execution.model.ExecutionKey;
import java.util.Map;

/**
 * Tasks that had claimed parts of a job and were silent until their leases were over. They may still be running.
 *
 * @param attempt the attempt of the execution that the job runs for
 * @param runner whose tasks they are
 * @param launches the id of the launch that each task was to be started by, by the name under which the task claimed.
 *     That name came from outside, so it may be the name of another task
 */
public record LostTasks(ExecutionKey key, int attempt, String runner, Map<String, String> launches) {

    /** How many tasks a runner is asked for at once. */
    static final int MOST = 100;

    public LostTasks {
        launches = Map.copyOf(launches);
    }

    /** Gives the name under which a task claims: what stands behind the last slash of the runner's reference. */
    static String name(String reference) {
        return reference.substring(reference.lastIndexOf('/') + 1);
    }
}
