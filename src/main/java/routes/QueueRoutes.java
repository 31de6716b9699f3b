package routes;

import execution.api.TaskRequests;
import execution.aws.ServiceProperties;
import execution.catalogue.Catalogue;
import execution.catalogue.TaskFile;
import execution.messaging.Acknowledgements;
import execution.messaging.DeadLetters;
import execution.messaging.DependencyGate;
import execution.messaging.HeldMessages;
import execution.results.ResultsProperties;
import execution.runner.lambda.LambdaProperties;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.aws2.sqs.Sqs2Constants;
import org.apache.camel.model.ProcessorDefinition;
import org.springframework.stereotype.Component;
import shared.trace.TraceParent;

/** Reads the queues of SQS. A message is deleted only after its stage has stored everything that follows from it. */
@Component
class QueueRoutes extends RouteBuilder {

    private final ServiceProperties.Queues queues;
    private final ResultsProperties results;
    private final LambdaProperties lambda;
    private final Catalogue catalogue;
    private final DeadLetters letters;
    private final DependencyGate gate;
    private final Acknowledgements acknowledgements;
    private final HeldMessages messages;

    QueueRoutes(
            ServiceProperties service,
            ResultsProperties results,
            LambdaProperties lambda,
            Catalogue catalogue,
            DeadLetters letters,
            DependencyGate gate,
            Acknowledgements acknowledgements,
            HeldMessages messages) {
        this.queues = service.queues();
        this.results = results;
        this.lambda = lambda;
        this.catalogue = catalogue;
        this.letters = letters;
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
        if (lambda.destination()) {
            consume("lambda-results-queue", queues.lambdaResults(), queues.lambdaResultsDeadLetter(), 4)
                    .to("direct:lambda-event");
        }
        taskQueues();
    }

    /**
     * Reads the queue of each task that has one. The body of a message is the task's own request, of which the task's
     * file makes a job event.
     */
    private void taskQueues() {
        Set<String> taken = new HashSet<>(List.of(
                queues.trigger(),
                queues.taskState(),
                queues.results(),
                queues.lambdaResults(),
                queues.wakeUp(),
                queues.triggerDeadLetter(),
                queues.taskStateDeadLetter(),
                queues.resultsDeadLetter(),
                queues.lambdaResultsDeadLetter()));
        for (TaskFile task : catalogue.all()) {
            if (task.queue() == null) {
                continue;
            }
            if (!taken.add(task.queue().name())) {
                // One file must not take the others down.
                log.error(
                        "The queue {} of task {} is not read, because it is another one's as well",
                        task.queue().name(),
                        task.name());
                continue;
            }
            consume(
                            "task-queue-" + task.name(),
                            task.queue().name(),
                            task.queue().deadLetter(),
                            2)
                    .setProperty(TaskRequests.TASK, constant(task.name()))
                    .bean(TaskRequests.class, "event")
                    .to("direct:trigger");
        }
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
                        + queues.visibility().toSeconds() + "&messageAttributeNames=" + TraceParent.HEADER
                        + "&pollStrategy=#" + strategy)
                .routeId(id)
                .routeConfigurationId(FailureRoutes.MESSAGES)
                .routePolicy(gate.policy(), acknowledgements.of(queue), held)
                .setProperty(DeadLetters.QUEUE, constant(letters.counted(deadLetters)))
                .setProperty(DeadLetters.ORIGINAL, body())
                .setProperty(TaskRequests.MESSAGE_ID, header(Sqs2Constants.MESSAGE_ID))
                .setProperty(DeadLetters.ID, header(Sqs2Constants.MESSAGE_ID))
                // Attributes that the sender put beside the body must not act as headers of the routes. The one that is
                // left names a trace, and is checked by who reads it.
                .removeHeaders("*", TraceParent.HEADER)
                .threads(threads, threads, id);
    }
}
