package routes;

import execution.runner.ecs.EcsProperties;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** Asks ECS at start whether the cluster is there, so that a wrong name shows then and not with the first job. */
@Component
class ClusterCheckRoutes extends RouteBuilder {

    private final EcsProperties ecs;

    ClusterCheckRoutes(EcsProperties ecs) {
        this.ecs = ecs;
    }

    @Override
    public void configure() {
        from("direct:check-cluster")
                .routeId("check-cluster")
                .errorHandler(noErrorHandler())
                .setHeader("CamelAwsECSClusterName", constant(ecs.cluster()))
                .to("aws2-ecs:cluster?operation=describeCluster");
    }
}
