package local;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * Sends messages to a queue in the given order from a thread of its own, ten at a time where ten are waiting. As with
 * EventBridge and S3, the caller does not wait for the delivery, and a failed delivery is tried again.
 */
final class QueueSender implements Consumer<String>, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(QueueSender.class);
    private static final int BATCH = 10;
    private static final long RETRY_MILLIS = 200;
    private static final long CLOSE_MILLIS = 5_000;

    private final SqsClient sqs;
    private final String queueUrl;
    private final BlockingQueue<String> waiting = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closed;

    QueueSender(SqsClient sqs, String queueUrl) {
        this.sqs = sqs;
        this.queueUrl = queueUrl;
        this.thread = new Thread(this::run, "local-sender-" + queueUrl.substring(queueUrl.lastIndexOf('/') + 1));
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void accept(String message) {
        waiting.add(message);
    }

    /** Drops the messages that are not sent yet. */
    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.interrupt();
        thread.join(CLOSE_MILLIS);
    }

    private void run() {
        var batch = new ArrayList<String>(BATCH);
        try {
            while (!closed) {
                batch.add(waiting.take());
                waiting.drainTo(batch, BATCH - 1);
                while (!batch.isEmpty() && !closed) {
                    var left = send(batch);
                    batch.clear();
                    batch.addAll(left);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("Closed with {} messages unsent", batch.size() + waiting.size());
        }
    }

    /**
     * Sends messages.
     *
     * @return the messages that have to be sent again
     */
    private List<String> send(List<String> batch) throws InterruptedException {
        var entries = new ArrayList<SendMessageBatchRequestEntry>();
        for (var message : batch) {
            entries.add(SendMessageBatchRequestEntry.builder()
                    .id(Integer.toString(entries.size()))
                    .messageBody(message)
                    .build());
        }
        List<String> failed;
        try {
            failed = sqs.sendMessageBatch(request -> request.queueUrl(queueUrl).entries(entries)).failed().stream()
                    .map(failure -> batch.get(Integer.parseInt(failure.id())))
                    .toList();
        } catch (SdkException e) {
            if (!closed) {
                LOG.warn(
                        "{} messages cannot be sent to {} and are tried again: {}",
                        batch.size(),
                        queueUrl,
                        e.toString());
            }
            failed = List.copyOf(batch);
        }
        if (!failed.isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
        }
        return failed;
    }
}
