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
}
