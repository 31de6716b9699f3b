package execution.messaging;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The URLs of queues by their names, each asked for once. */
@Component
class QueueUrls {

    private final SqsClient sqs;
    private final Map<String, String> urls = new ConcurrentHashMap<>();

    QueueUrls(SqsClient sqs) {
        this.sqs = sqs;
    }

    /**
     * @throws software.amazon.awssdk.core.exception.SdkException if SQS does not tell
     */
    String of(String queue) {
        return urls.computeIfAbsent(
                queue, name -> sqs.getQueueUrl(get -> get.queueName(name)).queueUrl());
    }
}
