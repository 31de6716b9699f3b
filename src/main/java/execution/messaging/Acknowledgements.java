package execution.messaging;

import execution.outage.Outage;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.component.aws2.sqs.Sqs2Constants;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.support.RoutePolicySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import shared.aws.MessageDeletes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;

/**
 * Deletes messages from a queue after their stage has stored what it had to. Camel's consumer would delete each message
 * with a call of its own. A message that could not be deleted is delivered again and changes nothing the second time.
 */
@Component
public class Acknowledgements {

    private static final Logger LOG = LoggerFactory.getLogger(Acknowledgements.class);
    private static final String RECEIPT = "acknowledgement.receipt";
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

    private final class Policy extends RoutePolicySupport implements MessageDeletes.Outcome {

        private final String queue;
        private final MessageDeletes deletes;
        private final Outage outage;

        private Policy(String queue) {
            this.queue = queue;
            this.deletes = new MessageDeletes(sqs, () -> urls.of(queue), scheduler, this);
            this.outage = new Outage("Deleting messages of " + queue + ", which come again,", clock);
        }

        @Override
        public void onExchangeBegin(Route route, Exchange exchange) {
            exchange.setProperty(RECEIPT, exchange.getMessage().getHeader(Sqs2Constants.RECEIPT_HANDLE));
        }

        @Override
        public void onExchangeDone(Route route, Exchange exchange) {
            if (!exchange.isFailed()) {
                deletes.add(exchange.getProperty(RECEIPT, String.class));
            }
        }

        @Override
        public void answered(List<BatchResultErrorEntry> notDeleted) {
            outage.succeeded();
            notDeleted.forEach(this::tell);
        }

        @Override
        public void failed(SdkException reason) {
            outage.failed(reason);
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
