package routes;

import execution.application.Executions;
import execution.model.Execution;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Handler;
import org.springframework.stereotype.Component;

/** Passes on what another instance, or this one, changed. */
@Component
class Announcements {

    private final Executions executions;

    Announcements(Executions executions) {
        this.executions = executions;
    }

    @Handler
    void announce(@Body Optional<Execution> execution) {
        execution.ifPresent(executions::announceFromOutside);
    }
}
