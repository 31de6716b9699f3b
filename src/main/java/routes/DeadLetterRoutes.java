package routes;

import execution.deadletter.DeadLetterArchive;
import execution.deadletter.DeadLetterProperties;
import execution.deadletter.DeadLetterQueues;
import execution.deadletter.DeadLetterReads;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** Copies the messages of all dead letter queues to a bucket from time to time, and leaves them in their queues. */
@Component
class DeadLetterRoutes extends RouteBuilder {

    private final DeadLetterProperties deadLetters;

    DeadLetterRoutes(DeadLetterProperties deadLetters) {
        this.deadLetters = deadLetters;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler());

        from("timer:dead-letters?delay=" + deadLetters.first().toMillis() + "&period="
                        + deadLetters.period().toMillis())
                .routeId("dead-letters")
                .split(method(DeadLetterQueues.class, "all"))
                .to("direct:archive-dead-letters");

        // A queue that cannot be read does not keep the others from being read.
        from("direct:archive-dead-letters")
                .routeId("archive-dead-letters")
                .doTry()
                .split(method(DeadLetterReads.class, "messages"))
                .streaming()
                .stopOnException()
                .bean(DeadLetterArchive.class)
                .end()
                .bean(DeadLetterReads.class, "archived")
                .endDoTry()
                .doCatch(Exception.class)
                .bean(DeadLetterReads.class, "failed")
                .end();
    }
}
