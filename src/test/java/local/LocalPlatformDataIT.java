package local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sqs.model.Message;

class LocalPlatformDataIT {

    private static final Map<String, AttributeValue> KEY =
            Map.of("PK", AttributeValue.fromS("TENANT#demo"), "SK", AttributeValue.fromS("JIT_EVENT#1#RUN#1"));

    @TempDir
    private Path directory;

    @Test
    void shouldKeepDataOverARestartAndBeginEmptyWithout() {
        Map<String, String> before;
        try (var platform = start()) {
            before = platform.properties();
            platform.dynamoDb().putItem(request -> request.tableName(Names.EXECUTIONS_TABLE)
                    .item(KEY));
            platform.s3()
                    .putObject(
                            request -> request.bucket(Names.INPUT_BUCKET)
                                    .key("demo/kept.txt")
                                    .metadata(Map.of("kind", "text")),
                            RequestBody.fromString("kept"));
            platform.sqs().sendMessage(request -> request.queueUrl(platform.queueUrl(Names.TRIGGER_QUEUE))
                    .messageBody("kept"));
        }

        try (var platform = start()) {
            assertThat(platform.dynamoDb()
                            .getItem(request ->
                                    request.tableName(Names.EXECUTIONS_TABLE).key(KEY))
                            .item())
                    .isEqualTo(KEY);
            var object = platform.s3().getObjectAsBytes(request -> request.bucket(Names.INPUT_BUCKET)
                    .key("demo/kept.txt"));
            assertThat(object.asUtf8String()).isEqualTo("kept");
            assertThat(platform.sqs()
                            .receiveMessage(request -> request.queueUrl(platform.queueUrl(Names.TRIGGER_QUEUE))
                                    .waitTimeSeconds(2))
                            .messages())
                    .extracting(Message::body)
                    .containsExactly("kept");
            assertThat(platform.properties())
                    .contains(
                            entry(before, "execution.security.callback.key"),
                            entry(before, "execution.security.user.public-key"));
        }

        try (var platform = LocalPlatform.start(LocalPlatform.Options.inMemory().withLogs(directory.resolve("logs")))) {
            assertThat(platform.dynamoDb()
                            .getItem(request ->
                                    request.tableName(Names.EXECUTIONS_TABLE).key(KEY))
                            .hasItem())
                    .isFalse();
        }
    }

    @Test
    void shouldLeaveNoThreadBehindThatKeepsTheJvmAlive() {
        var before = Thread.getAllStackTraces().keySet();

        try (var platform = LocalPlatform.start(LocalPlatform.Options.inMemory().withLogs(directory.resolve("logs")))) {
            platform.dynamoDb().scan(request -> request.tableName(Names.EXECUTIONS_TABLE));
            platform.close();
        }

        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> !thread.isDaemon()
                        && !before.contains(thread)
                        && !thread.getName().startsWith("awaitility"))
                .isEmpty());
    }

    @Test
    void shouldCloseWhatWasStartedWhenTheStartFails() {
        try (var platform = start()) {
            var taken = platform.endpoints().get("ecs").getPort();
            var options = LocalPlatform.Options.inMemory()
                    .withLogs(directory.resolve("logs"))
                    .withPorts(new LocalPlatform.Ports(0, 0, 0, taken));

            // All that a start begins is in its thread's group, which tells it from what other platforms do meanwhile.
            var starting = new ThreadGroup("starting");
            var failure = new CompletableFuture<Throwable>();
            new Thread(starting, () -> failure.complete(catchThrowable(() -> LocalPlatform.start(options)))).start();

            assertThat(failure.join())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot be started");
            await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> starting.equals(thread.getThreadGroup()))
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.matches("(local-|S3Proxy|data-plane|kafka).*")));
        }
    }

    private LocalPlatform start() {
        return LocalPlatform.start(
                LocalPlatform.Options.keptIn(directory.resolve("data")).withLogs(directory.resolve("logs")));
    }

    private static Map.Entry<String, String> entry(Map<String, String> properties, String name) {
        return Map.entry(name, properties.get(name));
    }
}
