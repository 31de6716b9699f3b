package routes;

import execution.launch.LaunchPreparation;
import execution.launch.TaskMapping;
import execution.operations.OperatorsRoute;
import execution.operations.OptionalStages;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/**
 * Lets the operators' routes and the file of the task say what the task is launched with. A job that has neither a file
 * nor an environment route of its own gets what all jobs get.
 */
@Component
class PreparationRoutes extends RouteBuilder {

    private static final String JOB = "${exchangeProperty." + LaunchPreparation.JOB + "}";

    @Override
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:prepare-launch")
                .routeId("prepare-launch")
                .bean(LaunchPreparation.class, "describe")
                .doTry()
                .policy(new OperatorsRoute())
                .to("direct:enrich")
                .end()
                .bean(LaunchPreparation.class, "check")
                .bean(TaskMapping.class, "map")
                .bean(LaunchPreparation.class, "check")
                // A call that did not wait for a consumer would leave the route out while it is being replaced.
                .filter(method(OptionalStages.class, "hasEnvironment(" + JOB + ")"))
                .policy(new OperatorsRoute())
                .toD("direct:environment-" + JOB)
                .end()
                .end()
                .bean(LaunchPreparation.class, "check")
                .bean(LaunchPreparation.class, "launch")
                .endDoTry()
                .doCatch(Exception.class)
                .bean(LaunchPreparation.class, "failed")
                .end();
    }
}
