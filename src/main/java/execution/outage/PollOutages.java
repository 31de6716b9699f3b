package execution.outage;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.StatefulService;
import org.apache.camel.spi.PollingConsumerPollStrategy;
import org.apache.camel.support.DefaultConsumer;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import shared.failure.Backoff;

/**
 * Says what a polling route does when a poll fails. Routes use it by the option {@code pollStrategy=#pollOutages}. The
 * polling thread waits, longer after each failure, and polls again. The begin and the end of an outage are logged, and
 * nothing between. The route's consumer does not become unhealthy, because another instance would fare no better and
 * the sweep goes on.
 */
@Component("pollOutages")
public final class PollOutages implements PollingConsumerPollStrategy {

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

    private final Backoff backoff;
    private final Clock clock;
    private final Pause pause;
    private final Map<String, Outage> outages = new ConcurrentHashMap<>();

    /** Makes the calling thread wait. */
    interface Pause {
        void take(Duration pause) throws InterruptedException;
    }

    @Autowired
    public PollOutages(Clock clock) {
        this(BACKOFF, clock);
    }

    PollOutages(Backoff backoff, Clock clock) {
        this(backoff, clock, pause -> Thread.sleep(pause.toMillis()));
    }

    PollOutages(Backoff backoff, Clock clock, Pause pause) {
        this.backoff = backoff;
        this.clock = clock;
        this.pause = pause;
    }

    /** Gives the present outages by the id of the route whose polls fail. */
    public Map<String, Outage.State> current() {
        Map<String, Outage.State> current = new TreeMap<>();
        outages.forEach((route, outage) -> outage.current().ifPresent(state -> current.put(route, state)));
        return current;
    }

    /** Tells whether the consumer is to go on polling, which it is unless it was stopped or suspended. */
    public static boolean isWanted(Consumer consumer) {
        StatefulService service = (StatefulService) consumer;
        return service.isRunAllowed() && !service.isSuspended();
    }

    @Override
    public boolean begin(Consumer consumer, Endpoint endpoint) {
        return true;
    }

    @Override
    public void commit(Consumer consumer, Endpoint endpoint, int polledMessages) {
        of(consumer).succeeded();
    }

    /**
     * Waits after a failed poll.
     *
     * @param retryCounter how often this poll was repeated already, from 0
     * @return always true: Camel then polls again at once, unless the consumer was stopped or suspended meanwhile
     */
    @Override
    public boolean rollback(Consumer consumer, Endpoint endpoint, int retryCounter, Exception failure) {
        if (!isWanted(consumer)) {
            // A consumer that is stopped or suspended interrupts its poll, which is no outage.
            return true;
        }
        of(consumer).failed(failure);
        try {
            pause.take(backoff.after(retryCounter + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    private Outage of(Consumer consumer) {
        return outages.computeIfAbsent(
                ((DefaultConsumer) consumer).getRouteId(), route -> new Outage("Polling by route " + route, clock));
    }
}
