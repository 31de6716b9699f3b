package execution.messaging;

import execution.outage.Outage;
import execution.outage.PollOutages;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
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
 * Keeps SQS from delivering a message again while this instance holds it. A message is held from its delivery until its
 * exchange is done, so messages that wait for a thread are held as well. A route that holds enough messages polls no
 * more until some of them are done.
 */
@Component
public class HeldMessages {

    /** The most messages whose visibility SQS extends with one call. */
    private static final int BATCH = 10;

    /**
     * The visibility is extended so often within one visibility time-out. Two calls in a row may fail before SQS
     * delivers a message again.
     */
    private static final int EXTENSIONS_WITHIN_VISIBILITY = 3;

    /**
     * How many messages that only wait for a write may be held beside those that are worked on. Each takes some 3 KB of
     * memory.
     */
    private static final int MOST_WAITING = 500;

    private static final String HELD = "held-messages";

    private final SqsClient sqs;
    private final QueueUrls urls;
    private final PollOutages outages;
    private final Clock clock;
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "visibility");
        thread.setDaemon(true);
        return thread;
    });

    HeldMessages(SqsClient sqs, QueueUrls urls, PollOutages outages, Clock clock) {
        this.sqs = sqs;
        this.urls = urls;
        this.outages = outages;
        this.clock = clock;
    }

    /**
     * Makes the policy of a route that consumes from a queue and hands its messages to threads of its own. The policy
     * is also the poll strategy of the route's consumer.
     *
     * @param queue the name of the queue
     * @param visibility for how long SQS hides a message after its delivery and after each extension; whole seconds
     * @param enough how many messages the route holds before it stops polling; the last poll may bring up to ten more
     * @return the policy, for one route
     */
    public Held of(String queue, Duration visibility, int enough) {
        Held held = new Held(queue, visibility, enough);
        long period = visibility.toMillis() / EXTENSIONS_WITHIN_VISIBILITY;
        scheduler.scheduleWithFixedDelay(held::extend, period, period, TimeUnit.MILLISECONDS);
        return held;
    }

    /**
     * Says that the only thing left to do for a message is a write that is made together with another write.
     *
     * @param exchange the message's exchange, or an exchange that the same route made from it
     */
    public static void onlyWaits(Exchange exchange) {
        Held held = exchange.getProperty(HELD, Held.class);
        if (held != null) {
            held.onlyWaits(exchange.getExchangeId());
        }
    }

    /** Stops extending. The routes have stopped before. */
    @PreDestroy
    void close() {
        scheduler.shutdownNow();
    }

    /** The messages of one queue that are held. {@link PollOutages} deals with polls that fail. */
    public final class Held extends RoutePolicySupport implements PollingConsumerPollStrategy {

        private final String queue;
        private final Duration visibility;
        private final int enough;
        private final Outage outage;

        /** The ids of the exchanges that only wait for a write. Each of them has a receipt as well. */
        private final Set<String> waiting = new HashSet<>();

        /** The receipt handle of each held message, by the id of its exchange. */
        private final Map<String, String> receipts = new ConcurrentHashMap<>();

        private Held(String queue, Duration visibility, int enough) {
            this.queue = queue;
            this.visibility = visibility;
            this.enough = enough;
            this.outage = new Outage("Keeping held messages of " + queue + " from being delivered again", clock);
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

        /** Counts a message as waiting for a write, which makes room for another message. */
        private synchronized void onlyWaits(String exchangeId) {
            waiting.add(exchangeId);
            notifyAll();
        }

        /**
         * Waits until the route holds few enough messages.
         *
         * @return whether the consumer is to poll; false if it was stopped or suspended meanwhile
         */
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
                // SQS refuses the receipt of a message that was finished meanwhile, which is no failure.
                if (receipts.containsKey(
                        some.get(Integer.parseInt(failure.id())).getKey())) {
                    throw SdkClientException.create(failure.code() + ": " + failure.message());
                }
            }
        }
    }
}
