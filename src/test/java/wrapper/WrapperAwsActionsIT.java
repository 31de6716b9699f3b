package wrapper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import local.LocalStorage;
import local.Names;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shared.json.Json;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The actions that call AWS, as the real SDK sends them. */
class WrapperAwsActionsIT {
    private static final String TOPIC = "arn:aws:sns:eu-west-1:000000000000:alarms";
    private static final String PUBLISHED =
            "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><PublishResult><MessageId>m</MessageId>"
                    + "</PublishResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PublishResponse>";

    @TempDir
    Path folder;

    private Path files;
    private LocalStorage storage;
    private ServiceStub stub;

    @BeforeEach
    void start() throws Exception {
        files = Files.createDirectory(folder.resolve("files"));
        storage = LocalStorage.start(0, null, notification -> {});
        stub = new ServiceStub();
    }

    @AfterEach
    void close() throws Exception {
        stub.close();
        storage.close();
    }

    @Test
    void shouldFetchAnObjectForTheCommandAndPutAnotherAfterIt() throws Exception {
        storage.put(Names.INPUT_BUCKET, "a/in put.txt", "content".getBytes(UTF_8));
        String actions =
                """
                [{"stage": "start", "plugin": "s3", "bucket": "${{env.BUCKET}}", "key": "a/in put.txt"},
                 {"stage": "end", "plugin": "S3", "mode": "put", "bucket": "%s", "key": "out/${{oenv.ExitCode}}",
                  "input": "%s/made"}]"""
                        .formatted(Names.RESULTS_BUCKET, files);

        WrapperJvm wrapper = run(
                Map.of("BUCKET", Names.INPUT_BUCKET),
                actions,
                "sh",
                "-c",
                "cat \"$0\"; basename \"$0\"; echo made > " + files + "/made",
                "${{oenv.S3_GET_OUTPUT}}");

        assertThat(wrapper.exitCode()).isZero();
        assertThat(wrapper.stdout()).isEqualTo("contentin_put.txt\n");
        assertThat(object(Names.RESULTS_BUCKET, "out/0")).isEqualTo("made\n");
    }

    @Test
    void shouldPutAnObjectInTheFolderOrFileThatIsNamedAndNowhereElse() throws Exception {
        stub.answer("GET", "/" + Names.INPUT_BUCKET + "/x/../../escaped", 200, "one")
                .answer("GET", "/" + Names.INPUT_BUCKET + "/two", 200, "two");
        Path target = Files.writeString(folder.resolve("target"), "untouched");
        Files.createSymbolicLink(files.resolve("two"), target);
        String actions = "[%s,%s,%s,%s]"
                .formatted(
                        get("x/../../escaped", files.toString()),
                        get("two", files.toString()),
                        get("two", files + "/new/file"),
                        get("missing/..", files.toString()));

        WrapperJvm wrapper =
                run(Map.of("AWS_ENDPOINT_URL_S3", stub.url("")), actions, "echo", "${{oenv.S3_GET_OUTPUT}}");

        assertThat(wrapper.exitCode()).isZero();
        assertThat(wrapper.stdout()).isEqualTo(files + "/new/file\n");
        assertThat(files.resolve("escaped")).hasContent("one");
        assertThat(files.resolve("two")).hasContent("two").isRegularFile();
        assertThat(target).hasContent("untouched");
        assertThat(names(files)).containsExactlyInAnyOrder("escaped", "two", "new");
        assertThat(wrapper.stderr()).contains("actions[3] (s3) failed: key: has no last part that could name a file");
    }

    @Test
    void shouldFailTheActionAloneAndLeaveNoPartOfAFileBehind() throws Exception {
        Files.writeString(files.resolve("kept"), "old");
        String actions = "[%s,%s]".formatted(get("missing-s3cret", files + "/kept"), get("missing", files + "/new/"));

        WrapperJvm wrapper = run(Map.of(), actions, "sh", "-c", "exit 4");

        assertThat(wrapper.exitCode()).isEqualTo(4);
        assertThat(files.resolve("kept")).hasContent("old");
        assertThat(names(files.resolve("new"))).isEmpty();
        assertThat(names(files)).containsExactlyInAnyOrder("kept", "new");
        assertThat(wrapper.stderr())
                .contains("actions[0] (s3) failed: answered 404 NoSuchKey")
                .doesNotContain("s3cret");
    }

    @Test
    void shouldNotTakeAnObjectForWholeWhenTheConnectionBreaksOff() throws Exception {
        try (ServerSocket server = new ServerSocket(0)) {
            Thread thread = new Thread(() -> breakOff(server));
            thread.setDaemon(true);
            thread.start();

            WrapperJvm wrapper = run(
                    Map.of("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:" + server.getLocalPort()),
                    "[" + get("k", files + "/k") + "]",
                    "true");

            assertThat(wrapper.exitCode()).isZero();
            assertThat(names(files)).isEmpty();
            assertThat(wrapper.stderr()).contains("actions[0] (s3) failed: ");
        }
    }

