package execution.messaging;

import execution.outage.Outage;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.component.aws2.sqs.Sqs2Constants;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.support.RoutePolicySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;

/**
 * Deletes messages from a queue after their stage has stored what it had to. Up to ten messages are deleted with one
 * call, because deleting each message with a call of its own, as Camel's consumer does, costs as much as reading it. A
 * message that could not be deleted is delivered again and changes nothing the second time.
 */
@Component
public class Acknowledgements {

    private static final Logger LOG = LoggerFactory.getLogger(Acknowledgements.class);
    private static final String RECEIPT = "acknowledgement.receipt";

    /** The most messages that SQS deletes with one call. */
    private static final int BATCH = 10;

    /**
     * How long a message waits for others to be deleted with it: short beside any visibility time-out, and long enough
     * to fill a call when many messages come.
     */
    private static final long DELAY_MILLIS = 200;

    private static final long CLOSE_MILLIS = 10_000;

    private final SqsClient sqs;
    private final QueueUrls urls;
    private final Clock clock;
    private final ScheduledExecutorService scheduler =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "acknowledgements"));

    Acknowledgements(SqsClient sqs, QueueUrls urls, Clock clock) {
        this.sqs = sqs;
        this.urls = urls;
        this.clock = clock;
    }

    /**
     * Makes the policy of a route that consumes from a queue with {@code deleteAfterRead=false}. The policy deletes
     * each message whose exchange did not fail. An exchange whose message was moved to the dead letter queue did not
     * fail either.
     *
     * @param queue the name of the queue
     * @return the policy, for one route
     */
    public RoutePolicy of(String queue) {
        return new Policy(queue);
    }

    /** Deletes the messages that still wait to be deleted. The routes have stopped before. */
    @PreDestroy
    void close() throws InterruptedException {
        scheduler.shutdown();
        scheduler.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private final class Policy extends RoutePolicySupport {

        private final String queue;
        private final BlockingQueue<String> receipts = new LinkedBlockingQueue<>();
        private final AtomicBoolean scheduled = new AtomicBoolean();
        private final Outage outage;

        private Policy(String queue) {
            this.queue = queue;
            this.outage = new Outage("Deleting messages of " + queue + ", which come again,", clock);
        }

        @Override
        public void onExchangeBegin(Route route, Exchange exchange) {
            exchange.setProperty(RECEIPT, exchange.getMessage().getHeader(Sqs2Constants.RECEIPT_HANDLE));
        }

        @Override
        public void onExchangeDone(Route route, Exchange exchange) {
            if (exchange.isFailed()) {
                return;
            }
            receipts.add(exchange.getProperty(RECEIPT, String.class));
            if (scheduled.compareAndSet(false, true)) {
                scheduler.schedule(this::deleteAll, DELAY_MILLIS, TimeUnit.MILLISECONDS);
            }
        }

        private void deleteAll() {
            scheduled.set(false);
            List<String> batch = new ArrayList<>(BATCH);
            while (receipts.drainTo(batch, BATCH) > 0) {
                delete(batch);
                batch.clear();
            }
        }

        private void delete(List<String> batch) {
            List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>(batch.size());
            for (String receipt : batch) {
                entries.add(DeleteMessageBatchRequestEntry.builder()
                        .id(Integer.toString(entries.size()))
                        .receiptHandle(receipt)
                        .build());
            }
            try {
                DeleteMessageBatchResponse answer = sqs.deleteMessageBatch(
                        delete -> delete.queueUrl(urls.of(queue)).entries(entries));
                outage.succeeded();
                answer.failed().forEach(this::tell);
            } catch (SdkException e) {
                outage.failed(e);
            }
        }

        /**
         * Logs why a message was not deleted. If SQS no longer accepts a receipt, its message was delivered again
         * meanwhile, and the second delivery changes nothing.
         */
        private void tell(BatchResultErrorEntry failure) {
            if (Boolean.TRUE.equals(failure.senderFault())) {
                LOG.debug("A message of {} was delivered again before it was deleted: {}", queue, failure.message());
            } else {
                LOG.warn("A message of {} was not deleted and comes again: {}", queue, failure.message());
            }
        }
    }
}
