package routes;

import execution.aws.ServiceProperties;
import execution.messaging.Acknowledgements;
import execution.messaging.DeadLetters;
import execution.messaging.DependencyGate;
import execution.messaging.HeldMessages;
import execution.results.ResultsProperties;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.ProcessorDefinition;
import org.springframework.stereotype.Component;

/** Reads the queues of SQS. A message is deleted only after its stage has stored everything that follows from it. */
@Component
class QueueRoutes extends RouteBuilder {

    private final ServiceProperties.Queues queues;
    private final ResultsProperties results;
    private final DependencyGate gate;
    private final Acknowledgements acknowledgements;
    private final HeldMessages messages;

    QueueRoutes(
            ServiceProperties service,
            ResultsProperties results,
            DependencyGate gate,
            Acknowledgements acknowledgements,
            HeldMessages messages) {
        this.queues = service.queues();
        this.results = results;
        this.gate = gate;
        this.acknowledgements = acknowledgements;
        this.messages = messages;
    }

    @Override
    public void configure() {
        // A message takes some five calls, one after the other, so a thread works on 15 to 50 messages a second.
        consume("trigger-queue", queues.trigger(), queues.triggerDeadLetter(), 2)
                .to("direct:trigger");
        consume("task-state-queue", queues.taskState(), queues.taskStateDeadLetter(), 8)
                .to("direct:ecs-event");
        consume("results-queue", queues.results(), queues.resultsDeadLetter(), results.consumers())
                .to("direct:results");
    }

    /**
     * Reads a queue. One thread polls, and hands each message to one of {@code threads} other threads. The exchange
     * of a message begins before the message waits for a thread, so a waiting message is kept hidden like any other.
     */
    private ProcessorDefinition<?> consume(String id, String queue, String deadLetters, int threads) {
        // A poll takes up to ten messages, and the next poll follows at once, because with Camel's defaults only
        // about two messages a second would be read. A queue with few threads takes fewer messages, and leaves the
        // others to other instances.
        int messagesPerPoll = Math.min(10, 2 * threads);
        HeldMessages.Held held = messages.of(queue, queues.visibility(), threads + messagesPerPoll / 2);
        String strategy = id + "-messages";
        bindToRegistry(strategy, held);
        return from("aws2-sqs:" + queue + "?maxMessagesPerPoll=" + messagesPerPoll
                        + "&greedy=true&waitTimeSeconds=20&delay=1&deleteAfterRead=false&visibilityTimeout="
                        + queues.visibility().toSeconds() + "&pollStrategy=#" + strategy)
                .routeId(id)
                .routeConfigurationId(FailureRoutes.MESSAGES)
                .routePolicy(gate.policy(), acknowledgements.of(queue), held)
                .setProperty(DeadLetters.QUEUE, constant(deadLetters))
                .setProperty(DeadLetters.ORIGINAL, body())
                // Attributes that the sender put beside the body must not act as headers of the routes.
                .removeHeaders("*")
                .threads(threads, threads, id);
    }
}
