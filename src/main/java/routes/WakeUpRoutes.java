package routes;

import execution.aws.ServiceProperties;
import execution.messaging.Acknowledgements;
import execution.store.Executions;
import execution.store.StreamRecords;
import execution.store.WakeUpProperties;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/**
 * How an instance hears of changes: from the table's stream, or from a queue that a pipe fills with the stream's records. A
 * record says that there is work and never what is true.
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
        switch (wakeUp.from()) {
            case STREAM ->
                from("table-stream:" + service.table() + "?delay="
                                + wakeUp.poll().toMillis() + "&pollStrategy=#pollOutages")
                        .routeId("table-stream")
                        .bean(StreamRecords.class, "fromStream")
                        .filter(body().isNotNull())
                        .bean(Executions.class, "announceFromOutside");
            case QUEUE ->
                from("aws2-sqs:" + service.queues().wakeUp()
                                + "?maxMessagesPerPoll=10&greedy=true&waitTimeSeconds=20&delay=1&deleteAfterRead=false"
                                + "&pollStrategy=#pollOutages")
                        .routeId("wake-up-queue")
                        .routePolicy(acknowledgements.of(service.queues().wakeUp()))
                        .bean(StreamRecords.class, "fromQueue")
                        .filter(body().isNotNull())
                        .bean(Executions.class, "announceFromOutside");
            case NONE -> log.info("No wake-ups from outside: the sweep finds what this instance does not hear of");
        }
    }
}
