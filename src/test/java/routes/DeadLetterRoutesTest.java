package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.deadletter.DeadLetterBeans;
import execution.deadletter.DeadLetterProperties;
import execution.model.Execution;
import execution.model.ResultsKey;
import execution.model.Samples;
import execution.store.Executions;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/** What is copied of dead letters, whatever is in the queues. */
class DeadLetterRoutesTest extends CamelTestSupport {

    private static final int PAGE = 10;

    private final SqsClient sqs = mock(SqsClient.class);
    private final S3Client s3 = mock(S3Client.class);
    private final Executions executions = mock(Executions.class);
    private final Execution execution = Samples.running(1);
    private final Map<String, List<Message>> queues = new HashMap<>();
    private final Map<String, JsonNode> objects = new TreeMap<>();
    private final MeterRegistry metrics = new SimpleMeterRegistry();
    private int puts;
    private SdkClientException failure;

    @Override
    public boolean isUseAdviceWith() {
        return true;
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        DeadLetterBeans.bind(context.getRegistry(), sqs, s3, executions, metrics);
        return new DeadLetterRoutes(new DeadLetterProperties(Duration.ofHours(1), Duration.ofHours(1)));
    }

    @BeforeEach
    void start() throws Exception {
        when(sqs.getQueueUrl(any(Consumer.class))).then(call -> {
            GetQueueUrlRequest.Builder get = GetQueueUrlRequest.builder();
            call.<Consumer<GetQueueUrlRequest.Builder>>getArgument(0).accept(get);
            return GetQueueUrlResponse.builder()
                    .queueUrl(get.build().queueName())
                    .build();
        });
        when(sqs.receiveMessage(any(Consumer.class))).then(call -> {
            ReceiveMessageRequest.Builder builder = ReceiveMessageRequest.builder();
            call.<Consumer<ReceiveMessageRequest.Builder>>getArgument(0).accept(builder);
            ReceiveMessageRequest receive = builder.build();
            assertThat(receive.visibilityTimeout()).isPositive();
            List<Message> waiting = queues.get(receive.queueUrl());
            if (waiting == null) {
                throw QueueDoesNotExistException.builder().build();
            }
            List<Message> page = new ArrayList<>(waiting.subList(0, Math.min(PAGE, waiting.size())));
            waiting.removeAll(page);
            return ReceiveMessageResponse.builder().messages(page).build();
        });
        when(s3.putObject(any(Consumer.class), any(RequestBody.class))).then(call -> {
            if (failure != null) {
                throw failure;
            }
            PutObjectRequest.Builder put = PutObjectRequest.builder();
            call.<Consumer<PutObjectRequest.Builder>>getArgument(0).accept(put);
            assertThat(put.build().bucket()).isEqualTo("executions-dead-letters");
            objects.put(
                    put.build().key(),
                    new ObjectMapper()
                            .readTree(call.<RequestBody>getArgument(1)
                                    .contentStreamProvider()
                                    .newStream()));
            puts++;
            return null;
        });
        when(executions.find(execution.key())).thenReturn(Optional.of(execution));
        AdviceWith.adviceWith(context, "dead-letters", route -> route.replaceFromWith("direct:look"));
        context.start();
    }

    private static Message message(String id, String body, String... attributes) {
        Map<String, MessageAttributeValue> values = new HashMap<>();
        for (int at = 0; at < attributes.length; at += 2) {
            values.put(
                    attributes[at],
                    MessageAttributeValue.builder()
                            .stringValue(attributes[at + 1])
                            .build());
        }
        return Message.builder()
                .messageId(id)
                .body(body)
                .attributes(Map.of(MessageSystemAttributeName.SENT_TIMESTAMP, "1767268800000"))
                .messageAttributes(values)
                .build();
    }

    private void put(String queue, Message... messages) {
        queues.computeIfAbsent("executions-" + queue + "-dlq", first -> new ArrayList<>())
                .addAll(List.of(messages));
    }

    private void look() {
        template.sendBody("direct:look", "");
    }

    @Test
    void shouldCopyEachDeadLetterUnderItsTaskAndKind() throws Exception {
        String key = new ResultsKey(execution.key(), 1, "scan.txt.tar.gz").text();
        String notification = "{\"Records\":[{\"s3\":{\"object\":{\"key\":\"" + key + "\"}}}]}";
        put("trigger", message("m-1", "{\"job_name\":\"nmap\"}", "reason", "no tenant", "message_id", "original-1"));
        put("task-state", message("m-2", "{\"detail\":{\"group\":\"family:sarif\"}}"));
        put("results", message("m-3", notification, "reason", "two files"));
        put(
                "lambda-results",
                message("m-4", "{\"requestContext\":{\"functionArn\":\"arn:aws:lambda:r:1:function:f:1\"}}"));
        put("wake-up", message("m-5", "{}"));
        put("own", message("m-6", "127.0.0.1"));
        put("fleet", message("m-7", "{\"kind\":\"parts\",\"task\":\"hash-search\"}"));

        look();

        assertThat(objects)
                .containsOnlyKeys(
                        "own/trigger/m-6.json",
                        "nmap/trigger/original-1.json",
                        "sarif/task-state/m-2.json",
                        "scan/results/m-3.json",
                        "f/lambda-results/m-4.json",
                        "unknown/wake-up/m-5.json",
                        "hash-search/fleet/m-7.json");
        assertThat(objects.get("nmap/trigger/original-1.json"))
                .isEqualTo(
                        new ObjectMapper()
                                .readTree(
                                        """
                                {"queue": "executions-trigger", "kind": "trigger", "task": "nmap", "message_id": "original-1",
                                 "reason": "no tenant", "sent_at": "2026-01-01T12:00:00Z", "body": "{\\"job_name\\":\\"nmap\\"}"}
                                """));
        assertThat(objects.get("sarif/task-state/m-2.json").get("reason").asText())
                .isEqualTo("it was delivered as often as its queue allows");
        assertThat(objects.get("scan/results/m-3.json").get("body").asText()).isEqualTo(notification);
    }

