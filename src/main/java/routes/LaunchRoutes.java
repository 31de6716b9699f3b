package routes;

import execution.launch.Dispatcher;
import execution.launch.LaunchRequests;
import execution.launch.LaunchesInHand;
import execution.launch.Launching;
import execution.launch.RunnerCall;
import execution.operations.OperatorsRoute;
import execution.runner.LaunchAnswers;
import execution.task.TaskStop;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/**
 * Leads from an attempt on a row to the task of that attempt. What the runner answers is stored on the row. A launch
 * that has to be tried again comes back when its time has come, and its row is read before the runner is called again.
 */
@Component
class LaunchRoutes extends RouteBuilder {

    private static final String LAUNCH = "seda:launch?queue=#waitingLaunches&waitForTaskToComplete=Never";
    private static final String RUNNER = "${exchangeProperty." + RunnerCall.RUNNER + "}";

    @Override
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:dispatch")
                .routeId("dispatch")
                .bean(Dispatcher.class, "admit")
                .filter(body().isNotNull())
                .bean(LaunchesInHand.class, "take")
                .filter(body().isNotNull())
                .to(LAUNCH);

        // With 16 threads Fargate's burst of 100 launches is used up in less than a second, as a call takes
        // some 100 ms.
        from(LAUNCH + "&concurrentConsumers=16&purgeWhenStopping=true")
                .routeId("launch")
                .doTry()
                .to("direct:launch-step")
                .doCatch(Exception.class)
                .bean(Dispatcher.class, "failed")
                .doFinally()
                .bean(Dispatcher.class, "release")
                .end()
                .choice()
                .when(body().isInstanceOf(Launching.class))
                .to("direct:dispatch")
                .when(body().isInstanceOf(TaskStop.class))
                .to("direct:task-stop");

        from("direct:launch-step")
                .routeId("launch-step")
                .bean(Dispatcher.class, "step")
                .choice()
                .when(body().isInstanceOf(RunnerCall.Run.class))
                .to("direct:run")
                .when(body().isInstanceOf(RunnerCall.Find.class))
                .to("direct:find");

        from("direct:run")
                .routeId("run")
                .bean(LaunchRequests.class, "run")
                .doTry()
                .policy(new OperatorsRoute())
                .toD("direct:run-" + RUNNER)
                .end()
                .bean(LaunchAnswers.class, "ran")
                .endDoTry()
                .doCatch(Exception.class)
                .bean(LaunchAnswers.class, "failed")
                .end()
                .bean(Dispatcher.class, "answered");

        from("direct:find")
                .routeId("find")
                .bean(LaunchRequests.class, "find")
                .doTry()
                .policy(new OperatorsRoute())
                .toD("direct:find-" + RUNNER)
                .end()
                .bean(LaunchAnswers.class, "found")
                .endDoTry()
                .doCatch(Exception.class)
                .bean(LaunchAnswers.class, "failed")
                .end()
                .bean(Dispatcher.class, "answered");
    }
}
