package execution.sweep;

import execution.launch.Launching;
import execution.logging.FailedRoutes;
import execution.model.Execution;
import execution.model.Lane;
import execution.task.TaskStop;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Hands what the sweep found to the stages, by {@code direct:found}, {@code direct:ask-for-tasks} and
 * {@code direct:archive}.
 */
@Component
class FoundWork {

    private static final Logger LOG = LoggerFactory.getLogger(FoundWork.class);

    private final ProducerTemplate camel;
    private final Counter lanes;
    private final Counter launches;
    private final Counter stops;
    private final Counter changes;
    private final Counter webhooks;
    private final Counter tasks;
    private final Counter archives;
    private final Clock clock;

    FoundWork(ProducerTemplate camel, MeterRegistry metrics, Clock clock) {
        this.camel = camel;
        this.lanes = counter(metrics, "lane");
        this.launches = counter(metrics, "launch");
        this.stops = counter(metrics, "stop");
        this.changes = counter(metrics, "changes");
        this.webhooks = counter(metrics, "webhook");
        this.tasks = counter(metrics, "task");
        this.archives = counter(metrics, "archive");
        this.clock = clock;
    }

    private static Counter counter(MeterRegistry metrics, String kind) {
        return Counter.builder("execution.sweep.found")
                .description("What sweeps found and handed to the stages")
                .tag("kind", kind)
                .register(metrics);
    }

    /** A lane that may have work. */
    void wake(Lane lane) {
        lanes.increment();
        hand("direct:found", lane);
    }

    /** An execution under way whose task is not known. */
    void launch(Execution execution) {
        if (execution.attempt() > 0) {
            launches.increment();
            hand("direct:found", Launching.found(execution, clock.instant()));
        }
    }

    /** An execution whose task is to be stopped. */
    void stop(Execution execution) {
        TaskStop.of(execution).ifPresent(stop -> {
            stops.increment();
            hand("direct:found", stop);
        });
    }

    /** An execution of which changes may not be published, or its webhook may not have got them. */
    void publish(Execution execution) {
        if (!execution.isFullyPublished()) {
            changes.increment();
        }
        if (!execution.isDelivered()) {
            webhooks.increment();
        }
        hand("direct:found", execution);
    }

    /**
     * Executions of one runner whose tasks it said nothing of; returns once its answer is stored.
     *
     * @return whether it has answered
     */
    boolean ask(TaskQuestion question) {
        tasks.increment(question.byReference().size());
        return hand("direct:ask-for-tasks", question);
    }

    /**
     * An ended execution that is to be archived; returns once that is stored. The archive itself logs its failures.
     *
     * @return whether it was archived
     */
    boolean archive(Execution ended) {
        archives.increment();
        return send("direct:archive", ended) == null;
    }

    private boolean hand(String route, Object found) {
        Exception failure = send(route, found);
        if (failure != null) {
            LOG.warn("{} did not take {}: {}", route, found, FailedRoutes.text(failure));
        }
        return failure == null;
    }

    private Exception send(String route, Object found) {
        return camel.send(route + "?block=false&failIfNoConsumers=false", message -> message.getMessage()
                        .setBody(found))
                .getException();
    }
}