    @Test
    void shouldUseTheProfileAndRegionThatAreGiven() throws Exception {
        stub.answer("GET", "/b/k", 200, "content");
        Path credentials = Files.writeString(
                folder.resolve("credentials"), "[other]\naws_access_key_id=OTHERKEY\naws_secret_access_key=s3cret\n");
        String action =
                "[{\"stage\":\"start\",\"plugin\":\"s3\",\"bucket\":\"b\",\"key\":\"k\",\"region\":\"sa-east-1\",\"profile\":\"other\"}]";

        WrapperJvm wrapper = run(
                Map.of(
                        "AWS_ENDPOINT_URL_S3",
                        stub.url(""),
                        "AWS_ACCESS_KEY_ID",
                        "",
                        "AWS_SECRET_ACCESS_KEY",
                        "",
                        "AWS_SHARED_CREDENTIALS_FILE",
                        credentials.toString()),
                action,
                "cat",
                "${{oenv.S3_GET_OUTPUT}}");

        assertThat(wrapper.exitCode()).isZero();
        assertThat(wrapper.stdout()).isEqualTo("content");
        assertThat(stub.requests().get(0).headers().getFirst("Authorization"))
                .contains("Credential=OTHERKEY/", "/sa-east-1/s3/");
    }

    @Test
    void shouldPublishTheEndOfStderrWithALinkToTheLog() throws Exception {
        stub.answer("POST", "/", 200, PUBLISHED, "Content-Type", "text/xml")
                .answer(
                        "GET",
                        "/v4/abc-1/task",
                        200,
                        """
                        {"Containers": [
                          {"DockerId": "def-2", "LogOptions": {"awslogs-group": "other", "awslogs-stream": "s"}},
                          {"DockerId": "abc-1", "LogDriver": "awslogs", "LogOptions": {"awslogs-group": "/ecs/jobs",
                           "awslogs-region": "eu-west-1", "awslogs-stream": "job/main/1"}}]}""");
        String actions =
                """
                [{"stage": "end", "plugin": "ecs_snstrace", "topic": "%s", "webhook": "${{env.HOOK}}",
                  "subject": "job\\nfailed", "level": "WARN", "condition": ["${{oenv.ExitCode}}", ">", 0]}]"""
                        .formatted(TOPIC);

        WrapperJvm wrapper = run(
                Map.of(
                        "AWS_ENDPOINT_URL_SNS", stub.url(""),
                        "ECS_CONTAINER_METADATA_URI_V4", stub.url("/v4/abc-1"),
                        "HOOK", "https://hooks/s3cret"),
                actions,
                "sh",
                "-c",
                "seq 1 12 >&2; exit 9");

        assertThat(wrapper.exitCode()).isEqualTo(9);
        assertThat(stub.calls()).containsExactly("GET /v4/abc-1/task", "POST /");
        Map<String, String> form = form(stub.requests().get(1).text());
        assertThat(form)
                .containsEntry("Action", "Publish")
                .containsEntry("TopicArn", TOPIC)
                .containsEntry("Subject", "job failed");
        JsonNode message = Json.read(form.get("Message"));
        assertThat(message.get("message").binaryValue()).asString().isEqualTo("3\n4\n5\n6\n7\n8\n9\n10\n11\n12");
        assertThat(message.get("name").textValue()).isEqualTo("test");
        assertThat(message.get("subject").textValue()).isEqualTo("job\nfailed");
        assertThat(message.get("level").textValue()).isEqualTo("WARN");
        assertThat(message.get("webhook").textValue()).isEqualTo("https://hooks/s3cret");
        assertThat(message.get("link").textValue())
                .isEqualTo("https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1"
                        + "#logsV2:log-groups/log-group/$252Fecs$252Fjobs/log-events/job$252Fmain$252F1");
        assertThat(message).hasSize(6);
        assertThat(wrapper.stderr()).doesNotContain("s3cret");
    }

    @Test
    void shouldReachTheSubscribersOfAnIndependentSns() throws Exception {
        try (Moto moto = Moto.start(folder)) {
            SnsClient sns = client(SnsClient.builder(), moto.endpoint()).build();
            SqsClient sqs = client(SqsClient.builder(), moto.endpoint()).build();
            String topic = sns.createTopic(b -> b.name("alarms")).topicArn();
            String queue = sqs.createQueue(b -> b.queueName("alarms")).queueUrl();
            sns.subscribe(b -> b.topicArn(topic).protocol("sqs").endpoint("arn:aws:sqs:eu-west-1:123456789012:alarms"));

            WrapperJvm wrapper = run(
                    Map.of("AWS_ENDPOINT_URL", moto.endpoint().toString()),
                    "[{\"stage\":\"end\",\"plugin\":\"ecs_snstrace\",\"topic\":\"%s\",\"webhook\":\"w\"}]"
                            .formatted(topic),
                    "sh",
                    "-c",
                    "echo broken >&2; exit 1");

            assertThat(wrapper.exitCode()).isEqualTo(1);
            JsonNode envelope = Json.read(
                    sqs.receiveMessage(b -> b.queueUrl(queue)).messages().get(0).body());
            assertThat(envelope.get("Subject").textValue()).isEqualTo("test");
            JsonNode message = Json.read(envelope.get("Message").textValue());
            assertThat(new String(
                            Base64.getDecoder().decode(message.get("message").textValue()), UTF_8))
                    .isEqualTo("broken");
            assertThat(message.get("link").textValue()).isEmpty();
        }
    }

