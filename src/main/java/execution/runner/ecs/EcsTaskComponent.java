package execution.runner.ecs;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/**
 * {@code ecs-task:run|find|stop|describe}: what Camel's aws2-ecs component lacks, on the same client.
 *
 * <ul>
 *   <li>run: body {@link execution.runner.LaunchRequest}; answers the task's ARN
 *   <li>find: body the attempt's id, header {@code launch} what it is launched with; answers the task's ARN, or null
 *   <li>stop: body the task's ARN, header {@code reason}
 *   <li>describe: body a list of ARNs; answers a list of {@link execution.runner.TaskState}
 * </ul>
 */
@Component("ecs-task")
public class EcsTaskComponent extends DefaultComponent {

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        return new EcsTaskEndpoint(uri, this, EcsTaskEndpoint.Operation.of(remaining));
    }
}
