package routes;

import execution.api.Assets;
import execution.api.Trigger;
import execution.operations.OperatorsRoute;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** Leads from a job event, which comes by a request or by the queue, to an execution in the table. */
@Component
class TriggerRoutes extends RouteBuilder {

    @Override
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:trigger")
                .routeId("trigger")
                .doTry()
                .bean(Trigger.class, "read")
                .to("direct:asset")
                .bean(Trigger.class, "accept")
                .doFinally()
                .bean(Trigger.class, "done")
                .end();

        from("direct:asset")
                .routeId("asset")
                .bean(Assets.class, "ask")
                .doTry()
                .policy(new OperatorsRoute())
                .to("direct:lookup-asset")
                .end()
                .endDoTry()
                .doCatch(Exception.class)
                .bean(Assets.class, "failed")
                .end()
                .bean(Assets.class, "found");
    }
}
