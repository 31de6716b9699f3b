package execution.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import execution.messaging.QueueUrls;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.stream.IntStream;
import local.QueueServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** What people see of dead letter queues, and how messages go back, with real queues. */
class DeadLetterRedriveTest {

    private static QueueServer server;
    private static int number;

    private String source;
    private DeadLetterQueue queue;

    @BeforeAll
    static void start() throws Exception {
        server = QueueServer.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void create() {
        number++;
        source = "source-" + number;
        queue = new DeadLetterQueue("dead-" + number, source, "trigger", null);
        server.create(source);
        server.create(queue.name());
    }

    @Test
    void shouldShowMessagesAndHideThemFromNobody() {
        send(3);
        DeadLetterLooks looks = looks(server.sqs());

        assertThat(looks.some(queue, 20)).extracting(DeadLetter::body).contains("message 0");
        assertThat(looks.some(queue, 2)).hasSize(2).allSatisfy(letter -> assertThat(letter.reason())
                .isEqualTo("no such task"));
        assertThat(looks.count(queue)).contains(new DeadLetterLooks.Count(3, 0));
        assertThat(looks.count(new DeadLetterQueue("none", source, "trigger", null)))
                .isEmpty();
        assertThat(looks.some(new DeadLetterQueue("none", source, "trigger", null), 5))
                .isEmpty();
    }

    @Test
    void shouldLetSqsMoveTheMessages() {
        send(25);

        assertThat(redrive(server.sqs()).way()).isEqualTo(DeadLetterRedrive.Way.STARTED);

        awaitMoved(25);
        awaitEmpty();
    }

    @Test
    void shouldMoveNothingTwiceWhenItIsAskedForTwice() {
        send(40);

        redrive(server.sqs());
        redrive(server.sqs());

        awaitMoved(40);
        awaitEmpty();
    }

    @Test
    void shouldMoveOneByOneWhereSqsCannot() {
        send(25);

        assertThat(redrive(without(server.sqs(), "startMessageMoveTask", unsupported())))
                .isEqualTo(new DeadLetterRedrive.Result(DeadLetterRedrive.Way.MOVED, 25));

        awaitMoved(25);
        Message moved = server.sqs()
                .receiveMessage(receive -> receive.queueUrl(url(source)).messageAttributeNames("All"))
                .messages()
                .get(0);
        assertThat(moved.messageAttributes()).containsOnlyKeys("kind");
    }

    @Test
    void shouldMoveOneMessageAndHideTheOthersFromNobody() {
        send(25);

        assertThat(redriveOne("m-17").messages()).isEqualTo(1);

        awaitMoved(1);
        assertThat(server.sqs()
                        .receiveMessage(receive -> receive.queueUrl(url(source)))
                        .messages())
                .extracting(Message::body)
                .containsExactly("message 17");
        await().untilAsserted(
                        () -> assertThat(looks(server.sqs()).count(queue)).contains(new DeadLetterLooks.Count(24, 0)));
        assertThat(redriveOne("m-17").messages()).isZero();
        assertThat(redriveOne("m-3").messages()).isEqualTo(1);
    }

    @Test
    void shouldLoseNothingWhenDeletingFails() {
        send(1);
        SqsClient broken = without(
                without(server.sqs(), "startMessageMoveTask", unsupported()),
                "deleteMessage",
                SdkClientException.create("lost"));

        assertThatThrownBy(() -> redrive(broken)).isInstanceOf(SdkClientException.class);

        awaitMoved(1);
        assertThat(looks(server.sqs()).count(queue)).contains(new DeadLetterLooks.Count(0, 1));
    }

    @Test
    void shouldLoseNothingWhenSendingFails() {
        send(1);
        SqsClient broken = without(
                without(server.sqs(), "startMessageMoveTask", unsupported()),
                "sendMessage",
                SdkClientException.create("lost"));

        assertThatThrownBy(() -> redrive(broken)).isInstanceOf(SdkClientException.class);

        assertThat(looks(server.sqs()).count(queue)).contains(new DeadLetterLooks.Count(0, 1));
    }

    @Test
    void shouldSayWhenSqsRefuses() {
        send(1);
        SqsException denied = (SqsException) SqsException.builder()
                .awsErrorDetails(
                        AwsErrorDetails.builder().errorCode("AccessDenied").build())
                .build();

        assertThatThrownBy(() -> redrive(without(server.sqs(), "startMessageMoveTask", denied)))
                .isSameAs(denied);
        assertThat(looks(server.sqs()).count(queue)).contains(new DeadLetterLooks.Count(1, 0));
    }

    private void awaitMoved(int messages) {
        DeadLetterLooks looks = looks(server.sqs());
        await().untilAsserted(() -> assertThat(looks.count(new DeadLetterQueue(source, source, "trigger", null)))
                .contains(new DeadLetterLooks.Count(messages, 0)));
    }

    /** SQS may remove a message a moment after it has sent it on. */
    private void awaitEmpty() {
        await().untilAsserted(
                        () -> assertThat(looks(server.sqs()).count(queue)).contains(new DeadLetterLooks.Count(0, 0)));
    }

    private void send(int messages) {
        IntStream.range(0, messages).forEach(i -> server.sqs().sendMessage(send -> send.queueUrl(url(queue.name()))
                .messageBody("message " + i)
                .messageAttributes(
                        Map.of("reason", text("no such task"), "message_id", text("m-" + i), "kind", text("job")))));
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }

    private static String url(String queue) {
        return new QueueUrls(server.sqs()).of(queue);
    }

    private static DeadLetterLooks looks(SqsClient sqs) {
        return new DeadLetterLooks(sqs, new QueueUrls(sqs));
    }

    private DeadLetterRedrive.Result redrive(SqsClient sqs) {
        return new DeadLetterRedrive(sqs, new QueueUrls(sqs), looks(sqs)).redrive(queue);
    }

    private DeadLetterRedrive.Result redriveOne(String id) {
        return new DeadLetterRedrive(server.sqs(), new QueueUrls(server.sqs()), looks(server.sqs())).redrive(queue, id);
    }

    private static SqsException unsupported() {
        return (SqsException) SqsException.builder()
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("AWS.SimpleQueueService.UnsupportedOperation")
                        .build())
                .build();
    }

    /** Gives a client one operation of which fails. */
    private static SqsClient without(SqsClient sqs, String operation, RuntimeException failure) {
        return (SqsClient) Proxy.newProxyInstance(
                SqsClient.class.getClassLoader(), new Class<?>[] {SqsClient.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals(operation)) {
                        throw failure;
                    }
                    try {
                        return method.invoke(sqs, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
