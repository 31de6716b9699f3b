package execution.operations;

import org.apache.camel.CamelContext;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Which stages there are of those that not every job or runner has, such as {@code direct:environment-<job_name>}. */
@Component
public class OptionalStages {

    private final CamelContext context;

    public OptionalStages(@Lazy CamelContext context) {
        this.context = context;
    }

    /** @param name what follows {@code direct:}, such as {@code run-ecs} */
    public boolean isThere(String name) {
        return context.hasEndpoint("direct:" + name) != null;
    }

    /**
     * Tells whether this instance can launch tasks of a runner. A newer version, or another folder of routes, may have
     * a runner that this instance does not know; executions of such a runner are left to the instances that do.
     *
     * @param runner the name that a job has as {@code job_runner}
     */
    public boolean hasRunner(String runner) {
        return isThere("run-" + runner);
    }
}
