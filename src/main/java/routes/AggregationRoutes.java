package routes;

import execution.operations.OperatorsRoute;
import execution.partition.Aggregators;
import execution.partition.RouteAggregation;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/**
 * Puts the values of a job's parts together. In: the body is an {@code AggregationCall}. Out: the body is an {@code
 * Aggregate}.
 */
@Component
class AggregationRoutes extends RouteBuilder {

    @Override
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:aggregate")
                .routeId("aggregate")
                .choice()
                .when(method(Aggregators.class, "isRoute"))
                .to("direct:call-aggregator")
                .otherwise()
                .bean(Aggregators.class, "aggregate");

        from("direct:call-aggregator")
                .routeId("call-aggregator")
                .bean(RouteAggregation.class, "begin")
                .policy(new OperatorsRoute(RouteAggregation::failure))
                .toD("direct:aggregate-${exchangeProperty." + RouteAggregation.NAME + "}?block=false")
                .end()
                .bean(RouteAggregation.class, "finish");
    }
}
