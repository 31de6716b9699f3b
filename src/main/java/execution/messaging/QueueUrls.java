package execution.messaging;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Gives the URLs of queues by their names. SQS is asked once for each queue. */
@Component
public class QueueUrls {

    private final SqsClient sqs;
    private final Map<String, String> urls = new ConcurrentHashMap<>();

    public QueueUrls(SqsClient sqs) {
        this.sqs = sqs;
    }

    /**
     * Gives the URL of a queue.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException if SQS does not answer or there is no such queue
     */
    public String of(String queue) {
        return urls.computeIfAbsent(
                queue, name -> sqs.getQueueUrl(get -> get.queueName(name)).queueUrl());
    }
}
