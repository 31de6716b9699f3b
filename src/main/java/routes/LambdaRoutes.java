package routes;

import execution.messaging.DeadLetters;
import execution.runner.lambda.LambdaRecords;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** What the runner lambda has beside its routes in YAML: the records of invocations that are over. */
@Component
class LambdaRoutes extends RouteBuilder {

    @Override
    public void configure() {
        errorHandler(noErrorHandler());

        // A record holds the event of the function with its token, so the dead letter is written without the token.
        from("direct:lambda-event")
                .routeId("lambda-event")
                .setProperty(DeadLetters.ORIGINAL, method(LambdaRecords.class, "withoutToken"))
                .bean(LambdaRecords.class, "state")
                .filter(body().isNotNull())
                .to("direct:task-state");
    }
}
