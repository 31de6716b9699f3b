package execution.runner.worker;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** A queue that delivers each message twice, and that can be told to refuse messages and to lose answers. */
final class FleetQueue implements SqsClient {

    private final Queue<Consumer<Runnable>> next = new ConcurrentLinkedQueue<>();
    private final Consumer<String> delivery;

    FleetQueue(Consumer<String> delivery) {
        this.delivery = delivery;
    }

    void refuseNext(int status, String code) {
        next.add(taken -> {
            throw SqsException.builder()
                    .statusCode(status)
                    .awsErrorDetails(AwsErrorDetails.builder()
                            .errorCode(code)
                            .errorMessage("a-token-that-is-nobodys-business")
                            .build())
                    .build();
        });
    }

    void loseNextAnswer() {
        next.add(taken -> {
            taken.run();
            throw SdkClientException.create("connection reset");
        });
    }

    void failNext() {
        refuseNext(500, "InternalFailure");
    }

    void behave() {
        next.clear();
    }

    @Override
    public GetQueueUrlResponse getQueueUrl(GetQueueUrlRequest request) {
        return GetQueueUrlResponse.builder()
                .queueUrl("http://queues/" + request.queueName())
                .build();
    }

    @Override
    public SendMessageResponse sendMessage(SendMessageRequest request) {
        Runnable taken = () -> {
            delivery.accept(request.messageBody());
            delivery.accept(request.messageBody());
        };
        Consumer<Runnable> told = next.poll();
        if (told == null) {
            taken.run();
        } else {
            told.accept(taken);
        }
        return SendMessageResponse.builder().messageId("m").build();
    }

    @Override
    public String serviceName() {
        return "sqs";
    }

    @Override
    public void close() {}
}
