package execution.runner;

import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.store.Executions;
import execution.store.WorkIndex;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.camel.Body;

/**
 * Says what is known of the tasks of a runner that has no list of them, by the rows of their executions. The reference
 * of such a task is the id of its attempt, and it runs by leave of the row.
 */
public abstract class RowTasks {

    private static final Pattern REFERENCE = Pattern.compile("[0-9a-f]{32}-[1-9][0-9]{0,2}");

    private final Executions executions;
    private final WorkIndex index;
    private final String runner;

    /** @param runner the name of the runner, which the rows of its executions have */
    protected RowTasks(Executions executions, WorkIndex index, String runner) {
        this.executions = executions;
        this.index = index;
        this.runner = runner;
    }

    /**
     * Finds the task of an attempt.
     *
     * @return the reference of the task; null if no run has started. If the attempt ends now, none will start later,
     *     because its report that it runs is refused
     */
    public String find(@Body String attemptId) {
        return row(attemptId)
                .filter(row -> row.task().invocation() != null || row.taskReference() != null)
                .map(Execution::attemptId)
                .orElse(null);
    }

    /**
     * Gives the states of tasks.
     *
     * @param references the tasks' references; those of attempts that are over are left out
     */
    public List<TaskState> describe(@Body List<String> references) {
        List<ExecutionKey> keys = references.stream()
                .filter(reference -> REFERENCE.matcher(reference).matches())
                .map(index::byAttempt)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        return executions.findAll(keys).stream()
                .filter(this::isOfThisRunner)
                .filter(row -> references.contains(row.attemptId()))
                .map(this::state)
                .toList();
    }

    /**
     * Takes note that a task is to be stopped. What runs already is not stopped from here.
     *
     * @param reference the task's
     * @return the state of a task that is over because it has not started and will not; else null
     */
    public TaskState stop(@Body String reference) {
        return row(reference)
                .filter(row -> row.task().invocation() == null && row.stop() != null)
                .map(this::state)
                .orElse(null);
    }

    /** Works out the state of the current attempt's task from the row. */
    protected abstract TaskState state(Execution row);

    /** Gives the state of a task that has not ended. */
    protected static TaskState inPhase(Execution row, TaskPhase phase) {
        return TaskState.of(row.attemptId(), row.attemptId(), 0, null, phase);
    }

    private Optional<Execution> row(String attemptId) {
        return Optional.of(attemptId)
                .filter(id -> REFERENCE.matcher(id).matches())
                .flatMap(index::byAttempt)
                .flatMap(executions::find)
                .filter(this::isOfThisRunner)
                .filter(row -> attemptId.equals(row.attemptId()));
    }

    private boolean isOfThisRunner(Execution row) {
        return runner.equals(row.job().jobRunner());
    }
}
