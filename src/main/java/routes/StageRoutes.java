package routes;

import execution.allocation.Allocator;
import execution.api.Trigger;
import execution.task.TaskStateEvents;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** The stages that decide; each is a claim on the row and safe to repeat. */
@Component
class StageRoutes extends RouteBuilder {

    @Override
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:trigger").routeId("trigger").bean(Trigger.class);

        from("direct:allocate").routeId("allocate").bean(Allocator.class);

        from("direct:task-state").routeId("task-state").bean(TaskStateEvents.class);
    }
}
