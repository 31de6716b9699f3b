package routes;

import execution.allocation.Allocator;
import execution.allocation.LaneWakeUps;
import execution.logging.LogContextPolicy;
import execution.operations.OptionalStages;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/**
 * Leads from a wake-up to a slot. A lane has one turn at a time. In a turn the first executions of the lane are
 * prepared, and each claims a slot in one transaction. The queues are lost when the process ends, and the sweep then
 * finds the work that was in them.
 */
@Component
class AllocationRoutes extends RouteBuilder {

    /** More than can ever wait, because a lane has at most four messages in the queue. */
    private static final int MOST_WAITING = 1_000_000;

    private static final String LANE_TURN = "seda:lane-turn?queue=#waitingLanes&waitForTaskToComplete=Never";
    private static final String ALLOCATE = "seda:allocate?waitForTaskToComplete=Never&size=" + MOST_WAITING;

    @Override
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:wake-lane")
                .routeId("wake-lane")
                .bean(LaneWakeUps.class, "lane")
                .filter(body().isNotNull())
                .filter(method(OptionalStages.class, "hasRunner(${body.runner})"))
                .filter(method(LaneWakeUps.class, "begin"))
                .to(LANE_TURN);

        from(LANE_TURN + "&concurrentConsumers=4&purgeWhenStopping=true")
                .routeId("lane-turn")
                .bean(LaneWakeUps.class, "turn")
                .choice()
                .when(method(LaneWakeUps.class, "isOver"))
                .to("direct:end-turn")
                .otherwise()
                .split(method(LaneWakeUps.class, "shares"))
                .to(ALLOCATE);

        // Each thread holds an execution of up to some hundred KB, and several copies of it during the preparation.
        from(ALLOCATE + "&concurrentConsumers=8&purgeWhenStopping=true")
                .routeId("allocate")
                .bean(LaneWakeUps.class, "next")
                .filter(body().isNotNull())
                .doTry()
                .to("direct:start-pending")
                .doCatch(Exception.class)
                .bean(Allocator.class, "failed")
                .end()
                .setBody(exchangeProperty(LaneWakeUps.TURN))
                .choice()
                .when(method(LaneWakeUps.class, "isLast"))
                .to("direct:end-turn")
                .otherwise()
                .to(ALLOCATE);

        from("direct:start-pending")
                .routeId("start-pending")
                .routePolicy(new LogContextPolicy())
                .bean(Allocator.class, "pending")
                .filter(body().isNotNull())
                .to("direct:take-slot");

        from("direct:take-slot")
                .routeId("take-slot")
                .to("direct:prepare-launch")
                .bean(Allocator.class, "claim")
                .filter(body().isNotNull())
                .to("direct:dispatch");

        from("direct:end-turn")
                .routeId("end-turn")
                .bean(LaneWakeUps.class, "end")
                .filter(body().isNotNull())
                .to(LANE_TURN);
    }
}
