package routes;

import execution.runner.process.ProcessTasks;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** The runner process, which is there only where it is enabled: its four routes, and the ends of its tasks. */
@Component
@ConditionalOnProperty("execution.process.enabled")
class ProcessRoutes extends RouteBuilder {

    @Override
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:run-process").routeId("run-process").bean(ProcessTasks.class, "run");
        from("direct:find-process").routeId("find-process").bean(ProcessTasks.class, "find");
        from("direct:stop-process").routeId("stop-process").bean(ProcessTasks.class, "stop");
        from("direct:describe-process").routeId("describe-process").bean(ProcessTasks.class, "describe");

        // A state that cannot be stored now is found again the next time.
        from("timer:ended-processes?period=1000")
                .routeId("ended-processes")
                .bean(ProcessTasks.class, "ended")
                .split(body())
                .setProperty("state", body())
                .to("direct:task-state")
                .setBody(exchangeProperty("state"))
                .bean(ProcessTasks.class, "told");
    }
}
