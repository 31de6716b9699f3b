package shared.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;

class MessageDeletesTest implements MessageDeletes.Outcome {

    private static final Duration LONG = Duration.ofMinutes(2);

    private final Queue queue = new Queue();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final MessageDeletes deletes = new MessageDeletes(queue, () -> "http://sqs/queue", scheduler, this);
    private final List<String> notDeleted = new CopyOnWriteArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();

    @Override
    public void answered(List<BatchResultErrorEntry> entries) {
        entries.forEach(entry -> notDeleted.add(entry.message()));
    }

    @Override
    public void failed(SdkException reason) {
        failures.add(reason.getMessage());
    }

    @AfterEach
    void end() {
        scheduler.shutdownNow();
    }

    private static List<String> receipts(int count) {
        return IntStream.range(0, count).mapToObj(number -> "receipt-" + number).toList();
    }

    @Test
    void shouldDeleteManyMessagesWithFewCalls() {
        receipts(25).forEach(deletes::add);

        await().atMost(LONG).untilAsserted(() -> assertThat(queue.deleted()).containsExactlyElementsOf(receipts(25)));
        // A machine that is very busy may let a call begin before the last message is there.
        assertThat(queue.calls).hasSizeLessThan(25).allSatisfy(call -> assertThat(call)
                .hasSizeLessThanOrEqualTo(10));
    }

    @Test
    void shouldDeleteWhatStillWaitsWhenTheSchedulerEnds() throws Exception {
        deletes.add("last");
        scheduler.shutdown();

        assertThat(scheduler.awaitTermination(LONG.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(queue.deleted()).containsExactly("last");
    }

    @Test
    void shouldDeleteAtOnceWhatComesAfterTheEndOfTheScheduler() {
        scheduler.shutdown();

        deletes.add("late");
        deletes.add("later");

        assertThat(queue.calls).containsExactly(List.of("late"), List.of("later"));
    }

    @Test
    void shouldGoOnAfterACallThatFailed() {
        queue.isAway = true;
        deletes.add("first");
        await().atMost(LONG).until(() -> !failures.isEmpty());
        queue.isAway = false;
        deletes.add("second");

        await().atMost(LONG).untilAsserted(() -> assertThat(queue.deleted()).containsExactly("second"));
        assertThat(failures).containsExactly("away");
    }

    @Test
    void shouldTellWhichMessagesWereNotDeleted() {
        deletes.add("expired");

        await().atMost(LONG).untilAsserted(() -> assertThat(notDeleted).containsExactly("expired is no receipt"));
    }

    private static final class Queue implements SqsClient {

        private final List<List<String>> calls = new CopyOnWriteArrayList<>();
        private volatile boolean isAway;

        private List<String> deleted() {
            return calls.stream().flatMap(List::stream).toList();
        }

        @Override
        public DeleteMessageBatchResponse deleteMessageBatch(DeleteMessageBatchRequest request) {
            if (isAway) {
                throw SdkClientException.create("away");
            }
            calls.add(request.entries().stream()
                    .map(DeleteMessageBatchRequestEntry::receiptHandle)
                    .toList());
            return DeleteMessageBatchResponse.builder()
                    .failed(request.entries().stream()
                            .filter(entry -> entry.receiptHandle().equals("expired"))
                            .map(entry -> BatchResultErrorEntry.builder()
                                    .id(entry.id())
                                    .message(entry.receiptHandle() + " is no receipt")
                                    .build())
                            .toList())
                    .build();
        }

        @Override
        public String serviceName() {
            return "sqs";
        }

        @Override
        public void close() {}
    }
}
