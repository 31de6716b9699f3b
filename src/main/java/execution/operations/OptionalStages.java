package execution.operations;

import java.util.Set;
import org.apache.camel.CamelContext;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Which stages there are of those that not every job or runner has, such as {@code direct:environment-<job_name>}. */
@Component
public class OptionalStages {

    private final CamelContext context;

    /** The names of routes that are being replaced, and whose endpoints may be gone for a moment. */
    private volatile Set<String> held = Set.of();

    public OptionalStages(@Lazy CamelContext context) {
        this.context = context;
    }

    /** @param name what follows {@code direct:}, such as {@code run-ecs} */
    public boolean isThere(String name) {
        return held.contains(name) || context.hasEndpoint("direct:" + name) != null;
    }

    /**
     * Tells whether a job has a route of its own that says what its task is launched with.
     *
     * @param job the name of the job
     */
    public boolean hasEnvironment(String job) {
        return isThere("environment-" + job);
    }

    /**
     * Says that routes are being replaced: whoever calls them waits, instead of doing without them.
     *
     * @param names what follows {@code direct:}; empty once the routes are there again
     */
    public void hold(Set<String> names) {
        held = Set.copyOf(names);
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
