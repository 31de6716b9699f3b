package routes;

import execution.application.Acknowledgements;
import execution.application.DeadLetters;
import execution.application.DependencyGate;
import execution.config.ResultsProperties;
import execution.config.ServiceProperties;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.springframework.stereotype.Component;

/** What comes in by SQS. A message is deleted only after its stage has stored what it had to. */
@Component
class QueueRoutes extends RouteBuilder {

    private final ServiceProperties.Queues queues;
    private final ResultsProperties results;
    private final DependencyGate gate;
    private final Acknowledgements acknowledgements;

    QueueRoutes(
            ServiceProperties service,
            ResultsProperties results,
            DependencyGate gate,
            Acknowledgements acknowledgements) {
        this.queues = service.queues();
        this.results = results;
        this.gate = gate;
        this.acknowledgements = acknowledgements;
    }

    @Override
    public void configure() {
        // Each message takes some five calls, one after the other: a consumer does 15 to 50 messages a second.
        consume("trigger-queue", queues.trigger(), queues.triggerDeadLetter(), 2)
                .to("direct:trigger");
        consume("task-state-queue", queues.taskState(), queues.taskStateDeadLetter(), 8)
                .to("direct:task-state");
        consume("results-queue", queues.results(), queues.resultsDeadLetter(), results.consumers())
                .to("direct:results");
    }

    private RouteDefinition consume(String id, String queue, String deadLetters, int consumers) {
        // Ten a poll and at once again after a full one: the defaults read about two messages a second.
        return from("aws2-sqs:" + queue + "?maxMessagesPerPoll=10&greedy=true&waitTimeSeconds=20&delay=1"
                        + "&pollStrategy=#pollOutages&visibilityTimeout="
                        + queues.visibility().toSeconds()
                        + "&extendMessageVisibility=true&deleteAfterRead=false&concurrentConsumers=" + consumers)
                .routeId(id)
                .routeConfigurationId(FailureRoutes.MESSAGES)
                .routePolicy(gate.policy(), acknowledgements.of(queue))
                .setProperty(DeadLetters.QUEUE, constant(deadLetters))
                .setProperty(DeadLetters.ORIGINAL, body())
                // Whatever the sender put beside the body means nothing here.
                .removeHeaders("*");
    }
}