    @Test
    void shouldLeaveNothingOfAnObjectThatIsStillComingAtTheBoundOfTheActions() throws Exception {
        try (ServerSocket server = new ServerSocket(0)) {
            Thread thread = new Thread(() -> dribble(server));
            thread.setDaemon(true);
            thread.start();

            WrapperJvm wrapper = run(
                    Map.of("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:" + server.getLocalPort()),
                    2,
                    "[" + get("k", files + "/k") + "]",
                    "sh",
                    "-c",
                    "while [ -n \"$(ls -A " + files + ")\" ]; do sleep 0.1; done; echo gone");

            assertThat(wrapper.exitCode()).isZero();
            assertThat(wrapper.stdout()).isEqualTo("gone\n");
            assertThat(wrapper.stderr())
                    .containsPattern(
                            "actions\\[0] \\(s3\\) failed: .* after the 2 s that all start actions have together");
        }
    }

    @Test
    void shouldHoldUpTheEndNoLongerThanTheBoundOfTheActionsWhenSnsNeverAnswers() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        stub.answer("POST", "/", new ServiceStub.Answer(200, new byte[0], () -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));

        WrapperJvm wrapper = run(
                Map.of("AWS_ENDPOINT_URL_SNS", stub.url("")),
                2,
                "[{\"stage\":\"end\",\"plugin\":\"ecs_snstrace\",\"topic\":\"%s\"}]".formatted(TOPIC),
                "sh",
                "-c",
                "exit 9");

        assertThat(wrapper.exitCode()).isEqualTo(9);
        assertThat(wrapper.stderr())
                .containsPattern(
                        "actions\\[0] \\(ecs_snstrace\\) failed: .* after the 2 s that all end actions have together");
        release.countDown();
    }

    private static String get(String key, String output) {
        return "{\"stage\":\"start\",\"plugin\":\"s3\",\"bucket\":\"%s\",\"key\":\"%s\",\"output\":\"%s\"}"
                .formatted(Names.INPUT_BUCKET, key, output);
    }

    private WrapperJvm run(Map<String, String> more, String actions, String... command) throws IOException {
        return run(more, 120, actions, command);
    }

    private WrapperJvm run(Map<String, String> more, int actionsTimeout, String actions, String... command)
            throws IOException {
        Path configuration =
                Files.writeString(folder.resolve("wrapper.conf"), "[wrapper]\nactions_timeout = " + actionsTimeout);
        Map<String, String> environment = new HashMap<>(Map.of(
                "AWS_ACCESS_KEY_ID",
                Names.ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY",
                Names.SECRET_KEY,
                "AWS_REGION",
                "eu-west-1",
                "AWS_MAX_ATTEMPTS",
                "2",
                "AWS_ENDPOINT_URL_S3",
                storage.endpoint().toString()));
        environment.putAll(more);
        String json = "{\"job\":\"test\",\"command\":%s,\"actions\":%s}"
                .formatted(new String(Json.bytes(List.of(command)), UTF_8), actions);
        return WrapperJvm.start(folder, environment, "--config", configuration.toString(), "--cli-json", json);
    }

    private String object(String bucket, String key) {
        try (S3Client s3 = client(S3Client.builder().forcePathStyle(true), storage.endpoint())
                .build()) {
            return s3.getObjectAsBytes(b -> b.bucket(bucket).key(key)).asUtf8String();
        }
    }

    private static <B extends AwsSyncClientBuilder<B, ?> & AwsClientBuilder<B, ?>> B client(B builder, URI endpoint) {
        return builder.endpointOverride(endpoint)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .region(Names.REGION)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(Names.ACCESS_KEY, Names.SECRET_KEY)));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(path -> path.getFileName().toString()).toList();
        }
    }

    private static Map<String, String> form(String body) {
        return Stream.of(body.split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], UTF_8)));
    }

    private static void dribble(ServerSocket server) {
        try (var socket = server.accept()) {
            socket.getInputStream().read(new byte[4096]);
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n".getBytes(UTF_8));
            while (!server.isClosed()) {
                socket.getOutputStream().write('x');
                Thread.sleep(10);
            }
        } catch (IOException | InterruptedException e) {
            // The wrapper has gone, or the test is over.
        }
    }

    private static void breakOff(ServerSocket server) {
        while (!server.isClosed()) {
            try (var socket = server.accept()) {
                socket.getInputStream().read(new byte[4096]);
                socket.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf".getBytes(UTF_8));
            } catch (IOException e) {
                return;
            }
        }
    }
}
