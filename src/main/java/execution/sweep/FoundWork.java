package execution.sweep;

import execution.launch.Launching;
import execution.logging.FailedRoutes;
import execution.model.Execution;
import execution.model.Lane;
import execution.task.TaskStop;
import java.time.Clock;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Hands what the sweep found to the stages, by {@code direct:found} and {@code direct:ask-for-tasks}. */
@Component
class FoundWork {

    private static final Logger LOG = LoggerFactory.getLogger(FoundWork.class);

    private final ProducerTemplate camel;
    private final Clock clock;

    FoundWork(ProducerTemplate camel, Clock clock) {
        this.camel = camel;
        this.clock = clock;
    }

    /** A lane that may have work. */
    void wake(Lane lane) {
        hand("direct:found", lane);
    }

    /** An execution under way whose task is not known. */
    void launch(Execution execution) {
        if (execution.attempt() > 0) {
            hand("direct:found", Launching.found(execution, clock.instant()));
        }
    }

    /** An execution whose task is to be stopped. */
    void stop(Execution execution) {
        TaskStop.of(execution).ifPresent(stop -> hand("direct:found", stop));
    }

    /** An execution of which changes may not be published. */
    void publish(Execution execution) {
        hand("direct:found", execution);
    }

    /** Executions of one runner whose tasks it said nothing of; returns once its answer is stored. */
    void ask(TaskQuestion question) {
        hand("direct:ask-for-tasks", question);
    }

    private void hand(String route, Object found) {
        Exchange exchange = camel.send(route + "?block=false&failIfNoConsumers=false", message -> message.getMessage()
                .setBody(found));
        if (exchange.getException() != null) {
            LOG.warn("{} did not take {}: {}", route, found, FailedRoutes.text(exchange.getException()));
        }
    }
}
