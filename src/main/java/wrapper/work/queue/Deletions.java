package wrapper.work.queue;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shared.aws.AwsFailures;
import shared.aws.MessageDeletes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;

/**
 * Deletes messages that were worked on, many with one call. A slot does not wait for that. A message that is not
 * deleted comes again, and the service says then that it is over.
 */
public final class Deletions implements MessageDeletes.Outcome, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Deletions.class);
    private static final long CLOSE_SECONDS = 5;

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "deletions");
        thread.setDaemon(true);
        return thread;
    });
    private final MessageDeletes deletes;

    /** Begins with no message. */
    public Deletions(WorkQueue queue) {
        this.deletes = queue.deletes(scheduler, this);
    }

    /** Has a message deleted soon that is over. */
    public void add(Delivery delivery) {
        deletes.add(delivery.receipt());
    }

    @Override
    public void answered(List<BatchResultErrorEntry> notDeleted) {
        notDeleted.forEach(entry -> LOG.warn("a message is not deleted and comes again: {}", entry.message()));
    }

    @Override
    public void failed(SdkException reason) {
        LOG.warn("messages are not deleted and come again: {}", AwsFailures.describe(reason));
    }

    /** Deletes what still waits, if the queue answers within some seconds. What comes later is deleted at once. */
    @Override
    public void close() throws InterruptedException {
        scheduler.shutdown();
        if (!scheduler.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("messages that are over may come again, because the queue did not delete them in time");
        }
    }
}
