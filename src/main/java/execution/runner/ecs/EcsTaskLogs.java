package execution.runner.ecs;

import execution.model.Execution;
import execution.runner.LogSource;
import execution.runner.LogStream;
import execution.runner.TaskLogs;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Knows how the log driver {@code awslogs} of ECS names the log of a container. */
@Component
class EcsTaskLogs implements TaskLogs {

    /** A task's id as ECS makes it, and a container's name as ECS allows it. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,255}");

    private final EcsProperties.Logs logs;

    EcsTaskLogs(EcsProperties ecs) {
        this.logs = ecs.logs();
    }

    @Override
    public String runner() {
        return "ecs";
    }

    @Override
    public Optional<LogSource> of(Execution execution, int attempt, String reference) {
        String container = execution.lastAttempt().container();
        String task = reference.substring(reference.lastIndexOf('/') + 1);
        if (container == null
                || !NAME.matcher(container).matches()
                || !NAME.matcher(task).matches()) {
            return Optional.empty();
        }
        return Optional.of(new LogStream(
                logs.group().replace(EcsProperties.Logs.JOB, execution.job().jobName()),
                logs.streamPrefix() + "/" + container + "/" + task));
    }
}
