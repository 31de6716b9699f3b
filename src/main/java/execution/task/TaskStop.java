package execution.task;

import execution.model.Execution;
import execution.model.ExecutionKey;
import java.util.Optional;

/**
 * A task that is to be stopped.
 *
 * @param execution whose attempt the task was launched for
 * @param attempt the execution's current attempt
 * @param runner whose task it is
 * @param reference the runner's name of the task
 * @param reason for people
 * @param orphan whether the task belongs to no attempt under way, so that no row leads to it
 * @param tries how often the runner was asked before
 */
public record TaskStop(
        ExecutionKey execution,
        int attempt,
        String runner,
        String reference,
        String reason,
        boolean orphan,
        int tries) {

    /**
     * Gives the task of an execution that is to be stopped. While the task is not known yet there is nothing to stop;
     * the stage that stores the task's reference finds the intent on the row and asks for the stop then.
     */
    public static Optional<TaskStop> of(Execution execution) {
        if (execution.taskReference() == null || execution.status().isTerminal() || execution.stop() == null) {
            return Optional.empty();
        }
        return Optional.of(new TaskStop(
                execution.key(),
                execution.attempt(),
                execution.job().jobRunner(),
                execution.taskReference(),
                execution.stop().reason(),
                false,
                0));
    }

    /** Gives a task that belongs to no attempt under way of the execution for which the task was launched. */
    public static TaskStop ofOrphan(Execution execution, String reference) {
        return new TaskStop(
                execution.key(),
                execution.attempt(),
                execution.job().jobRunner(),
                reference,
                "the attempt that it was launched for is over",
                true,
                0);
    }

    /**
     * Gives a task that had a part of an execution and was silent until another task could get the part. No row leads
     * to such a task.
     */
    public static TaskStop ofPart(ExecutionKey execution, int attempt, String runner, String reference) {
        return new TaskStop(
                execution, attempt, runner, reference, "it was silent for too long about its part", true, 0);
    }

    TaskStop triedOnceMore() {
        return new TaskStop(execution, attempt, runner, reference, reason, orphan, tries + 1);
    }
}
