package routes;

import execution.publication.WebhookEvents;
import execution.publication.WebhookRecords;
import execution.publication.WebhookTurns;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/**
 * Sends the status changes of an execution's history to the receiver of its webhook. A change is sent only after the
 * receiver has taken the change before it, or after that change was given up.
 */
@Component
class WebhookRoutes extends RouteBuilder {

    private static final String TURNS = "seda:webhooks?queue=#webhooks&waitForTaskToComplete=Never";

    /** A thread finds the addresses of a host, which may take seconds, and does not wait for the receiver. */
    private static final int SENDING = 8;

    /** A thread writes a row. */
    private static final int RECORDING = 4;

    private final WebhookTurns turns;
    private final WebhookEvents events;

    WebhookRoutes(WebhookTurns turns, WebhookEvents events) {
        this.turns = turns;
        this.events = events;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler());

        // In: the body is an Execution that changed, or that the sweep found. The route returns at once.
        from("direct:wake-webhooks")
                .routeId("wake-webhooks")
                .bean(WebhookTurns.class, "begin")
                .filter(body().isNotNull())
                .to(TURNS);

        from(TURNS + "&purgeWhenStopping=true&concurrentConsumers=" + SENDING)
                .routeId("webhooks")
                .routePolicy(turns)
                .bean(WebhookTurns.class, "take")
                .filter(body().isNotNull())
                .doTry()
                .to("direct:send-webhook")
                .doCatch(Exception.class)
                .bean(WebhookRecords.class, "broken")
                .end()
                .bean(WebhookTurns.class, "end")
                .split(body())
                .bean(WebhookTurns.class, "queue")
                .to(TURNS);

        from("direct:send-webhook")
                .routeId("send-webhook")
                .process(events)
                .threads()
                .threadName("webhook-records")
                .poolSize(RECORDING)
                .maxPoolSize(RECORDING)
                .bean(WebhookRecords.class, "record");
    }
}
