package shared.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;

/**
 * Deletes messages of a queue of SQS that are over. Up to ten messages are deleted with one call, because SQS charges
 * for calls, and deleting each message with a call of its own takes as long as receiving it.
 */
public final class MessageDeletes {

    /** The most messages that SQS deletes with one call. */
    private static final int BATCH = 10;

    /**
     * How long a message waits for others to be deleted with it: short beside any visibility time-out, and long enough
     * to fill a call when many messages come.
     */
    private static final long DELAY_MILLIS = 200;

    private final SqsClient sqs;
    private final Supplier<String> url;
    private final ScheduledExecutorService scheduler;
    private final Outcome outcome;
    private final BlockingQueue<String> receipts = new LinkedBlockingQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /** Hears what came of calls. A message that was not deleted is delivered again. */
    public interface Outcome {

        /**
         * A call was answered.
         *
         * @param notDeleted the messages that are still in the queue, with reasons
         */
        void answered(List<BatchResultErrorEntry> notDeleted);

        /** A call failed, so none of its messages is deleted. */
        void failed(SdkException reason);
    }

    /**
     * Begins with no message.
     *
     * @param url gives the queue's URL when a call is made
     * @param scheduler makes the calls. If its owner shuts it down, it still makes the last one, and whoever adds a
     *     message later makes the call itself
     */
    public MessageDeletes(SqsClient sqs, Supplier<String> url, ScheduledExecutorService scheduler, Outcome outcome) {
        this.sqs = sqs;
        this.url = url;
        this.scheduler = scheduler;
        this.outcome = outcome;
    }

    /** Has a message deleted within moments, by the receipt handle of its last delivery. */
    public void add(String receipt) {
        receipts.add(receipt);
        if (scheduled.compareAndSet(false, true)) {
            try {
                scheduler.schedule(this::deleteAll, DELAY_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                deleteAll();
            }
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
            outcome.answered(
                    sqs.deleteMessageBatch(delete -> delete.queueUrl(url.get()).entries(entries))
                            .failed());
        } catch (SdkException e) {
            outcome.failed(e);
        }
    }
}
