package execution.runner;

import execution.model.Execution;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What the service has to know of one runner beside its routes. A runner without such a bean has what is said here. A
 * runner in Java that needs other values has a bean of its own.
 */
public interface RunnerSettings {

    /** Gives the name that a job's {@code job_runner} has, such as {@code ecs}. */
    String runner();

    /**
     * Gives where and how tasks run, as configured now. It is stored with each launch, so that the same request can be
     * made again after the configuration has changed.
     */
    default Map<String, String> forLaunch() {
        return Map.of();
    }

    /**
     * Does the same as {@link #forLaunch()} for a certain execution. The preparation of a launch calls this method.
     *
     * @param execution the execution that is going to be launched
     */
    default Map<String, String> forLaunch(Execution execution) {
        return forLaunch();
    }

    /**
     * Gives the settings of a launch that is made on demand, although those that were stored may mean capacity that the
     * platform takes back. The answer depends on what is given alone, so that the same request can be made again.
     *
     * @param stored what {@link #forLaunch} gave when the launch was stored
     */
    default Map<String, String> onDemand(Map<String, String> stored) {
        return stored;
    }

    /**
     * Gives for how long the runner knows an attempt again that it is asked to launch once more, counted from the first
     * moment at which it may have been asked. After that {@code direct:find-<runner>} decides whether there is a task.
     */
    default Duration sameTokenFor() {
        return Duration.ofMinutes(30);
    }

    /**
     * Tells whether a task's own report of its end is the runner's word, so that it ends the execution. The platform of
     * such a runner may run the same task more than once. So each report has to name the run that it comes from, and
     * only the run that was the first to report its start is listened to.
     */
    default boolean endsByReport() {
        return false;
    }

    /**
     * Makes the state of a task of what the task reported of its end. It is asked only where {@link #endsByReport()}.
     *
     * @param row has a report of the end of its task
     * @return the state, which counts for the run that the row names
     */
    default TaskState reportedEnd(Execution row) {
        return ReportedEnd.of(row);
    }

    /**
     * Takes note that the run that does the work of an attempt has said that it goes on. It is called only where
     * {@link #endsByReport()}.
     *
     * @param row the execution after that
     */
    default void goesOn(Execution row) {
        // A runner that gives no leases does not need to know.
    }

    /**
     * Makes the state of a task whose run was given back before its end, because what it ran on is needed no more.
     *
     * @param row the execution, whose run has said so
     * @return the state, which counts for the run that the row names; empty if this runner's tasks are not given back
     */
    default Optional<TaskState> returned(Execution row) {
        return Optional.empty();
    }

    /** Gives how long after a launch {@code direct:find-<runner>} may still say that there is no task. */
    default Duration listedWithin() {
        return Duration.ofMinutes(1);
    }
}
