package execution.publication;

import execution.model.Execution;
import execution.model.ExecutionKey;
import java.util.HashMap;
import java.util.Map;

/**
 * The executions whose changes wait to be published, each in its newest version, and how much memory they take
 * together.
 */
final class WaitingChanges {

    private final Map<ExecutionKey, Execution> executions = new HashMap<>();
    private long weight;

    /** Adds the execution; does nothing if the same or a newer version waits already. */
    synchronized void add(Execution execution) {
        Execution known = executions.get(execution.key());
        if (known == null || known.version() < execution.version()) {
            executions.put(execution.key(), execution);
            weight += execution.weight() - (known == null ? 0 : known.weight());
        }
    }

    /**
     * Removes the execution.
     *
     * @return the execution, or null if it does not wait
     */
    synchronized Execution take(ExecutionKey key) {
        Execution execution = executions.remove(key);
        if (execution != null) {
            weight -= execution.weight();
        }
        return execution;
    }

    synchronized boolean contains(ExecutionKey key) {
        return executions.containsKey(key);
    }

    synchronized int size() {
        return executions.size();
    }

    /** Gives the memory that they take together, in bytes as {@link Execution#weight} counts them. */
    synchronized long weight() {
        return weight;
    }
}
