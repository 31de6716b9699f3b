package routes;

import execution.runner.worker.JobLeases;
import execution.runner.worker.WorkerJobs;
import execution.runner.worker.WorkerTasks;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** The runner worker: whole jobs on the standing fleet. */
@Component
class WorkerRoutes extends RouteBuilder {

    @Override
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:run-worker")
                .routeId("run-worker")
                .bean(WorkerJobs.class, "message")
                .bean(WorkerJobs.class, "send");

        from("direct:find-worker").routeId("find-worker").bean(WorkerTasks.class, "find");

        from("direct:stop-worker")
                .routeId("stop-worker")
                .bean(WorkerTasks.class, "stop")
                .filter(body().isNotNull())
                .to("direct:task-state");

        // The bean keeps when each job was heard of; this only looks which are silent.
        from("timer:silent-jobs?period=1000")
                .routeId("silent-jobs")
                .bean(JobLeases.class, "silent")
                .filter(simple("${body.size} > 0"))
                .bean(WorkerTasks.class, "describe")
                .split(body())
                .to("direct:task-state");

        from("direct:describe-worker").routeId("describe-worker").bean(WorkerTasks.class, "describe");
    }
}
