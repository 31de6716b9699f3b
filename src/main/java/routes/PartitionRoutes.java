package routes;

import execution.model.ExecutionKey;
import execution.model.Lane;
import execution.operations.OperatorsRoute;
import execution.partition.AggregationCall;
import execution.partition.AggregationRefusedException;
import execution.partition.LostTasks;
import execution.partition.PartLaunch;
import execution.partition.PartLaunches;
import execution.partition.PartTaskEnds;
import execution.partition.PartTaskLosses;
import execution.partition.PartitionEnds;
import execution.partition.PartitionTasks;
import execution.partition.PartitionTurns;
import execution.partition.PartitionWakeUps;
import execution.runner.TaskState;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.util.StopWatch;
import org.springframework.stereotype.Component;

/**
 * The runner partitions, whose tasks are jobs of parts, and the turns by which any instance moves a job on. The queues
 * are lost when the process ends; the sweep, or a worker that exchanges, then brings the job to another instance.
 */
@Component
class PartitionRoutes extends RouteBuilder {

    private static final int MOST_WAITING = 1_000_000;
    private static final String OPTIONS = "?waitForTaskToComplete=Never&size=" + MOST_WAITING;
    private static final String TURN = "seda:partition-turn" + OPTIONS;
    private static final String LAUNCH = "seda:launch-parts" + OPTIONS;
    private static final String LOST = "seda:lost-part-tasks" + OPTIONS;
    private static final String AGGREGATE = "seda:partition-values" + OPTIONS;

    @Override
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:run-partitions").routeId("run-partitions").bean(PartitionTasks.class, "run");
        from("direct:find-partitions").routeId("find-partitions").bean(PartitionTasks.class, "find");
        from("direct:stop-partitions").routeId("stop-partitions").bean(PartitionTasks.class, "stop");
        from("direct:describe-partitions").routeId("describe-partitions").bean(PartitionTasks.class, "describe");

        // The beans keep the time of each job; this only looks whose time has come.
        from("timer:due-partitions?period=100")
                .routeId("due-partitions")
                .bean(PartitionWakeUps.class, "due")
                .split(body())
                .to("direct:wake-partitions");

        from("direct:part-task-state")
                .routeId("part-task-state")
                .bean(PartTaskEnds.class, "ended")
                .to("direct:wake-partitions");

        from("direct:wake-partitions")
                .routeId("wake-partitions")
                .filter(body().isInstanceOf(ExecutionKey.class))
                .filter(method(PartitionWakeUps.class, "begin"))
                .to(TURN);

        from(TURN + "&concurrentConsumers=4&purgeWhenStopping=true")
                .routeId("partition-turn")
                .setProperty(PartitionWakeUps.KEY, body())
                .setProperty(PartitionWakeUps.WATCH, StopWatch::new)
                .doTry()
                .to("direct:take-partition-turn")
                .doCatch(Exception.class)
                .bean(PartitionWakeUps.class, "failed")
                .end()
                // The job keeps its turn meanwhile, so what wakes it meanwhile has one turn together.
                .delay(method(PartitionWakeUps.class, "pause"))
                .asyncDelayed()
                .end()
                .bean(PartitionWakeUps.class, "next")
                .filter(body().isNotNull())
                .to(TURN);

        from("direct:take-partition-turn")
                .routeId("take-partition-turn")
                .bean(PartitionTurns.class, "turn")
                .setProperty(PartitionWakeUps.RESULT, body())
                .split(simple("${body.messages}"))
                .stopOnException()
                .choice()
                .when(body().isInstanceOf(TaskState.class))
                .to("direct:task-state")
                .when(body().isInstanceOf(Lane.class))
                .to("direct:wake-lane")
                .when(body().isInstanceOf(PartLaunch.class))
                .to(LAUNCH)
                .when(body().isInstanceOf(LostTasks.class))
                .to(LOST)
                .when(body().isInstanceOf(AggregationCall.class))
                .to(AGGREGATE);

        // With eight threads Fargate's burst of 100 tasks, which are ten calls, is used up at once.
        from(LAUNCH + "&concurrentConsumers=8&purgeWhenStopping=true")
                .routeId("launch-parts")
                .doTry()
                .bean(PartLaunches.class, "request")
                .policy(new OperatorsRoute())
                .toD("direct:launch-parts-${exchangeProperty." + PartLaunches.RUNNER + "}")
                .end()
                .bean(PartLaunches.class, "launched")
                .endDoTry()
                .doCatch(Exception.class)
                .bean(PartLaunches.class, "failed")
                .end()
                .filter(body().isInstanceOf(ExecutionKey.class))
                .to("direct:wake-partitions");

        // A task is stopped only if the runner says that the launch has started it.
        from(LOST + "&purgeWhenStopping=true")
                .routeId("lost-part-tasks")
                .bean(PartTaskLosses.class, "names")
                .doTry()
                .policy(new OperatorsRoute())
                .toD("direct:describe-${exchangeProperty." + PartLaunches.RUNNER
                        + "}?block=false&failIfNoConsumers=false")
                .end()
                .bean(PartTaskLosses.class, "stops")
                .split(body())
                .to("direct:task-stop")
                .end()
                .endDoTry()
                .doCatch(Exception.class)
                .bean(PartTaskLosses.class, "failed");

        // Values of many parts take long to read. Turns of other jobs do not wait for that.
        from(AGGREGATE + "&concurrentConsumers=2&purgeWhenStopping=true")
                .routeId("partition-values")
                .setProperty(PartitionEnds.CALL, body())
                .setProperty(PartitionWakeUps.KEY, simple("${body.job.key}"))
                .doTry()
                .to("direct:aggregate")
                .bean(PartitionEnds.class, "aggregated")
                .setBody(exchangeProperty(PartitionWakeUps.KEY))
                .to(TURN)
                .endDoTry()
                .doCatch(AggregationRefusedException.class)
                .bean(PartitionEnds.class, "refused")
                .setBody(exchangeProperty(PartitionWakeUps.KEY))
                .to(TURN)
                .doCatch(Exception.class)
                .bean(PartitionWakeUps.class, "failed");
    }
}
