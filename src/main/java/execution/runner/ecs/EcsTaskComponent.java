package execution.runner.ecs;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/**
 * {@code ecs-task:run|launch-parts|find|stop|describe} calls ECS about tasks, which Camel's component {@code aws2-ecs}
 * cannot do. Both use the same client.
 *
 * <ul>
 *   <li>run: the body is a {@link execution.runner.LaunchRequest}; the answer is the task's ARN
 *   <li>launch-parts: the body is a {@link execution.runner.TasksRequest}; the answer is a list of ARNs
 *   <li>find: the body is the attempt's id, and the header {@code launch} is what the attempt was launched with; the
 *       answer is the task's ARN, or null if there is no task
 *   <li>stop: the body is the task's ARN, and the header {@code reason} says why
 *   <li>describe: the body is a list of ARNs; the answer is a list of {@link execution.runner.TaskState}
 * </ul>
 */
@Component("ecs-task")
public class EcsTaskComponent extends DefaultComponent {

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        return new EcsTaskEndpoint(uri, this, EcsTaskEndpoint.Operation.of(remaining));
    }
}
