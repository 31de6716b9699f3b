package execution.runner;

import execution.model.Launch;
import java.util.Map;

/**
 * The body of a message to {@code direct:run-<runner>}.
 *
 * @param launch what the task is launched with
 * @param attemptId names the attempt; it is the same whenever the same launch is repeated, and by it
 *     the platform has to know the launch again
 * @param environment the environment of the launch and the variables of the attempt, the callback token included
 */
public record LaunchRequest(Launch launch, String attemptId, Map<String, String> environment) {

    /** Leaves the environment out, because it holds a token. */
    @Override
    public String toString() {
        return "LaunchRequest[attemptId=" + attemptId + ", taskDefinition=" + launch.taskDefinition() + "]";
    }
}
