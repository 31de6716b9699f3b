package execution.runner;

import execution.model.Launch;
import java.util.Map;

/**
 * The body that {@code direct:run-<runner>} gets.
 *
 * @param attemptId names the attempt; the same for every repetition of the same launch (clientToken and startedBy)
 * @param environment the launch's environment and what belongs to the attempt, the callback token among it
 */
public record LaunchRequest(Launch launch, String attemptId, Map<String, String> environment) {

    /** Without the environment, which holds a token. */
    @Override
    public String toString() {
        return "LaunchRequest[attemptId=" + attemptId + ", taskDefinition=" + launch.taskDefinition() + "]";
    }
}
