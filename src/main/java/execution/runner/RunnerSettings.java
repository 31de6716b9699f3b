package execution.runner;

import java.time.Duration;
import java.util.Map;

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
     * Gives for how long the runner knows an attempt again that it is asked to launch once more, counted from the first
     * moment at which it may have been asked. After that {@code direct:find-<runner>} decides whether there is a task.
     */
    default Duration sameTokenFor() {
        return Duration.ofMinutes(30);
    }

    /** Gives how long after a launch {@code direct:find-<runner>} may still say that there is no task. */
    default Duration listedWithin() {
        return Duration.ofMinutes(1);
    }
}
