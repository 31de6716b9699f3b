package execution.runner;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Knows what each runner says of itself. */
@Component
public class Runners {

    private final Map<String, RunnerSettings> byName;

    /** @param settings of the runners that have their own; no two are of the same runner */
    public Runners(List<RunnerSettings> settings) {
        byName = settings.stream().collect(Collectors.toMap(RunnerSettings::runner, Function.identity()));
    }

    /**
     * Gives the settings of a runner.
     *
     * @param runner the job's {@code job_runner}
     * @return the runner's own, or those that a runner has that says nothing
     */
    public RunnerSettings of(String runner) {
        RunnerSettings own = byName.get(runner);
        return own != null ? own : () -> runner;
    }
}