    @Test
    void shouldMeasureHowManyLettersTheLastLookFound() {
        put("trigger", message("m-1", "{}"), message("m-2", "{}"));

        look();

        assertThat(metrics.get("execution.dead.letters.waiting")
                        .tag("queue", "executions-trigger-dlq")
                        .gauge()
                        .value())
                .isEqualTo(2);

        look();

        assertThat(metrics.get("execution.dead.letters.waiting")
                        .tag("queue", "executions-trigger-dlq")
                        .gauge()
                        .value())
                .isZero();
    }

    @Test
    void shouldKeepOddMessagesOutOfOtherFolders() throws Exception {
        put(
                "trigger",
                message("m-1", "no json"),
                message("m-2", ""),
                message("m-3", "{\"job_name\":\"../nmap\"}"),
                message("m-4", "{\"job_name\":{}}", "message_id", "../../x"),
                message("m-5", "[1]"));
        put(
                "results",
                message("m-6", "{\"Records\":[{\"s3\":{\"object\":{\"key\":\"results/%zz\"}}}]}"),
                message("m-7", "{\"Records\":[{\"s3\":{\"object\":{\"key\":\"results/a/b/c/1/x.tar.gz\"}}}]}"));

        look();

        assertThat(objects.keySet())
                .hasSize(7)
                .allMatch(key -> key.matches("unknown/(trigger|results)/m-[1-7]\\.json"));
    }

    /** A message that SQS moved by itself has its sender's attributes, which could name the object of another one. */
    @Test
    void shouldNotTakeTheWordOfASenderForTheIdOfAMessage() {
        Message moved = message("m-1", "{}", "reason", "forged", "message_id", "original-1").toBuilder()
                .attributes(Map.of(
                        MessageSystemAttributeName.SENT_TIMESTAMP,
                        "1767268800000",
                        MessageSystemAttributeName.DEAD_LETTER_QUEUE_SOURCE_ARN,
                        "arn:aws:sqs:eu-west-1:1:executions-trigger"))
                .build();
        put("trigger", moved);

        look();

        assertThat(objects).containsOnlyKeys("unknown/trigger/m-1.json");
        assertThat(objects.get("unknown/trigger/m-1.json").get("reason").asText())
                .isEqualTo("it was delivered as often as its queue allows");
    }

    @Test
    void shouldCopyNoTokenOfATask() {
        String token = "eyJhbGciOiJIUzI1NiJ9.eyJhdHRlbXB0IjoxfQ.c2lnbmF0dXJl-_";
        put("lambda-results", message("m-1", "{\"requestPayload\":{\"callback_token\":\"" + token + "\"}}"));

        look();

        assertThat(objects.get("unknown/lambda-results/m-1.json").toString())
                .contains("callback_token")
                .doesNotContain("c2lnbmF0dXJl");
    }

    @Test
    void shouldReadAQueueToItsEnd() throws Exception {
        for (int number = 0; number < 45; number++) {
            put("results", message("m-" + number, "{}"));
        }

        look();

        assertThat(objects).hasSize(45);
    }

    @Test
    void shouldNotWriteTheSameMessageTwiceWhileItIsRemembered() throws Exception {
        put("results", message("m-1", "{}"));
        look();
        put("results", message("m-1", "{}"), message("m-2", "{}"));
        look();

        assertThat(puts).isEqualTo(2);
    }

    @Test
    void shouldTryAgainWhatCouldNotBeWritten() throws Exception {
        put("results", message("m-1", "{}"));
        failure = SdkClientException.create("S3 is away");
        look();
        failure = null;
        put("results", message("m-1", "{}"));
        look();

        assertThat(objects).containsOnlyKeys("unknown/results/m-1.json");
    }

    @Test
    void shouldGoOnWithOtherQueuesWhereOneFails() throws Exception {
        put("results", message("m-1", "{\"Records\":[{\"s3\":{\"object\":{\"key\":\"results/a/b/c/1/x.tar.gz\"}}}]}"));
        put("wake-up", message("m-2", "{}"));
        when(executions.find(any())).thenThrow(SdkClientException.create("the table is away"));

        look();

        assertThat(objects).containsOnlyKeys("unknown/wake-up/m-2.json");
    }
}
