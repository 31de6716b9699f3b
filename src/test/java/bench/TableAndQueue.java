package bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import local.LocalPlatform;
import local.Names;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** Makes as many writes and sends as many messages as a job did, without the service and without workers. */
final class TableAndQueue {

    private static final String QUEUE = "bench-fleet";
    private static final int BATCH = 10;

    /** About what a block with 25 parts takes. */
    private static final String BLOCK = "x".repeat(1_000);

    private final DynamoDbClient table;
    private final SqsClient sqs;
    private final String queue;
    private final String partition = "BENCH#" + UUID.randomUUID();

    TableAndQueue(LocalPlatform platform) {
        table = platform.dynamoDb();
        sqs = platform.sqs();
        queue = sqs.createQueue(create -> create.queueName(QUEUE)).queueUrl();
    }

    /**
     * Does it, some at once.
     *
     * @param updates writes of one item each
     * @param transactions writes of several items each
     * @param itemsOfTransaction how many items each of these has, from 2 to 100
     * @param messages messages that are sent ten at a time, received ten at a time and deleted ten at a time
     * @param body what each message says
     * @return the seconds that it took
     */
    double run(long updates, long transactions, int itemsOfTransaction, long messages, String body, int concurrency)
            throws Exception {
        List<Runnable> steps = new ArrayList<>();
        for (int i = 0; i < updates; i++) {
            int block = i % 40;
            steps.add(() -> update(block));
        }
        for (int i = 0; i < transactions; i++) {
            int first = i * itemsOfTransaction;
            steps.add(() -> transact(first, itemsOfTransaction));
        }
        AtomicInteger left = new AtomicInteger((int) messages);
        for (long i = 0; i < messages; i += BATCH) {
            int size = (int) Math.min(BATCH, messages - i);
            steps.add(() -> send(size, body));
            steps.add(() -> receive(left));
        }
        // Mixed, as they are when a job runs.
        Collections.shuffle(steps, new Random(7));
        long started = System.nanoTime();
        ParallelSteps.run(steps.size(), concurrency, number -> steps.get(number).run());
        while (left.get() > 0) {
            receive(left);
        }
        return (System.nanoTime() - started) / 1e9;
    }

    private Map<String, AttributeValue> key(String sortKey) {
        return Map.of("PK", AttributeValue.fromS(partition), "SK", AttributeValue.fromS(sortKey));
    }

    private void update(int block) {
        table.updateItem(update -> update.tableName(Names.EXECUTIONS_TABLE)
                .key(key("BLOCK#" + block))
                .updateExpression("SET content = :content ADD version :one")
                .expressionAttributeValues(
                        Map.of(":content", AttributeValue.fromS(BLOCK), ":one", AttributeValue.fromN("1"))));
    }

    private void transact(int first, int items) {
        table.transactWriteItems(write -> write.transactItems(IntStream.range(first, first + items)
                .mapToObj(block -> item("SENT#" + block))
                .toList()));
    }

    private TransactWriteItem item(String sortKey) {
        return TransactWriteItem.builder()
                .update(update -> update.tableName(Names.EXECUTIONS_TABLE)
                        .key(key(sortKey))
                        .updateExpression("SET content = :content ADD version :one")
                        .expressionAttributeValues(
                                Map.of(":content", AttributeValue.fromS(BLOCK), ":one", AttributeValue.fromN("1"))))
                .build();
    }

    private void send(int size, String body) {
        sqs.sendMessageBatch(send -> send.queueUrl(queue)
                .entries(IntStream.range(0, size)
                        .mapToObj(number -> SendMessageBatchRequestEntry.builder()
                                .id(Integer.toString(number))
                                .messageBody(body)
                                .build())
                        .toList()));
    }

    private void receive(AtomicInteger left) {
        List<Message> messages = sqs.receiveMessage(
                        receive -> receive.queueUrl(queue).maxNumberOfMessages(BATCH))
                .messages();
        if (!messages.isEmpty()) {
            sqs.deleteMessageBatch(delete -> delete.queueUrl(queue)
                    .entries(messages.stream()
                            .map(message -> DeleteMessageBatchRequestEntry.builder()
                                    .id(message.messageId())
                                    .receiptHandle(message.receiptHandle())
                                    .build())
                            .toList()));
            left.addAndGet(-messages.size());
        }
    }
}
