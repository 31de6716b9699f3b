package routes;

import execution.launch.Launching;
import execution.model.Execution;
import execution.model.Lane;
import execution.operations.OperatorsRoute;
import execution.sweep.SweepProperties;
import execution.sweep.Sweeper;
import execution.sweep.TaskQuestions;
import execution.task.TaskStop;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** Starts the sweep from time to time, and hands the work that the sweep finds to the stages. */
@Component
class SweepRoutes extends RouteBuilder {

    private final SweepProperties sweep;

    SweepRoutes(SweepProperties sweep) {
        this.sweep = sweep;
    }

    @Override
    public void configure() {
        from("timer:sweep?delay=" + sweep.first().toMillis() + "&period="
                        + sweep.period().toMillis())
                .routeId("sweep")
                .bean(Sweeper.class);

        from("direct:found")
                .routeId("found")
                .errorHandler(noErrorHandler())
                .choice()
                .when(body().isInstanceOf(Lane.class))
                .to("direct:wake-lane")
                .when(body().isInstanceOf(Launching.class))
                .to("direct:dispatch")
                .when(body().isInstanceOf(TaskStop.class))
                .to("direct:task-stop")
                .when(body().isInstanceOf(Execution.class))
                .multicast()
                .to("direct:wake-publication", "direct:wake-webhooks");

        from("direct:ask-for-tasks")
                .routeId("ask-for-tasks")
                .errorHandler(noErrorHandler())
                .bean(TaskQuestions.class, "references")
                .policy(new OperatorsRoute())
                .toD("direct:describe-${exchangeProperty." + TaskQuestions.RUNNER
                        + "}?block=false&failIfNoConsumers=false")
                .end()
                .bean(TaskQuestions.class, "states")
                .split(body())
                .to("direct:task-state");
    }
}
