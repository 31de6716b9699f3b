package execution.messaging;

import execution.aws.ServiceProperties;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import shared.aws.AwsFailures;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/** Sends messages to the fleet of workers, ten at a time. */
@Component
public class FleetQueue {

    private static final Logger LOG = LoggerFactory.getLogger(FleetQueue.class);

    /** The most messages, and the most bytes of them together, that SQS takes in a call. */
    private static final int MOST_MESSAGES = 10;

    private static final int MOST_BYTES = 262_144;

    /** How long a number of waiting messages is trusted. SQS itself counts only about once a minute. */
    private static final Duration GOOD_FOR = Duration.ofSeconds(10);

    private final SqsClient sqs;
    private final QueueUrls urls;
    private final String queue;
    private final Clock clock;
    private boolean isBacklogged;
    private Instant askedAt = Instant.EPOCH;

    FleetQueue(SqsClient sqs, QueueUrls urls, ServiceProperties service, Clock clock) {
        this.sqs = sqs;
        this.urls = urls;
        this.queue = service.queues().fleet();
        this.clock = clock;
    }

    /**
     * Makes sure that there is the queue.
     *
     * @throws software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException if there is none
     * @throws SdkException if SQS does not answer
     */
    public void find() {
        urls.of(queue);
    }

    /**
     * Sends messages.
     *
     * @param messages each of at most 200 KB as UTF-8
     * @return the places in the list of those that SQS did not take, or may not have taken
     */
    public BitSet send(List<String> messages) {
        BitSet failed = new BitSet();
        List<SendMessageBatchRequestEntry> batch = new ArrayList<>();
        int bytes = 0;
        for (int place = 0; place < messages.size(); place++) {
            int size = messages.get(place).getBytes(StandardCharsets.UTF_8).length;
            if (batch.size() == MOST_MESSAGES || !batch.isEmpty() && bytes + size > MOST_BYTES) {
                send(batch, failed);
                batch.clear();
                bytes = 0;
            }
            batch.add(SendMessageBatchRequestEntry.builder()
                    .id(Integer.toString(place))
                    .messageBody(messages.get(place))
                    .build());
            bytes += size;
        }
        if (!batch.isEmpty()) {
            send(batch, failed);
        }
        return failed;
    }

    private void send(List<SendMessageBatchRequestEntry> batch, BitSet failed) {
        try {
            String url = urls.of(queue);
            SendMessageBatchResponse answer =
                    sqs.sendMessageBatch(send -> send.queueUrl(url).entries(batch));
            answer.failed().forEach(entry -> failed.set(Integer.parseInt(entry.id())));
            if (answer.hasFailed() && !answer.failed().isEmpty()) {
                LOG.warn(
                        "The queue {} did not take {} messages: {}",
                        queue,
                        answer.failed().size(),
                        answer.failed().get(0).code());
            }
        } catch (SdkException e) {
            LOG.warn("The queue {} may not have taken {} messages: {}", queue, batch.size(), AwsFailures.describe(e));
            batch.forEach(entry -> failed.set(Integer.parseInt(entry.id())));
        }
    }

    /**
     * Tells whether messages wait in the queue for a worker, as far as is known: SQS counts about once a minute. While
     * SQS does not answer, they may.
     */
    public synchronized boolean isBacklogged() {
        Instant now = clock.instant();
        if (askedAt.plus(GOOD_FOR).isBefore(now)) {
            isBacklogged = ask();
            askedAt = now;
        }
        return isBacklogged;
    }

    private boolean ask() {
        try {
            String url = urls.of(queue);
            String waiting = sqs.getQueueAttributes(
                            get -> get.queueUrl(url).attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                    .attributes()
                    .get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES);
            return waiting == null || Long.parseLong(waiting) > 0;
        } catch (SdkException e) {
            return true;
        }
    }
}
