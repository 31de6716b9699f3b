package execution.dispatch;

import execution.model.Execution;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Asks the runner to stop a task, by {@code direct:stop-<job_runner>}. The end comes from the runner; the sweep asks again. */
@Component
public class TaskStops {

    private static final Logger LOG = LoggerFactory.getLogger(TaskStops.class);

    private final ProducerTemplate camel;

    TaskStops(ProducerTemplate camel) {
        this.camel = camel;
    }

    /** Does nothing while the task is not known yet; who stores its reference sees the intent and asks then. */
    public void stop(Execution execution) {
        if (execution.taskReference() == null || execution.status().isTerminal()) {
            return;
        }
        Exchange exchange = camel.send("direct:stop-" + execution.job().jobRunner(), e -> {
            e.getMessage().setBody(execution.taskReference());
            e.getMessage().setHeader("reason", execution.stop().reason());
        });
        if (exchange.isFailed()) {
            LOG.warn(
                    "Stopping the task of {} failed, the sweep asks again: {}",
                    execution.key(),
                    exchange.getException());
        }
    }
}
