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
 * Keeps which tasks are being stopped. Stops have their own queue and threads ({@code routes.TaskRoutes}), so that a
 * stop neither waits for launches nor holds them up. That a task has ended is told by its runner.
 */
@Component
public class TaskStops {

    private static final String STOP = "taskStop";

    /** The property of an exchange that has the name of the runner whose task it is. */
    public static final String RUNNER = "executionRunner";

    private static final Logger LOG = LoggerFactory.getLogger(TaskStops.class);

    /** The most stops in memory. Beyond that the stops of executions are left to the sweep. */
    private static final int MOST = 5_000;

    private static final int MOST_TRIES = 12;
    private static final Backoff PAUSES = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

    private final Clock clock;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    TaskStops(Clock clock) {
        this.clock = clock;
    }

    /** Tells whether the stop is to be asked for now: nobody asks for it already, and there is room. */
    public boolean begin(@Body TaskStop stop) {
        boolean begins = (stop.orphan() || underWay.size() < MOST) && underWay.add(stop.reference());
        if (begins && stop.orphan()) {
            try (LogContext context = LogContext.of(stop.execution(), stop.attempt())) {
                LOG.warn("Task {} of {} is being stopped: {}", stop.reference(), stop.execution(), stop.reason());
            }
        }
        return begins;
    }

    /**
     * Makes the message for the route {@code direct:stop-<job_runner>}: the reference, and the header {@code reason}.
     */
    public void request(@Body TaskStop stop, Exchange exchange) {
        exchange.setProperty(STOP, stop);
        exchange.setProperty(RUNNER, stop.runner());
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader("reason", stop.reason());
        exchange.getMessage().setBody(stop.reference());
    }

    /** Notes that the runner was asked. Nothing is left to be done. */
    public void asked(@ExchangeProperty(STOP) TaskStop stop, Exchange exchange) {
        underWay.remove(stop.reference());
        exchange.getMessage().setBody(null);
    }

    /**
     * Decides what is done when the runner could not be asked. The task of an execution is left to the sweep, which
     * finds the row. No row leads to an orphan, so an orphan's stop is asked for again for some minutes; if the orphan
     * is reported as started later, it is stopped then as well.
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
