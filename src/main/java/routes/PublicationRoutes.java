package routes;

import execution.logging.LogContextPolicy;
import execution.operations.OperatorsRoute;
import execution.publication.PublicationRecords;
import execution.publication.PublicationTurns;
import execution.publication.StatusEvents;
import execution.publication.UnpublishedChanges;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/**
 * Sends the status changes of an execution's history to {@code direct:publish-event}. A change is sent only after the
 * topic has taken the change before it.
 */
@Component
class PublicationRoutes extends RouteBuilder {

    private static final String TURNS = "seda:publication?queue=#publications&waitForTaskToComplete=Never";

    /**
     * How many executions are published at the same time. A thread waits for the topic's answer to one change. Of that
     * time 5 ms pass because Kafka's client collects records before it sends them.
     */
    private static final int THREADS = 8;

    private final PublicationTurns turns;

    PublicationRoutes(PublicationTurns turns) {
        this.turns = turns;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler());

        // In: the body is an Execution that changed, or that the sweep found. The route returns at once.
        from("direct:wake-publication")
                .routeId("wake-publication")
                .bean(PublicationTurns.class, "begin")
                .filter(body().isNotNull())
                .to(TURNS);

        from(TURNS + "&purgeWhenStopping=true&concurrentConsumers=" + THREADS)
                .routeId("publication")
                .routePolicy(turns, new LogContextPolicy())
                .bean(PublicationTurns.class, "take")
                .doTry()
                .to("direct:publish-changes")
                .bean(PublicationRecords.class)
                .doCatch(Exception.class)
                .bean(PublicationTurns.class, "tryAgain")
                .end()
                .bean(PublicationTurns.class, "end")
                .filter(body().isNotNull())
                .to(TURNS);

        from("direct:publish-changes")
                .routeId("publish-changes")
                .split(method(UnpublishedChanges.class))
                .stopOnException()
                .bean(StatusEvents.class, "write")
                .policy(new OperatorsRoute())
                .to("direct:publish-event")
                .end()
                .bean(StatusEvents.class, "published");
    }
}
