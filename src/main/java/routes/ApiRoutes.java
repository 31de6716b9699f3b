package routes;

import execution.api.CallbackApi;
import execution.api.DeadLetterApi;
import execution.api.ExchangeApi;
import execution.api.ExecutionApi;
import execution.api.LaneApi;
import execution.api.LogsApi;
import execution.api.PartitionLimitsApi;
import execution.api.PartsApi;
import execution.api.Reruns;
import execution.api.TaskApi;
import execution.api.WaitingApi;
import execution.api.WorkerApi;
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
        operation("list-parts").bean(PartsApi.class, "list");
        operation("change-partitions").bean(PartitionLimitsApi.class, "change");
        operation("list-part-states").bean(PartsApi.class, "states");
        // A request that follows a log is answered before it comes here, see execution.api.FollowLogs.
        operation("get-logs").bean(LogsApi.class, "read");
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
        operation("rerun-execution")
                .bean(Reruns.class, "event")
                .bean(ExecutionApi.class, "identify")
                .to("direct:trigger")
                .bean(ExecutionApi.class, "accepted");
        operation("repair-execution")
                .bean(Reruns.class, "repair")
                .bean(ExecutionApi.class, "identify")
                .to("direct:trigger")
                .bean(ExecutionApi.class, "accepted");

        operation("list-tasks").bean(TaskApi.class, "list");
        operation("get-task").bean(TaskApi.class, "get");

        operation("get-waiting-reasons").bean(WaitingApi.class, "why");
        operation("list-lanes").bean(LaneApi.class, "list");
        operation("change-lane-limit")
                .bean(LaneApi.class, "change")
                .to("direct:wake-lane")
                .bean(LaneApi.class, "changed");
        operation("list-workers").bean(WorkerApi.class, "list");
        operation("get-worker").bean(WorkerApi.class, "get");
        operation("list-dead-letter-queues").bean(DeadLetterApi.class, "list");
        operation("list-dead-letters").bean(DeadLetterApi.class, "show");
        operation("redrive-dead-letters").bean(DeadLetterApi.class, "redrive");
        operation("redrive-dead-letter").bean(DeadLetterApi.class, "redriveOne");

        operation("report").to("direct:callback");
        from("direct:callback")
                .routeId("callback")
                .errorHandler(noErrorHandler())
                .bean(CallbackApi.class, "read")
                .to("direct:take-report");
        from("direct:take-report")
                .routeId("take-report")
                .errorHandler(noErrorHandler())
                .bean(CallbackApi.class, "report")
                .filter(body().isNotNull())
                .to("direct:task-state")
                .end()
                .bean(CallbackApi.class, "reported");
        operation("exchange-parts")
                .bean(ExchangeApi.class, "exchange")
                .filter(body().isNotNull())
                .to("direct:wake-partitions")
                .end()
                .bean(ExchangeApi.class, "exchanged");
        operation("get-input").bean(CallbackApi.class, "input");
        operation("get-launch").bean(CallbackApi.class, "launch");
        operation("put-output").bean(CallbackApi.class, "output");
        operation("put-results").bean(CallbackApi.class, "results");
    }

    private RouteDefinition operation(String id) {
        return from("direct:" + id).routeId(id).routeConfigurationId(FailureRoutes.REQUESTS);
    }
}
