package execution.messaging;

import execution.outage.Outage;
import execution.outage.PollOutages;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.component.aws2.sqs.Sqs2Constants;
import org.apache.camel.spi.PollingConsumerPollStrategy;
import org.apache.camel.support.RoutePolicySupport;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;

/**
 * Keeps the messages that this instance holds from being delivered again, those that wait for a thread as well as those that are
 * worked on, and keeps it from holding many more than it can work on.
 */
@Component
public class HeldMessages {

    /** The most that SQS takes with one call. */
    private static final int BATCH = 10;

    /** Two calls may fail before a message is delivered again. */
    private static final int EXTENSIONS_WITHIN_VISIBILITY = 3;

    /** So many messages more than can be worked on are held if they only wait for a write; some 3 KB each. */
    private static final int MOST_WAITING = 500;

    private static final String HELD = "held-messages";

    private final SqsClient sqs;
    private final QueueUrls urls;
    private final PollOutages outages;
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "visibility");
        thread.setDaemon(true);
        return thread;
    });

    HeldMessages(SqsClient sqs, QueueUrls urls, PollOutages outages) {
        this.sqs = sqs;
        this.urls = urls;
        this.outages = outages;
    }

    /**
     * @param queue the name of the queue
     * @param visibility for how long SQS hides a message after its delivery and after each extension; whole seconds
     * @param enough the route polls no more while it holds as many messages; one poll may bring ten more
     * @return the policy of a route that consumes from the queue and hands its messages to threads of its own, and also the poll
     *     strategy of its consumer
     */
    public Held of(String queue, Duration visibility, int enough) {
        Held held = new Held(queue, visibility, enough);
        long period = visibility.toMillis() / EXTENSIONS_WITHIN_VISIBILITY;
        scheduler.scheduleWithFixedDelay(held::extend, period, period, TimeUnit.MILLISECONDS);
        return held;
    }

    /**
     * Says that a message is done but for a write that goes along with another one.
     *
     * @param exchange the message's, or one that was made of it by the same route
     */
    public static void onlyWaits(Exchange exchange) {
        Held held = exchange.getProperty(HELD, Held.class);
        if (held != null) {
            held.onlyWaits(exchange.getExchangeId());
        }
    }

    /** The routes have stopped by then. */
    @PreDestroy
    void close() {
        scheduler.shutdownNow();
    }

    /** The messages of one queue. A poll that fails is dealt with as {@link PollOutages} says. */
    public final class Held extends RoutePolicySupport implements PollingConsumerPollStrategy {

        private final String queue;
        private final Duration visibility;
        private final int enough;
        private final Outage outage;

        /** The exchanges that only wait for a write, a part of those with receipts. */
        private final Set<String> waiting = new HashSet<>();

        /** Receipt handles by the exchanges of their messages. */
        private final Map<String, String> receipts = new ConcurrentHashMap<>();

        private Held(String queue, Duration visibility, int enough) {
            this.queue = queue;
            this.visibility = visibility;
            this.enough = enough;
            this.outage = new Outage("Keeping held messages of " + queue + " from being delivered again");
        }

        @Override
        public void onExchangeBegin(Route route, Exchange exchange) {
            exchange.setProperty(HELD, this);
            receipts.put(
                    exchange.getExchangeId(),
                    exchange.getMessage().getHeader(Sqs2Constants.RECEIPT_HANDLE, String.class));
        }

        @Override
        public synchronized void onExchangeDone(Route route, Exchange exchange) {
            receipts.remove(exchange.getExchangeId());
            waiting.remove(exchange.getExchangeId());
            notifyAll();
        }

        /** Nothing is left to be done for the message but to learn that it is stored: it makes room for another one. */
        private synchronized void onlyWaits(String exchangeId) {
            waiting.add(exchangeId);
            notifyAll();
        }

        /** Waits until the route holds little enough; false if it stops meanwhile. */
        @Override
        public synchronized boolean begin(Consumer consumer, Endpoint endpoint) {
            try {
                while (receipts.size() - Math.min(waiting.size(), MOST_WAITING) >= enough
                        && PollOutages.isWanted(consumer)) {
                    wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
            return PollOutages.isWanted(consumer);
        }

        @Override
        public void commit(Consumer consumer, Endpoint endpoint, int polledMessages) {
            outages.commit(consumer, endpoint, polledMessages);
        }

        @Override
        public boolean rollback(Consumer consumer, Endpoint endpoint, int retryCounter, Exception failure) {
            return outages.rollback(consumer, endpoint, retryCounter, failure);
        }

        private void extend() {
            List<Map.Entry<String, String>> held = List.copyOf(receipts.entrySet());
            try {
                for (int from = 0; from < held.size(); from += BATCH) {
                    extend(held.subList(from, Math.min(held.size(), from + BATCH)));
                }
                outage.succeeded();
            } catch (RuntimeException e) {
                outage.failed(e);
            }
        }

        private void extend(List<Map.Entry<String, String>> some) {
            List<ChangeMessageVisibilityBatchRequestEntry> entries = new ArrayList<>(some.size());
            for (Map.Entry<String, String> held : some) {
                entries.add(ChangeMessageVisibilityBatchRequestEntry.builder()
                        .id(Integer.toString(entries.size()))
                        .receiptHandle(held.getValue())
                        .visibilityTimeout((int) visibility.toSeconds())
                        .build());
            }
            for (BatchResultErrorEntry failure : sqs.changeMessageVisibilityBatch(
                            change -> change.queueUrl(urls.of(queue)).entries(entries))
                    .failed()) {
                // One that was dealt with meanwhile may be gone.
                if (receipts.containsKey(
                        some.get(Integer.parseInt(failure.id())).getKey())) {
                    throw SdkClientException.create(failure.code() + ": " + failure.message());
                }
            }
        }
    }
}
