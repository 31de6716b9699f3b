package execution.partition;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import execution.model.ExecutionKey;
import execution.parts.PartBlock;
import execution.parts.PartEnd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import shared.part.FleetJson;
import shared.part.PartsMessage;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/** The fleet's queue in memory, and workers that do what a test says. */
public final class FakeFleet {

    static final int MOST_MESSAGES = 10;
    static final int MOST_BYTES = 262_144;

    private final Deque<PartsMessage> messages = new ConcurrentLinkedDeque<>();
    private final SqsClient client = mock(SqsClient.class);
    private int refuseNext;
    private int failNext;
    private boolean isMissing;

    FakeFleet() {
        when(client.getQueueUrl(any(Consumer.class))).then(call -> {
            if (isMissing) {
                throw QueueDoesNotExistException.builder().statusCode(400).build();
            }
            return GetQueueUrlResponse.builder().queueUrl("http://fleet").build();
        });
        when(client.getQueueAttributes(any(Consumer.class))).then(call -> GetQueueAttributesResponse.builder()
                .attributes(
                        Map.of(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, Integer.toString(messages.size())))
                .build());
        when(client.sendMessageBatch(any(Consumer.class))).then(call -> {
            SendMessageBatchRequest.Builder request = SendMessageBatchRequest.builder();
            call.<Consumer<SendMessageBatchRequest.Builder>>getArgument(0).accept(request);
            return take(request.build());
        });
    }

    private SendMessageBatchResponse take(SendMessageBatchRequest batch) {
        if (failNext > 0) {
            failNext--;
            throw SdkClientException.create("no connection");
        }
        int bytes = batch.entries().stream()
                .mapToInt(entry -> entry.messageBody().length())
                .sum();
        if (batch.entries().size() > MOST_MESSAGES || bytes > MOST_BYTES) {
            throw new AssertionError(batch.entries().size() + " messages of " + bytes + " bytes");
        }
        List<BatchResultErrorEntry> failed = new ArrayList<>();
        batch.entries().forEach(entry -> {
            if (refuseNext > 0) {
                refuseNext--;
                failed.add(BatchResultErrorEntry.builder()
                        .id(entry.id())
                        .code("InternalError")
                        .build());
            } else {
                messages.add((PartsMessage) FleetJson.message(entry.messageBody()));
            }
        });
        return SendMessageBatchResponse.builder().failed(failed).build();
    }

    SqsClient client() {
        return client;
    }

    /** Has the queue take all but so many of the next messages. */
    void refuseNext(int number) {
        refuseNext = number;
    }

    /** Has so many of the next calls fail. */
    void failNext(int calls) {
        failNext = calls;
    }

    void isMissing(boolean missing) {
        isMissing = missing;
    }

    List<PartsMessage> messages() {
        return List.copyOf(messages);
    }

    /** Loses all messages that wait. */
    void loseMessages() {
        messages.clear();
    }

    /** Takes all messages that wait. */
    List<PartsMessage> takeAll() {
        List<PartsMessage> all = new ArrayList<>();
        for (PartsMessage next = messages.poll(); next != null; next = messages.poll()) {
            all.add(next);
        }
        return all;
    }

    /** Has a worker claim, run and report all messages that wait. */
    public void work(PartitionFixture instance, BiFunction<Integer, Integer, PartEnd> run) {
        takeAll().forEach(message -> work(instance, message, "worker", run));
    }

    /** Has a worker claim a message, run what it is granted, and report it. */
    static void work(
            PartitionFixture instance, PartsMessage message, String worker, BiFunction<Integer, Integer, PartEnd> run) {
        Map<Integer, Integer> tries = claim(instance, message, worker);
        if (!tries.isEmpty()) {
            List<PartEnd> ends = tries.entrySet().stream()
                    .map(part -> run.apply(part.getKey(), part.getValue()))
                    .toList();
            report(instance, message, worker, ends);
        }
    }

    /** Has a worker claim a message, and gives the tries that it is granted by the number of the part. */
    static Map<Integer, Integer> claim(PartitionFixture instance, PartsMessage message, String worker) {
        Map<Integer, Integer> tries = new TreeMap<>();
        Duration lease = PartitionFixture.PROPERTIES.lease();
        instance.parts.store().changeBlock(key(message), block(message), block -> {
            PartBlock.Claimed claimed = block.claim(seq(message), worker, instance.clock.instant(), lease, 3);
            tries.clear();
            if (claimed.answer() instanceof PartBlock.Claim.Granted granted) {
                tries.putAll(granted.tries());
            }
            return claimed.block();
        });
        return tries;
    }

    static void report(PartitionFixture instance, PartsMessage message, String worker, List<PartEnd> ends) {
        instance.parts
                .store()
                .changeBlock(key(message), block(message), block -> block.ended(seq(message), worker, ends, 2));
    }

    private static ExecutionKey key(PartsMessage message) {
        return new ExecutionKey(message.tenantId(), message.jitEventId(), message.executionId());
    }

    private static int block(PartsMessage message) {
        return Integer.parseInt(message.bundle().split("\\.")[0]);
    }

    private static int seq(PartsMessage message) {
        return Integer.parseInt(message.bundle().split("\\.")[1]);
    }

    static PartEnd done(int part, int attempt) {
        return new PartEnd(part, attempt, true, Integer.toString(part), null, 0, 0.01);
    }

    static PartEnd failed(int part, int attempt) {
        return new PartEnd(part, attempt, false, null, "exit code 3", 3, 0.01);
    }
}
