package execution.runner;

import execution.model.Execution;
import java.util.Optional;

/**
 * Says where the log of a runner's tasks is. A runner without such a bean has no logs; of its tasks only that output is
 * there which the wrapper keeps.
 */
public interface TaskLogs {

    /** Gives the name that a job's {@code job_runner} has, such as {@code ecs}. */
    String runner();

    /**
     * Finds the log of a task.
     *
     * @param execution the row of the task's execution
     * @param attempt the number of the task's attempt, which may be an earlier one
     * @param reference the runner's name of the task
     * @return where the log is, whether or not there is anything in it; empty if the task can have none
     */
    Optional<LogSource> of(Execution execution, int attempt, String reference);
}
