package local.ecs;

import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import local.ecs.ContainerRuntime.CannotStartException;
import local.ecs.ContainerRuntime.Running;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a task through its life. */
final class TaskRunner {

    private static final Logger LOG = LoggerFactory.getLogger(TaskRunner.class);

    private final LocalEcs.Options options;
    private final Tasks tasks;
    private final Faults faults;
    private final ExecutorService starters;
    private final ScheduledExecutorService timer;
    private final Supplier<URI> endpoint;

    /** @param endpoint where containers ask who they are */
    TaskRunner(
            LocalEcs.Options options,
            Tasks tasks,
            Faults faults,
            ExecutorService starters,
            ScheduledExecutorService timer,
            Supplier<URI> endpoint) {
        this.options = options;
        this.tasks = tasks;
        this.faults = faults;
        this.starters = starters;
        this.timer = timer;
        this.endpoint = endpoint;
    }

    void run(Task task) {
        if (options.startDelay().isZero()) {
            starters.execute(() -> start(task));
        } else {
            timer.schedule(
                    () -> starters.execute(() -> start(task)),
                    options.startDelay().toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }

    void stop(Task task, String reason) {
        if (task.stop("UserInitiated", reason)) {
            killAfterTimeout(task);
        }
    }

    private void start(Task task) {
        var started = new LinkedHashMap<Task.Container, Running>();
        try {
            if (faults.failsStart()) {
                task.stop("TaskFailedToStart", "Timeout waiting for network interface provisioning to complete.");
            }
            if (task.pending()) {
                for (var container : task.containers()) {
                    started.put(container, start(task, container));
                }
                task.running();
            }
        } catch (CannotStartException e) {
            LOG.info("Task {} cannot be started: {}", task.id(), e.getMessage());
            killAfterTimeout(task);
        } catch (RuntimeException e) {
            LOG.error("Task {} cannot be started", task.id(), e);
            task.stop("TaskFailedToStart", "InternalError: " + e);
            killAfterTimeout(task);
        }
        // The containers are watched only now, so that a container that has ended already cannot end the task before
        // the task was running.
        var ends = started.entrySet().stream()
                .map(entry -> entry.getValue().exit().thenAccept(code -> exited(task, entry.getKey(), code)))
                .map(CompletionStage::toCompletableFuture)
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(ends).whenComplete((nothing, failure) -> {
            task.stopped();
            tasks.stopped(task);
        });
    }

    private Running start(Task task, Task.Container container) throws CannotStartException {
        var definition = container.definition();
        var environment = new HashMap<>(task.request().environment(definition));
        environment.put("ECS_CONTAINER_METADATA_URI_V4", endpoint.get() + EcsHandler.METADATA + task.id());
        var runtime = options.runtimes().getOrDefault(definition.image(), options.runtime());
        try {
            var running = runtime.start(new ContainerRuntime.Container(
                    task.id(),
                    definition.name(),
                    definition.image(),
                    task.request().command(definition),
                    environment,
                    options.logs().resolve(task.id() + "-" + definition.name() + ".log")));
            task.started(container, running);
            return running;
        } catch (CannotStartException e) {
            task.failed(container, e.getMessage());
            throw e;
        }
    }

    private void exited(Task task, Task.Container container, int exitCode) {
        var stoppedBefore = task.isStopping();
        task.exited(container, exitCode);
        if (!stoppedBefore && task.isStopping()) {
            killAfterTimeout(task);
        }
    }

    private void killAfterTimeout(Task task) {
        if (task.containers().stream().anyMatch(container -> container.exitCode() == null)) {
            timer.schedule(task::kill, task.stopTimeout().toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
