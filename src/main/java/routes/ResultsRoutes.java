package routes;

import execution.results.ResultsTopic;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** How results get from their reader to {@code direct:publish-results}; they are held here while the topic is away. */
@Component
class ResultsRoutes extends RouteBuilder {

    @Override
    public void configure() {
        from("direct:announce-results")
                .routeId("announce-results")
                .routeConfigurationId(FailureRoutes.RESULTS)
                .bean(ResultsTopic.class);
    }
}
