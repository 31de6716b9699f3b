package execution.publication;

import execution.messaging.DueQueue;
import execution.model.Execution;
import execution.model.ExecutionKey;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.support.RoutePolicySupport;
import org.springframework.stereotype.Component;
import shared.failure.Backoff;
import shared.kafka.KafkaFailure;

/**
 * Gives each execution with unpublished changes a turn, and never two at a time, which keeps its changes in order. A
 * turn takes the execution in the newest version that this instance heard of. While the topic is away the turn comes
 * again after a pause. How many executions may wait is bounded; the changes of others stay in their rows until the
 * sweep finds them.
 *
 * <p>As the policy of the route that works on turns, it forgets all turns when that route stops: their messages go with
 * it, and the rows say what is unpublished.
 */
@Component
public class PublicationTurns extends RoutePolicySupport {

    /** The exchange property with the {@link Execution} whose turn it is. */
    public static final String EXECUTION = "publication.execution";

    private final UnpublishedChanges unpublished;
    private final PublicationOutage outage;
    private final PublicationProperties publication;
    private final Backoff retries;
    private final Clock clock;
    private final WaitingChanges waiting = new WaitingChanges();
    private final Set<ExecutionKey> underWay = ConcurrentHashMap.newKeySet();

    PublicationTurns(
            UnpublishedChanges unpublished,
            PublicationOutage outage,
            PublicationProperties publication,
            MeterRegistry metrics,
            Clock clock) {
        this.unpublished = unpublished;
        this.outage = outage;
        this.publication = publication;
        this.retries = new Backoff(publication.retry(), publication.retry());
        Gauge.builder("execution.publication.waiting", waiting, WaitingChanges::size)
                .description("Executions with status changes that wait for being published by this instance")
                .register(metrics);
        this.clock = clock;
    }

    /**
     * Lets an execution wait for its turn, if it has unpublished changes or ended and its row does not know yet that
     * they are published, and if there is room for it.
     *
     * @return whose turn begins with this call; null if none does
     */
    public ExecutionKey begin(@Body Execution changed) {
        ExecutionKey key = changed.key();
        if (unpublished.of(changed).isEmpty() && (!changed.status().isTerminal() || changed.isFullyPublished())) {
            return null;
        }
        if (!hasRoom() && !isUnderWay(key)) {
            return null;
        }
        waiting.add(changed);
        return underWay.add(key) ? key : null;
    }

    /** Puts the execution whose turn it is into the property {@link #EXECUTION}, in its newest version. */
    public void take(Exchange exchange) {
        exchange.setProperty(EXECUTION, waiting.take(key(exchange)));
    }

    /** Lets the execution wait again after a pause, because the topic did not take a change. */
    public void tryAgain(Exchange exchange) {
        Execution execution = exchange.getProperty(EXECUTION, Execution.class);
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (failure.getClass() == CamelExchangeException.class && failure.getCause() != null) {
            // The split fails with an exception that only names the failed part, so its cause is taken.
            failure = failure.getCause();
        }
        outage.failed(execution.key(), KafkaFailure.of(failure).text());
        waiting.add(execution);
        exchange.setProperty(DueQueue.DUE, clock.instant().plus(retries.after(1)));
    }

    /**
     * Ends the turn of an execution unless the turn is due again. If the execution changed meanwhile, its next turn
     * begins at once. The body stays if there is another turn, and is null if there is none.
     */
    public void end(Exchange exchange) {
        ExecutionKey key = key(exchange);
        if (exchange.getProperty(DueQueue.DUE) != null) {
            return;
        }
        underWay.remove(key);
        if (!waiting.contains(key) || !underWay.add(key)) {
            exchange.getMessage().setBody(null);
        }
    }

    private static ExecutionKey key(Exchange exchange) {
        return exchange.getMessage().getBody(ExecutionKey.class);
    }

    /**
     * Tells whether there is room for another execution. Without room, the changes stay in the table until they can be
     * published.
     */
    public boolean hasRoom() {
        return waiting() < publication.mostWaiting()
                && waiting.weight() < publication.mostWaitingSize().toBytes();
    }

    /** Tells whether this execution has a turn or waits for one. */
    public boolean isUnderWay(ExecutionKey key) {
        return underWay.contains(key);
    }

    /** Gives how many executions wait. */
    int waiting() {
        return waiting.size();
    }

    @Override
    public void onStop(Route route) {
        underWay.forEach(waiting::take);
        underWay.clear();
    }
}
