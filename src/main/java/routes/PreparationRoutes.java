package routes;

import execution.launch.LaunchPreparation;
import execution.operations.OperatorsRoute;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/**
 * What a task is launched with, by the operators' routes. A job without an environment route gets what all jobs get.
 */
@Component
class PreparationRoutes extends RouteBuilder {

    private static final String ENVIRONMENT =
            "direct:environment-${exchangeProperty." + LaunchPreparation.JOB + "}?block=false&failIfNoConsumers=false";

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
                .policy(new OperatorsRoute())
                .toD(ENVIRONMENT)
                .end()
                .bean(LaunchPreparation.class, "check")
                .bean(LaunchPreparation.class, "launch")
                .endDoTry()
                .doCatch(Exception.class)
                .bean(LaunchPreparation.class, "failed")
                .end();
    }
}
