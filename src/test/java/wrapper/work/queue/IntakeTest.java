package wrapper.work.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

class IntakeTest {

    private static final Duration LONG = Duration.ofMinutes(3);

    private final Queue queue = new Queue();
    private final Semaphore ends = new Semaphore(0);
    private final AtomicInteger worked = new AtomicInteger();
    private Intake intake;

    /** A queue that never gets empty. */
    private static final class Queue implements SqsClient {
        private final List<Integer> asked = new CopyOnWriteArrayList<>();
        private final AtomicInteger given = new AtomicInteger();
        private final AtomicInteger failures = new AtomicInteger();

        @Override
        public ReceiveMessageResponse receiveMessage(ReceiveMessageRequest request) {
            if (failures.getAndDecrement() > 0) {
                throw SdkClientException.create("connection refused");
            }
            asked.add(request.maxNumberOfMessages());
            return ReceiveMessageResponse.builder()
                    .messages(IntStream.range(0, request.maxNumberOfMessages())
                            .mapToObj(number -> Message.builder()
                                    .messageId("message-" + given.incrementAndGet())
                                    .body("{}")
                                    .receiptHandle("receipt")
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

    private void start(int capacity) {
        intake = new Intake(
                WorkQueue.open(queue, "http://sqs/queue", Optional.empty(), Duration.ofSeconds(30)),
                capacity,
                delivery -> {
                    ends.acquireUninterruptibly();
                    worked.incrementAndGet();
                });
        intake.start();
    }

    @AfterEach
    void stop() {
        intake.stop();
        ends.release(1_000_000);
    }

    @Test
    void shouldTakeAsManyMessagesAsItHasSlotsTenAtATime() {
        start(24);

        await().atMost(LONG).until(() -> intake.busy() == 24);

        assertThat(queue.asked).containsExactly(10, 10, 4);
    }

    @Test
    void shouldTakeAMessageForTheOnlySlotThatIsFree() {
        start(24);
        await().atMost(LONG).until(() -> intake.busy() == 24);

        ends.release();

        await().atMost(LONG).until(() -> queue.given.get() == 25);
        assertThat(queue.asked).containsExactly(10, 10, 4, 1);
    }

    @Test
    void shouldNeverTakeMoreThanItHasSlots() {
        start(24);

        for (int i = 0; i < 40; i++) {
            ends.release(5);
            int over = 5 * (i + 1);
            await().atMost(LONG).until(() -> worked.get() == over && intake.busy() == 24);
            assertThat(queue.given.get() - worked.get()).isEqualTo(24);
        }
        assertThat(queue.asked).allSatisfy(most -> assertThat(most).isBetween(1, 10));
    }

    @Test
    void shouldTakeMessagesAgainAfterTheQueueWasAway() {
        queue.failures.set(1);
        start(4);

        await().atMost(LONG).until(() -> intake.busy() == 4);

        assertThat(queue.given).hasValue(4);
    }
}
