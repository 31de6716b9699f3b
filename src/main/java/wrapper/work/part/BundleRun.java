package wrapper.work.part;

import java.util.Map;
import java.util.TreeMap;
import shared.part.PartsMessage;
import wrapper.run.SecretMask;
import wrapper.work.catalogue.WorkerTask;

/**
 * What all parts of a bundle have in common.
 *
 * @param message the message that the bundle came by
 * @param task how the task is run; the words of its command are those of the message where that has any
 * @param environment the variables of the job, without the callback token
 * @param mask hides secrets in what is logged or reported
 */
public record BundleRun(PartsMessage message, WorkerTask task, Map<String, String> environment, SecretMask mask) {

    private static final String SIGNATURE = "X-Amz-Signature=";
    private static final String TOKEN = "EXECUTION_CALLBACK_TOKEN";

    /** Makes it of a message. */
    public static BundleRun of(PartsMessage message, WorkerTask task) {
        Map<String, String> environment = new TreeMap<>(message.environment());
        environment.remove(TOKEN);
        SecretMask mask = new SecretMask(environment);
        mask.add(message.token());
        // A presigned address opens what it names to whoever has it.
        environment.values().stream().filter(value -> value.contains(SIGNATURE)).forEach(mask::add);
        WorkerTask run = message.command() == null || task.mode() == WorkerTask.Mode.FUNCTION
                ? task
                : new WorkerTask(task.name(), task.mode(), message.command(), null);
        return new BundleRun(message, run, Map.copyOf(environment), mask);
    }

    /** Names the job that the bundle is of; parts of one job may share a long-lived command or function. */
    String job() {
        return message.callbackUrl() + " " + message.attempt() + " " + task.name();
    }
}
