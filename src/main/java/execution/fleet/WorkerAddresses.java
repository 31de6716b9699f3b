package execution.fleet;

import execution.fleet.WorkersProperties.Address;
import execution.operations.StartRefusedException;
import execution.runner.TaskPlatform;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * Knows which addresses the service may ask. These are the configured ones, and those of tasks that run and that no
 * attempt started: the container of a job could otherwise listen at the port of workers and read their token.
 */
@Component
public class WorkerAddresses {

    private static final int MOST = 50;
    private static final Pattern ATTEMPT_ID = Pattern.compile("[0-9a-f]{32}-[0-9]{1,3}");

    /** Leaves out the service's own machine, the place at which ECS gives out credentials, and groups of addresses. */
    private static final Pattern OF_A_TASK =
            Pattern.compile("(?!0|127\\.|169\\.254\\.|2[2-5][0-9])[0-9]{1,3}(\\.[0-9]{1,3}){3}");

    private final WorkersProperties settings;
    private final TaskPlatform platform;

    /** @throws StartRefusedException if there are too many addresses */
    WorkerAddresses(WorkersProperties settings, TaskPlatform platform) {
        if (settings.workers().size() > MOST) {
            throw new StartRefusedException("execution.gateway.workers: allowed are up to " + MOST + " addresses");
        }
        this.settings = settings;
        this.platform = platform;
    }

    /** Gives the addresses of the configuration. */
    public List<Address> configured() {
        return settings.workers();
    }

    /** Gives an address of the configuration; empty if it is not there. */
    public Optional<Address> configured(String text) {
        return settings.workers().stream()
                .filter(address -> address.toString().equals(text))
                .findFirst();
    }

    /**
     * Gives the address of a task of a cluster; empty if there is no such task or it can be no worker.
     *
     * @throws execution.runner.BudgetUsedUpException if there were too many calls
     * @throws IllegalArgumentException if there is no such cluster
     */
    public Optional<Address> ofTask(String cluster, String id) {
        return platform.task(cluster, id)
                .filter(WorkerAddresses::canBeWorker)
                .map(task -> new Address(task.address(), settings.workerPort()));
    }

    /** Tells whether an attempt started the task. */
    public static boolean isOfAttempt(TaskPlatform.Entry task) {
        return task.starter() != null && isAttempt(task.starter());
    }

    /** Tells whether an attempt can have this id. */
    public static boolean isAttempt(String id) {
        return ATTEMPT_ID.matcher(id).matches();
    }

    /** Tells whether the task may be asked. A task that has stopped may have left its address to another one. */
    public static boolean canBeWorker(TaskPlatform.Entry task) {
        return "RUNNING".equals(task.status())
                && !isOfAttempt(task)
                && task.address() != null
                && OF_A_TASK.matcher(task.address()).matches();
    }
}
