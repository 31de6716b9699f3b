package routes;

import execution.partition.PartTaskEnds;
import execution.runner.ecs.EcsProperties;
import execution.runner.ecs.EcsTaskEvents;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** What the runner ecs has beside its routes in YAML: the events of ECS, and a question at the start. */
@Component
class EcsRoutes extends RouteBuilder {

    private final EcsProperties ecs;

    EcsRoutes(EcsProperties ecs) {
        this.ecs = ecs;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler());

        // The JSON of ECS becomes what any runner says of a task.
        from("direct:ecs-event")
                .routeId("ecs-event")
                .bean(EcsTaskEvents.class)
                .choice()
                .when(method(PartTaskEnds.class, "isOfPart"))
                .to("direct:part-task-state")
                .otherwise()
                .to("direct:task-state");

        // The cluster is asked for at the start, so that a wrong name shows then and not with the first job.
        from("direct:check-cluster")
                .routeId("check-cluster")
                .setHeader("CamelAwsECSClusterName", constant(ecs.cluster()))
                .to("aws2-ecs:cluster?operation=describeCluster");
    }
}
