package execution.model;

import java.time.Instant;

/**
 * What is known of the task of the current attempt. The next attempt has another task and begins with nothing.
 *
 * @param reference what the runner calls the task (ecs: its ARN); null until known
 * @param version the version of the last task state that counted
 * @param registeredAt when the task was known to run, or null
 * @param report what the task said of its end, or null
 * @param invocation the name of the run that does the work of the attempt, where a platform may run the same task more
 *     than once; the first run that reports its start is noted here, and every other run is refused. Null until then,
 *     and for platforms that run a task once
 */
public record Task(String reference, long version, Instant registeredAt, Report report, String invocation) {

    /** No task is known. */
    static final Task NONE = new Task(null, 0, null, null, null);

    Task withReference(String name) {
        return new Task(name, version, registeredAt, report, invocation);
    }

    /** The version never goes back. */
    Task withState(String name, long stateVersion) {
        return new Task(name, Math.max(version, stateVersion), registeredAt, report, invocation);
    }

    Task withRegisteredAt(Instant now) {
        return new Task(reference, version, now, report, invocation);
    }

    Task withReport(Report said) {
        return new Task(reference, version, registeredAt, said, invocation);
    }

    Task withInvocation(String run) {
        return new Task(reference, version, registeredAt, report, run);
    }
}
