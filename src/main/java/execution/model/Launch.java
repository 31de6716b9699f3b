package execution.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * All that the request to the runner is built from, stored before the runner is called so that the very same request
 * can be made again. It holds no secret: the callback token is worked out anew from the row each time.
 *
 * @param taskDefinition family, family:revision or ARN
 * @param container the container that the command and the environment are for
 * @param cpu task-level override in CPU units, or null
 * @param memory task-level override in MiB, or null
 * @param command null leaves the command of the task definition
 * @param environment sorted by name, because the order is part of the request
 * @param settings what the runner adds of its own, such as where the task runs, as configured at the time
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Launch(
        String taskDefinition,
        String container,
        String cpu,
        String memory,
        List<String> command,
        Map<String, String> environment,
        Map<String, String> settings) {

    /** The same launch with other settings of its runner. */
    public Launch withSettings(Map<String, String> others) {
        return new Launch(taskDefinition, container, cpu, memory, command, environment, others);
    }
}
