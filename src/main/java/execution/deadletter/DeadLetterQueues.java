package execution.deadletter;

import execution.aws.ServiceProperties;
import execution.catalogue.Catalogue;
import execution.catalogue.TaskFile;
import execution.runner.lambda.LambdaProperties;
import execution.store.WakeUpProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Knows all dead letter queues: those of the service, and those of tasks that have a queue of their own. */
@Component
public class DeadLetterQueues {

    /** What the dead letter queue of a queue ends with whose dead letter queue has no setting of its own. */
    private static final String ENDING = "-dlq";

    private final ServiceProperties.Queues queues;
    private final WakeUpProperties wakeUps;
    private final LambdaProperties lambda;
    private final Catalogue catalogue;

    DeadLetterQueues(
            ServiceProperties service, WakeUpProperties wakeUps, LambdaProperties lambda, Catalogue catalogue) {
        this.queues = service.queues();
        this.wakeUps = wakeUps;
        this.lambda = lambda;
        this.catalogue = catalogue;
    }

    /** Gives those of all queues that this installation reads. */
    public List<DeadLetterQueue> all() {
        List<DeadLetterQueue> all = new ArrayList<>();
        all.add(new DeadLetterQueue(queues.triggerDeadLetter(), queues.trigger(), "trigger", null));
        all.add(new DeadLetterQueue(queues.taskStateDeadLetter(), queues.taskState(), "task-state", null));
        all.add(new DeadLetterQueue(queues.resultsDeadLetter(), queues.results(), "results", null));
        all.add(new DeadLetterQueue(queues.fleetDeadLetter(), queues.fleet(), "fleet", null));
        if (lambda.destination()) {
            all.add(new DeadLetterQueue(
                    queues.lambdaResultsDeadLetter(), queues.lambdaResults(), "lambda-results", null));
        }
        if (wakeUps.from() == WakeUpProperties.Source.QUEUE) {
            all.add(new DeadLetterQueue(queues.wakeUp() + ENDING, queues.wakeUp(), "wake-up", null));
        }
        for (TaskFile task : catalogue.all()) {
            if (task.queue() != null) {
                all.add(new DeadLetterQueue(
                        task.queue().deadLetter(), task.queue().name(), "trigger", task.name()));
            }
        }
        return all;
    }

    /** Gives the queue with this name; empty if it is none of those, and then nobody may ask for it. */
    public Optional<DeadLetterQueue> find(String name) {
        return all().stream().filter(queue -> queue.name().equals(name)).findFirst();
    }
}
