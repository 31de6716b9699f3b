package local.ecs;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Runs the containers of an image. The local ECS chooses it by the image's name. */
public interface ContainerRuntime {

    /**
     * What is to be started.
     *
     * @param taskId the last part of the task's ARN
     * @param command entry point and command, in one list
     * @param environment that of the task definition with the overrides applied
     * @param log where standard output and standard error go
     */
    record Container(
            String taskId,
            String name,
            String image,
            List<String> command,
            Map<String, String> environment,
            Path log) {}

    /** A container that was started. */
    interface Running {

        /** Completes with the exit code once nothing of the container is left. */
        CompletionStage<Integer> exit();

        /** Asks the container to end, as SIGTERM does. */
        void terminate();

        /** Ends the container and everything it started, as SIGKILL does. */
        void kill();
    }

    /** The container could not be started. The message becomes the stopped reason of the task. */
    final class CannotStartException extends Exception {
        public CannotStartException(String message) {
            super(message);
        }
    }

    Running start(Container container) throws CannotStartException;
}
