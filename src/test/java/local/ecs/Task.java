package local.ecs;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import local.ecs.ContainerRuntime.Running;

/**
 * One task and its life. Each change raises the version and is reported to the listener while the task is still locked,
 * so that nobody learns of the changes in another order.
 */
final class Task {

    /** A container of the task. The exit code stays null where the container was never started. */
    static final class Container {
        private final TaskDefinition.Container definition;
        private final String arn;
        private Running running;
        private Integer exitCode;
        private String reason;

        Container(TaskDefinition.Container definition, String arn) {
            this.definition = definition;
            this.arn = arn;
        }

        TaskDefinition.Container definition() {
            return definition;
        }

        String arn() {
            return arn;
        }

        Integer exitCode() {
            return exitCode;
        }

        String reason() {
            return reason;
        }

        TaskStatus status(TaskStatus task) {
            if (running != null && exitCode == null) {
                return TaskStatus.RUNNING;
            }
            return exitCode != null || task.compareTo(TaskStatus.RUNNING) > 0 ? TaskStatus.STOPPED : TaskStatus.PENDING;
        }
    }

    private final long number;
    private final String arn;
    private final String clusterArn;
    private final RunTaskRequest request;
    private final List<Container> containers;
    private final Consumer<Task> listener;
    private final Instant createdAt = Instant.now();

    private TaskStatus status = TaskStatus.PROVISIONING;
    private long version = 1;
    private Instant updatedAt = createdAt;
    private Instant startedAt;
    private Instant stoppingAt;
    private volatile Instant stoppedAt;
    private String stopCode;
    private String stoppedReason;

    Task(long number, String arn, String clusterArn, RunTaskRequest request, Consumer<Task> listener) {
        this.number = number;
        this.arn = arn;
        this.clusterArn = clusterArn;
        this.request = request;
        this.listener = listener;
        this.containers = new ArrayList<>();
        var prefix = arn.replace(":task/", ":container/");
        for (var definition : request.definition().containers()) {
            containers.add(new Container(definition, prefix + "/" + definition.name()));
        }
    }

    String arn() {
        return arn;
    }

    String id() {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }

    /** The order in which tasks were made. */
    long number() {
        return number;
    }

    String cluster() {
        return request.cluster();
    }

    String clusterArn() {
        return clusterArn;
    }

    RunTaskRequest request() {
        return request;
    }

    List<Container> containers() {
        return containers;
    }

    Instant createdAt() {
        return createdAt;
    }

    synchronized void announce() {
        listener.accept(this);
    }

    /**
     * Moves the task on to PENDING.
     *
     * @return false if the task was stopped before
     */
    synchronized boolean pending() {
        if (isStopping()) {
            return false;
        }
        change(TaskStatus.PENDING);
        return true;
    }

    /** Adds a container that was started. If the task has been told to stop, the container is told so at once. */
    synchronized void started(Container container, Running running) {
        container.running = running;
        if (isStopping()) {
            running.terminate();
        }
    }

    synchronized void running() {
        if (!isStopping()) {
            startedAt = Instant.now();
            change(TaskStatus.RUNNING);
        }
    }

    /**
     * Asks for the task to be stopped. The first reason counts.
     *
     * @return false if the task was stopping already
     */
    synchronized boolean stop(String code, String reason) {
        if (isStopping()) {
            return false;
        }
        stopCode = code;
        stoppedReason = reason;
        stoppingAt = Instant.now();
        var alive = containers.stream().filter(Task::isAlive).toList();
        if (!alive.isEmpty()) {
            change(status);
            alive.forEach(container -> container.running.terminate());
        }
        return true;
    }

    synchronized void failed(Container container, String reason) {
        container.reason = reason;
        stop("TaskFailedToStart", reason);
    }

    /**
     * Kills the containers that are still alive.
     *
     * @return false if none is
     */
    synchronized boolean kill() {
        var alive = containers.stream().filter(Task::isAlive).toList();
        alive.forEach(container -> container.running.kill());
        return !alive.isEmpty();
    }

    synchronized void exited(Container container, int exitCode) {
        container.exitCode = exitCode;
        if (container.definition().essential()) {
            stop("EssentialContainerExited", "Essential container in task exited");
        }
    }

    /** Is called when no container is alive any more. */
    synchronized void stopped() {
        if (status.compareTo(TaskStatus.DEPROVISIONING) < 0) {
            change(TaskStatus.DEPROVISIONING);
            stoppedAt = Instant.now();
            change(TaskStatus.STOPPED);
        }
    }

    /** Gives how long the slowest container may take to end. */
    Duration stopTimeout() {
        return containers.stream()
                .map(container -> container.definition().stopTimeout())
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    synchronized TaskStatus status() {
        return status;
    }

    synchronized boolean isStopping() {
        return stoppingAt != null;
    }

    synchronized boolean isStopped() {
        return status == TaskStatus.STOPPED;
    }

    synchronized long version() {
        return version;
    }

    synchronized Instant updatedAt() {
        return updatedAt;
    }

    synchronized Instant startedAt() {
        return startedAt;
    }

    synchronized Instant stoppingAt() {
        return stoppingAt;
    }

    /** Reads without the lock, because the caller that tidies up may hold the lock of another task. */
    Instant stoppedAt() {
        return stoppedAt;
    }

    synchronized String stopCode() {
        return stopCode;
    }

    synchronized String stoppedReason() {
        return stoppedReason;
    }

    private static boolean isAlive(Container container) {
        return container.running != null && container.exitCode == null;
    }

    private void change(TaskStatus next) {
        status = next;
        version++;
        updatedAt = Instant.now();
        listener.accept(this);
    }
}
