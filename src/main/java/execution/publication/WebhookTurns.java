package execution.publication;

import execution.messaging.DueQueue;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.webhook.WebhookProperties;
import execution.webhook.WebhookTargets;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.support.RoutePolicySupport;
import org.springframework.stereotype.Component;

/**
 * Gives each execution whose webhook has not got all changes a turn, and never two at a time, which keeps its changes
 * in order. A turn takes one change. A host has only so many turns at once, and a quarter of the room at most. What has
 * no room stays in the rows until the sweep finds it.
 *
 * <p>As the policy of the route that works on turns, it forgets all turns when that route stops: their messages go with
 * it, and the rows say what is undelivered.
 */
@Component
public class WebhookTurns extends RoutePolicySupport {

    /** The exchange property with the {@link Execution} whose turn it is. */
    public static final String EXECUTION = "webhook.execution";

    /** The part of the room that one host may have, as one in so many. */
    private static final int SHARE_OF_A_HOST = 4;

    private final WebhookTargets targets;
    private final WebhookProperties webhooks;
    private final Clock clock;
    private final WaitingChanges waiting = new WaitingChanges();
    private final Map<ExecutionKey, String> underWay = new HashMap<>();
    private final HostTurns hosts;

    WebhookTurns(WebhookTargets targets, WebhookProperties webhooks, MeterRegistry metrics, Clock clock) {
        this.targets = targets;
        this.webhooks = webhooks;
        this.clock = clock;
        this.hosts = new HostTurns(webhooks.mostWaiting() / SHARE_OF_A_HOST, webhooks.perHost());
        Gauge.builder("execution.webhooks.waiting", this, WebhookTurns::underWay)
                .description("Executions whose webhooks are sent, or wait for being sent, by this instance")
                .register(metrics);
    }

    /**
     * A turn that is to come.
     *
     * @param due when; null for at once
     */
    public record Turn(ExecutionKey key, Instant due) {}

    /**
     * Lets the execution wait for its turn, if its webhook has not got all changes and may be tried now, and if there
     * is room.
     *
     * @return whose turn begins with this call; null if none does
     */
    public synchronized ExecutionKey begin(@Body Execution changed) {
        ExecutionKey key = changed.key();
        if (changed.isDelivered()) {
            return null;
        }
        if (underWay.containsKey(key)) {
            waiting.add(changed);
            return null;
        }
        String host = targets.name(changed.job().webhook().url());
        if (isPutOff(changed) || !hasRoom() || !hosts.admit(host)) {
            return null;
        }
        waiting.add(changed);
        underWay.put(key, host);
        return key;
    }

    private boolean isPutOff(Execution execution) {
        Instant next = execution.delivery().nextTryAt();
        return next != null && next.isAfter(clock.instant());
    }

    /**
     * Puts the execution whose turn it is into the property {@link #EXECUTION}, in its newest version. The body becomes
     * null if its host has as many turns as it may, or if the turn was forgotten.
     */
    public synchronized void take(Exchange exchange) {
        ExecutionKey key = key(exchange);
        String host = underWay.get(key);
        if (host == null || !hosts.begin(host, key)) {
            exchange.getMessage().setBody(null);
            return;
        }
        exchange.setProperty(EXECUTION, waiting.take(key));
    }

    /**
     * Ends a turn. The execution has another one if it waits again, which is when the property {@link DueQueue#DUE}
     * says.
     *
     * @return the turns that follow: of the execution, and of the next one for its host
     */
    public synchronized List<Turn> end(Exchange exchange) {
        List<Turn> next = new ArrayList<>();
        ExecutionKey key = key(exchange);
        String host = underWay.get(key);
        if (host == null) {
            return next;
        }
        ExecutionKey parked = hosts.end(host);
        if (parked != null) {
            next.add(new Turn(parked, null));
        }
        if (waiting.contains(key)) {
            next.add(new Turn(key, exchange.getProperty(DueQueue.DUE, Instant.class)));
        } else {
            underWay.remove(key);
            hosts.dismiss(host);
        }
        return next;
    }

    /** Makes the message of a turn. */
    public void queue(@Body Turn turn, Exchange exchange) {
        exchange.getMessage().setBody(turn.key());
        exchange.setProperty(DueQueue.DUE, turn.due());
    }

    /** Lets the execution whose turn it is have another one after it. */
    synchronized void again(Execution execution) {
        if (underWay.containsKey(execution.key())) {
            waiting.add(execution);
        }
    }

    /** Leaves the execution whose turn it is to the sweep, even if it changed meanwhile. */
    synchronized void leave(ExecutionKey key) {
        waiting.take(key);
    }

    private static ExecutionKey key(Exchange exchange) {
        return exchange.getMessage().getBody(ExecutionKey.class);
    }

    /** Tells whether there is room for an execution, if its host has not all that it may have. */
    public synchronized boolean hasRoom() {
        return underWay.size() < webhooks.mostWaiting();
    }

    /** Tells whether this execution has a turn or waits for one. */
    public synchronized boolean isUnderWay(ExecutionKey key) {
        return underWay.containsKey(key);
    }

    private synchronized int underWay() {
        return underWay.size();
    }

    @Override
    public synchronized void onStop(Route route) {
        underWay.keySet().forEach(waiting::take);
        underWay.clear();
        hosts.clear();
    }
}
