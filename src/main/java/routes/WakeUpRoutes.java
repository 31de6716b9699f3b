package routes;

import execution.aws.ServiceProperties;
import execution.messaging.Acknowledgements;
import execution.store.StreamRecords;
import execution.store.WakeUpProperties;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.springframework.stereotype.Component;

/**
 * Tells the stages of changed executions. An instance knows its own writes, and hears of others from the table's stream
 * or from a queue that a pipe fills with the records of the stream. A record only says that there may be work; what is
 * true is read from the row.
 */
@Component
class WakeUpRoutes extends RouteBuilder {

    private final WakeUpProperties wakeUp;
    private final ServiceProperties service;
    private final Acknowledgements acknowledgements;

    WakeUpRoutes(WakeUpProperties wakeUp, ServiceProperties service, Acknowledgements acknowledgements) {
        this.wakeUp = wakeUp;
        this.service = service;
        this.acknowledgements = acknowledgements;
    }

    @Override
    public void configure() {
        // This route is told of the writes of this instance.
        from("direct:changed")
                .routeId("changed")
                .errorHandler(noErrorHandler())
                .multicast()
                .to("direct:wake-lane", "direct:wake-publication", "direct:wake-webhooks");

        // This route is told of the writes of all instances. If an instance is told of its own writes at once, it
        // publishes its own changes, so changes that other instances made are not published here, and no webhooks are
        // sent of them. The sweep sees to what is left.
        RouteDefinition elsewhere =
                from("direct:changed-elsewhere").routeId("changed-elsewhere").errorHandler(noErrorHandler());
        if (wakeUp.own()) {
            elsewhere.to("direct:wake-lane");
        } else {
            elsewhere.multicast().to("direct:wake-lane", "direct:wake-publication", "direct:wake-webhooks");
        }

        switch (wakeUp.from()) {
            case STREAM ->
                from("table-stream:" + service.table() + "?delay="
                                + wakeUp.poll().toMillis() + "&pollStrategy=#pollOutages&only=#streamRecords")
                        .routeId("table-stream")
                        .bean(StreamRecords.class, "fromStream")
                        .filter(body().isNotNull())
                        .to("direct:changed-elsewhere");
            case QUEUE ->
                from("aws2-sqs:" + service.queues().wakeUp()
                                + "?maxMessagesPerPoll=10&greedy=true&waitTimeSeconds=20&delay=1&deleteAfterRead=false"
                                + "&pollStrategy=#pollOutages")
                        .routeId("wake-up-queue")
                        .routePolicy(acknowledgements.of(service.queues().wakeUp()))
                        .bean(StreamRecords.class, "fromQueue")
                        .filter(body().isNotNull())
                        .to("direct:changed-elsewhere");
            case NONE -> log.info("No wake-ups from outside: the sweep finds what this instance does not hear of");
        }
    }
}
