package execution.task;

import execution.logging.FailedRoutes;
import execution.logging.LogContext;
import execution.messaging.DueQueue;
import execution.model.Timestamps;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import shared.failure.Backoff;

/**
 * Which tasks are being stopped. A stop has a queue and threads of its own ({@code routes.TaskRoutes}): it waits
 * neither for launches nor makes anybody wait. The end of a task comes from its runner.
 */
@Component
public class TaskStops {

    private static final String STOP = "taskStop";

    /** The property of an exchange that has the name of the runner whose task it is. */
    public static final String RUNNER = "executionRunner";

    private static final Logger LOG = LoggerFactory.getLogger(TaskStops.class);

    /** Stops in memory; those of executions beyond that are left to the sweep. */
    private static final int MOST = 5_000;

    private static final int MOST_TRIES = 12;
    private static final Backoff PAUSES = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

    private final Clock clock;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    TaskStops(Clock clock) {
        this.clock = clock;
    }

    /** Whether the stop is to be asked for now: it is not being asked for already, and there is room. */
    public boolean begin(@Body TaskStop stop) {
        boolean begins = (stop.orphan() || underWay.size() < MOST) && underWay.add(stop.reference());
        if (begins && stop.orphan()) {
            try (LogContext context = LogContext.of(stop.execution(), stop.attempt())) {
                LOG.warn(
                        "Task {} was launched for an attempt of {} that is over by now; it is being stopped",
                        stop.reference(),
                        stop.execution());
            }
        }
        return begins;
    }

    /** What the route {@code direct:stop-<job_runner>} is given: the reference, and the header {@code reason}. */
    public void request(@Body TaskStop stop, Exchange exchange) {
        exchange.setProperty(STOP, stop);
        exchange.setProperty(RUNNER, stop.runner());
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader("reason", stop.reason());
        exchange.getMessage().setBody(stop.reference());
    }

    /** The runner was asked; nothing is left to be done. */
    public void asked(@ExchangeProperty(STOP) TaskStop stop, Exchange exchange) {
        underWay.remove(stop.reference());
        exchange.getMessage().setBody(null);
    }

    /**
     * The runner could not be asked. Its row leads the sweep to an execution's task; an orphan is asked for again for
     * some minutes. Its state RUNNING, where that comes later, has it stopped as well.
     *
     * @return the stop, due after a pause; null if it is not asked for again here
     */
    public TaskStop failed(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure,
            @ExchangeProperty(STOP) TaskStop stop,
            Exchange exchange) {
        try (LogContext context = LogContext.of(stop.execution(), stop.attempt())) {
            return again(failure, stop, exchange);
        }
    }

    private TaskStop again(Exception failure, TaskStop stop, Exchange exchange) {
        if (!stop.orphan()) {
            underWay.remove(stop.reference());
            LOG.warn(
                    "Stopping the task of {} failed, the sweep asks again: {}",
                    stop.execution(),
                    FailedRoutes.text(failure));
            return null;
        }
        TaskStop next = stop.triedOnceMore();
        if (next.tries() == MOST_TRIES) {
            underWay.remove(stop.reference());
            LOG.error(
                    "Task {} of {} could not be stopped and belongs to no attempt; it has to be stopped by hand: {}",
                    stop.reference(),
                    stop.execution(),
                    FailedRoutes.text(failure));
            return null;
        }
        LOG.warn(
                "Task {} of {} could not be stopped yet: {}",
                stop.reference(),
                stop.execution(),
                FailedRoutes.text(failure));
        exchange.setProperty(DueQueue.DUE, Timestamps.now(clock).plus(PAUSES.after(next.tries() + 1)));
        return next;
    }
}
