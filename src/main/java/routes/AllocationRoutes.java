package routes;

import execution.allocation.Allocator;
import execution.allocation.LaneWakeUps;
import execution.logging.LogContextPolicy;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/**
 * From a wake-up to a slot. A lane has one turn at a time; in its turn its oldest executions are prepared, and each
 * claims a slot in one transaction. The queues are as volatile as threads: what is lost in them is found by the sweep.
 */
@Component
class AllocationRoutes extends RouteBuilder {

    /** A lane has one message in the one queue, or a few in the other, so there are far fewer. */
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

        // Each holds an execution, of up to some hundred KB, a few times over while it is prepared.
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
