package routes;

import execution.api.CallbackApi;
import execution.api.ExecutionApi;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.springframework.stereotype.Component;

/** Serves the HTTP interface. Each operation of openapi.yaml is answered by the route of the same name. */
@Component
class ApiRoutes extends RouteBuilder {

    @Override
    public void configure() {
        restConfiguration().component("platform-http");

        rest().openApi().routeId("api").specification("openapi.yaml").missingOperation("fail");

        operation("get-contract")
                .removeHeaders("*")
                .setBody(constant("resource:classpath:openapi.yaml"))
                .setHeader(Exchange.CONTENT_TYPE, constant("application/yaml"));
        operation("list-executions").bean(ExecutionApi.class, "list");
        operation("get-execution").bean(ExecutionApi.class, "get");
        operation("cancel-execution")
                .bean(ExecutionApi.class, "cancel")
                .filter(body().isNotNull())
                .to("direct:task-stop")
                .end()
                .bean(ExecutionApi.class, "cancelled");
        operation("trigger-execution")
                .bean(ExecutionApi.class, "identify")
                .to("direct:trigger")
                .bean(ExecutionApi.class, "accepted");

        operation("report").to("direct:callback");
        from("direct:callback")
                .routeId("callback")
                .errorHandler(noErrorHandler())
                .bean(CallbackApi.class, "report");
        operation("get-input").bean(CallbackApi.class, "input");
        operation("put-results").bean(CallbackApi.class, "results");
    }

    private RouteDefinition operation(String id) {
        return from("direct:" + id).routeId(id).routeConfigurationId(FailureRoutes.REQUESTS);
    }
}
