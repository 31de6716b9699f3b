package execution.api;

import execution.catalogue.TaskFile;
import execution.model.Webhook;
import java.time.Duration;

/**
 * What a job has that its event leaves out.
 *
 * @param runner the {@code job_runner}
 * @param timeoutSeconds how long the task may run
 * @param maxAttempts how often the job may be started
 * @param partAttempts how often a part of a partitioned job may be tried
 * @param priority null leaves the job without one
 * @param waitingSeconds how long the execution may be pending; null leaves it to the setting
 * @param startingSeconds how long the task may take until it runs; null for no such limit
 * @param webhook where status changes are sent to; null for nowhere
 */
record JobDefaults(
        String runner,
        long timeoutSeconds,
        int maxAttempts,
        int partAttempts,
        Integer priority,
        Long waitingSeconds,
        Long startingSeconds,
        Webhook webhook) {

    /** What was asked for, whatever a task's file says: the same event has the same hash when the file changes. */
    static final JobDefaults ASKED =
            new JobDefaults("ecs", 3_600, 1, PartitionRequest.ATTEMPTS, null, null, null, null);

    /** What holds for a job whose task has no file. */
    static JobDefaults withoutFile() {
        return new JobDefaults(
                ASKED.runner,
                ASKED.timeoutSeconds,
                ASKED.maxAttempts,
                ASKED.partAttempts,
                TaskFile.Priority.DEFAULT.standard(),
                null,
                null,
                null);
    }

    /** What the file of a task says. */
    static JobDefaults of(TaskFile task) {
        TaskFile.Limits limits = task.limits();
        Integer most = task.attempts().most();
        return new JobDefaults(
                task.runner(),
                limits.running() == null
                        ? ASKED.timeoutSeconds
                        : limits.running().toSeconds(),
                most == null ? ASKED.maxAttempts : most,
                most == null ? ASKED.partAttempts : Math.min(ASKED.partAttempts, most),
                task.priority().standard(),
                seconds(limits.waiting()),
                seconds(limits.starting()),
                task.webhook());
    }

    /** Gives what a partitioned job of the task has. Its parts are tried again, and the job as a whole is not. */
    JobDefaults ofPartitionedJob() {
        return new JobDefaults(
                runner,
                PartitionRequest.TIMEOUT_SECONDS,
                1,
                partAttempts,
                priority,
                waitingSeconds,
                startingSeconds,
                webhook);
    }

    private static Long seconds(Duration limit) {
        return limit == null ? null : Long.valueOf(limit.toSeconds());
    }
}
