package execution.runner.process;

import execution.model.Execution;
import execution.runner.LogFile;
import execution.runner.LogSource;
import execution.runner.TaskLogs;
import java.util.Optional;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** Knows which file has what a process printed. */
@Component
@ConditionalOnProperty("execution.process.enabled")
class ProcessTaskLogs implements TaskLogs {

    private final ProcessProperties properties;

    ProcessTaskLogs(ProcessProperties properties) {
        this.properties = properties;
    }

    @Override
    public String runner() {
        return "process";
    }

    @Override
    public Optional<LogSource> of(Execution execution, int attempt, String reference) {
        return TaskDirectory.of(properties.directory(), reference)
                .map(task -> new LogFile(task.log(), task.exists() && !task.isRunning()));
    }
}
