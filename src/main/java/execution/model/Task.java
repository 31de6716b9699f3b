package execution.model;

import java.time.Instant;

/**
 * What is known of the task of the current attempt. The next attempt has another task and begins with nothing.
 *
 * @param reference what the runner calls the task (ecs: its ARN); null until known
 * @param version the version of the last task state that counted
 * @param registeredAt when the task was known to run, or null
 * @param report what the task said of its end, or null
 */
public record Task(String reference, long version, Instant registeredAt, Report report) {

    /** No task is known. */
    static final Task NONE = new Task(null, 0, null, null);

    Task withReference(String name) {
        return new Task(name, version, registeredAt, report);
    }

    /** The version never goes back. */
    Task withState(String name, long stateVersion) {
        return new Task(name, Math.max(version, stateVersion), registeredAt, report);
    }

    Task withRegisteredAt(Instant now) {
        return new Task(reference, version, now, report);
    }

    Task withReport(Report said) {
        return new Task(reference, version, registeredAt, said);
    }
}
