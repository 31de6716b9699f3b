package execution.sweep;

import execution.model.Execution;
import java.util.Map;

/**
 * Asks a runner what became of tasks.
 *
 * @param runner whose tasks they are
 * @param byReference the executions by their tasks
 */
public record TaskQuestion(String runner, Map<String, Execution> byReference) {

    /** Says what is asked, not all that is known of it. */
    @Override
    public String toString() {
        return "the question of the states of " + byReference.size() + " tasks of " + runner;
    }
}
