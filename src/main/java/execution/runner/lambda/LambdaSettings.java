package execution.runner.lambda;

import execution.catalogue.Catalogue;
import execution.catalogue.TaskFile;
import execution.model.Execution;
import execution.runner.RunnerSettings;
import java.time.Duration;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * What the service has to know of the runner lambda. The function of a task is named by the task's file alone, so that
 * nobody who sends a job event chooses a function.
 */
@Component
class LambdaSettings implements RunnerSettings {

    static final String RUNNER = "lambda";

    /** The setting of a launch that names the function. */
    static final String FUNCTION = "function";

    private final Catalogue catalogue;

    LambdaSettings(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public String runner() {
        return RUNNER;
    }

    @Override
    public Map<String, String> forLaunch(Execution execution) {
        return catalogue
                .find(execution.job().jobName())
                .map(TaskFile::lambda)
                .map(function -> Map.of(FUNCTION, function))
                .orElse(Map.of());
    }

    /** The row decides whether a function has started, and no function starts once a stop is stored there. */
    @Override
    public Duration listedWithin() {
        return Duration.ZERO;
    }

    @Override
    public boolean endsByReport() {
        return true;
    }
}
