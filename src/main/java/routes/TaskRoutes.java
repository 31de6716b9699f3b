package routes;

import execution.launch.Dispatcher;
import execution.operations.OperatorsRoute;
import execution.task.NextAttempt;
import execution.task.TaskStates;
import execution.task.TaskStop;
import execution.task.TaskStops;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** Takes what a runner says about its tasks, whether in an event or in an answer, and stops tasks. */
@Component
class TaskRoutes extends RouteBuilder {

    private static final String STOP = "seda:stop?queue=#waitingStops&waitForTaskToComplete=Never";

    @Override
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:task-state")
                .routeId("task-state")
                .bean(TaskStates.class, "apply")
                .choice()
                .when(body().isInstanceOf(NextAttempt.class))
                .bean(Dispatcher.class, "nextAttempt")
                .to("direct:dispatch")
                .when(body().isInstanceOf(TaskStop.class))
                .to("direct:task-stop");

        from("direct:task-stop")
                .routeId("task-stop")
                .filter(method(TaskStops.class, "begin"))
                .to(STOP);

        from(STOP + "&concurrentConsumers=4&purgeWhenStopping=true")
                .routeId("stop")
                .bean(TaskStops.class, "request")
                .doTry()
                .policy(new OperatorsRoute())
                .toD("direct:stop-${exchangeProperty." + TaskStops.RUNNER + "}")
                .end()
                .bean(TaskStops.class, "asked")
                .endDoTry()
                .doCatch(Exception.class)
                .bean(TaskStops.class, "failed")
                .end()
                .filter(body().isNotNull())
                .to(STOP);
    }
}
