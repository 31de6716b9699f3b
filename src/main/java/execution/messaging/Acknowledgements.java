package execution.messaging;

import execution.outage.Outage;
import jakarta.annotation.PreDestroy;
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
 * Deletes messages after their stage has stored what it had to, ten with one call: deleted one by one, as the consumer does,
 * they cost as much again as reading them. One that is not deleted is delivered again and does nothing the second time.
 */
@Component
public class Acknowledgements {

    private static final Logger LOG = LoggerFactory.getLogger(Acknowledgements.class);
    private static final String RECEIPT = "acknowledgement.receipt";

    /** The most that SQS takes with one call. */
    private static final int BATCH = 10;

    /** Short beside any visibility time-out, long enough to fill a call when there is much to do. */
    private static final long DELAY_MILLIS = 200;

    private static final long CLOSE_MILLIS = 10_000;

    private final SqsClient sqs;
    private final QueueUrls urls;
    private final ScheduledExecutorService scheduler =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "acknowledgements"));

    Acknowledgements(SqsClient sqs, QueueUrls urls) {
        this.sqs = sqs;
        this.urls = urls;
    }

    /**
     * @param queue the name of the queue
     * @return the policy of a route that consumes from it with {@code deleteAfterRead=false}: an exchange that does not fail
     *     was done, also one that ended in the dead letter queue
     */
    public RoutePolicy of(String queue) {
        return new Policy(queue);
    }

    /** Deletes what is waiting; the routes have stopped by then. */
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
            this.outage = new Outage("Deleting messages of " + queue + ", which come again,");
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

        /** A receipt that is of no use any more is that of a message that was delivered again meanwhile, and is done twice. */
        private void tell(BatchResultErrorEntry failure) {
            if (Boolean.TRUE.equals(failure.senderFault())) {
                LOG.debug("A message of {} was delivered again before it was deleted: {}", queue, failure.message());
            } else {
                LOG.warn("A message of {} was not deleted and comes again: {}", queue, failure.message());
            }
        }
    }
}
