package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.ExecutionKey;
import execution.webhook.Receiver;
import execution.webhook.WebhookFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import local.FreePorts;
import local.Names;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the receiver of a webhook gets from a running service. */
class WebhookIT {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> ALL =
            List.of("pending", "allocated", "dispatched", "running", "completed", "failed", "cancelled", "timed_out");
    private static final String FILE_TASK = "word-with-webhook";

    @TempDir
    private static Path tasks;

    private static Receiver receiver;
    private static int examplePort;
    private static RunningService service;

    private String tenant;

    @BeforeAll
    static void start() throws IOException {
        SharedPlatform.registerInstant("instant");
        SharedPlatform.registerInstant(FILE_TASK);
        HeldTasks.register();
        receiver = Receiver.start();
        examplePort = FreePorts.next();
        Files.writeString(
                tasks.resolve(FILE_TASK + ".yaml"),
                """
                title: A task whose file names a webhook
                webhook:
                  url: %s
                  statuses: [completed]
                """
                        .formatted(receiver.url("/of-the-file")));
        Map<String, String> settings = new HashMap<>(settings(receiver.host() + ",localhost:" + examplePort));
        settings.put("execution.tasks-dir", tasks.toString());
        service = RunningService.start(SharedPlatform.get(), settings);
    }

    @AfterAll
    static void stop() {
        service.close();
        receiver.close();
    }

    @BeforeEach
    void begin() {
        tenant = SharedPlatform.newTenant();
        receiver.answer(200);
    }

    private static Map<String, String> settings(String hosts) {
        return Map.of(
                "execution.webhooks.hosts", hosts,
                "execution.webhooks.secret", WebhookFixture.SECRET,
                "execution.webhooks.allow-http", "true",
                "execution.webhooks.allow-private-addresses", "true",
                "execution.webhooks.first-pause", "100ms",
                "execution.webhooks.longest-pause", "200ms");
    }

    private static Map<String, Object> event(String job, String url, List<String> statuses) {
        Map<String, Object> event = RunningService.event(job);
        event.put("webhook", statuses == null ? Map.of("url", url) : Map.of("url", url, "statuses", statuses));
        return event;
    }

    /** What came for an execution, the first delivery first. */
    private static List<JsonNode> events(Receiver of, ExecutionKey key) {
        return of.deliveries().stream()
                .map(delivery -> {
                    try {
                        return MAPPER.readTree(delivery.body());
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                })
                .filter(event -> event.get("tenant_id").asText().equals(key.tenantId())
                        && event.get("execution_id").asText().equals(key.executionId()))
                .toList();
    }

    private static List<String> statuses(ExecutionKey key) {
        return events(receiver, key).stream()
                .map(event -> event.get("status").asText())
                .distinct()
                .toList();
    }

    @Test
    void shouldDeliverThePublishedEventsInOrderAndShowItOnTheExecution() {
        ExecutionKey key = service.trigger(tenant, event("instant", receiver.url("/hook?key=s"), ALL));
        service.awaitStatus(key, "completed");

        JsonNode webhook = await().until(
                        () -> service.execution(key).get("webhook"),
                        is -> is.path("settled_seq").asInt() > 1
                                && is.path("settled_seq").asInt()
                                        == service.history(key).size());

        assertThat(statuses(key)).containsExactlyElementsOf(service.history(key));
        assertThat(webhook.get("url").asText()).isEqualTo(receiver.url("/hook?key=s"));
        assertThat(webhook.get("tries").asInt()).isZero();
        assertThat(webhook.has("error")).isFalse();
        try (Topic topic = Topic.read(Names.EVENTS_TOPIC)) {
            List<JsonNode> published =
                    topic.awaitEvents(key, service.history(key).size());
            assertThat(events(receiver, key)).containsAll(published);
        }
        assertThat(service.execution(key).toString()).doesNotContain(WebhookFixture.SECRET);
    }

    @Test
    void shouldShowWhyAReceiverRefusesAndDeliverOnceItTakes() {
        receiver.answer(500);
        ExecutionKey key = service.trigger(tenant, event("instant", receiver.url("/hook"), null));
        service.awaitStatus(key, "completed");

        JsonNode failing = await().until(
                        () -> service.execution(key).get("webhook"),
                        is -> is.path("tries").asInt() > 1);
        assertThat(failing.get("error").asText()).isEqualTo("the receiver answered 500");
        assertThat(SharedPlatform.row(key).get("GSI6PK").s()).startsWith("UNDELIVERED#");
        receiver.answer(200);

        await().until(() -> !SharedPlatform.row(key).containsKey("GSI6PK"));
        assertThat(statuses(key)).containsExactly("completed");
        assertThat(service.execution(key).get("webhook").has("error")).isFalse();
    }

    @Test
    void shouldSendWhatTheFileOfTheTaskSaysUnlessTheRequestSaysSomethingElse() {
        ExecutionKey ofTheFile = service.trigger(tenant, RunningService.event(FILE_TASK));
        ExecutionKey ofTheRequest =
                service.trigger(tenant, event(FILE_TASK, receiver.url("/of-the-request"), List.of("allocated")));
        service.awaitStatus(ofTheFile, "completed");
        service.awaitStatus(ofTheRequest, "completed");

        await().until(() -> statuses(ofTheFile).contains("completed"));
        await().until(() -> statuses(ofTheRequest).contains("allocated"));
        assertThat(receiver.deliveries())
                .extracting(Receiver.Delivery::path)
                .contains("/of-the-file", "/of-the-request");
        assertThat(statuses(ofTheRequest)).containsExactly("allocated");
    }

    @Test
    void shouldNameTheFieldOfAnAddressThatIsNotAllowed() {
        for (String url : List.of(
                "https://169.254.169.254/latest/meta-data/",
                "http://other.example.com/",
                "https://user:pw@localhost/")) {
            RunningService.Answer answer = service.post(tenant, event("instant", url, null));

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body().at("/errors/0/field").asText()).isEqualTo("webhook.url");
            assertThat(answer.body().toString()).doesNotContain("user:pw");
        }
        RunningService.Answer answer =
                service.post(tenant, event("instant", receiver.url("/"), List.of("completed", "done")));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().at("/errors/0/field").asText()).isEqualTo("webhook.statuses[1]");
    }

    @Test
    void shouldTakeTheSameRequestAgainAndRefuseOneWithAnotherWebhook() {
        Map<String, Object> event = event("instant", receiver.url("/hook"), null);
        event.put("jit_event_id", UUID.randomUUID().toString());
        assertThat(service.post(tenant, event).status()).isEqualTo(202);

        assertThat(service.post(tenant, event).status()).isEqualTo(200);
        event.put("webhook", Map.of("url", receiver.url("/other")));
        assertThat(service.post(tenant, event).status()).isEqualTo(409);
    }

    /** The other instance finds in the index what the killed one had in hand. */
    @Test
    void shouldDeliverAfterServiceWasKilled() throws Exception {
        receiver.answer(503);
        ExecutionKey running;
        ExecutionKey ended;
        try (ServiceProcess killed = ServiceProcess.start(SharedPlatform.get(), settings(receiver.host()))) {
            RunningService client = killed.client();
            running = client.trigger(tenant, event(HeldTasks.JOB, receiver.url("/"), List.of("running", "completed")));
            ended = client.trigger(tenant, event(HeldTasks.JOB, receiver.url("/"), null));
            HeldTasks.release(ended);
            client.awaitStatus(running, "running");
            client.awaitStatus(ended, "completed");
            await().until(() -> !events(receiver, running).isEmpty());
            await().until(() -> !events(receiver, ended).isEmpty());
            killed.kill();
        }
        receiver.answer(200);

        await().until(() ->
                service.execution(running).at("/webhook/settled_seq").asInt() > 0);
        await().until(() -> !SharedPlatform.row(ended).containsKey("GSI6PK"));
        assertThat(statuses(ended)).containsExactly("completed");
        HeldTasks.release(running);
        await().until(() -> statuses(running).contains("completed"));
        assertThat(statuses(running)).containsExactly("running", "completed");
    }

    @Test
    void shouldRefuseAWebhookWhereNoneAreSent() {
        try (RunningService off = RunningService.start(SharedPlatform.get())) {
            RunningService.Answer answer = off.post(tenant, event("instant", "https://hooks.example.com/", null));

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body().at("/errors/0/field").asText()).isEqualTo("webhook");
            assertThat(answer.body().at("/errors/0/problem").asText())
                    .isEqualTo("must be left out, because no webhooks are sent here");
        }
    }

    /** The program of docs/webhooks.md, as it stands there. */
    @Test
    void shouldBeAcceptedByTheReceiverOfTheDocumentation() throws Exception {
        Path output = tasks.resolve("receiver.log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        Path.of("docs", "examples", "ReceiveWebhooks.java").toString(),
                        Integer.toString(examplePort),
                        WebhookFixture.SECRET)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            await().until(() -> Files.readString(output).contains("listening"));

            ExecutionKey key = service.trigger(tenant, event("instant", "http://localhost:" + examplePort + "/", null));

            await().until(() -> Files.readString(output).contains("event "));
            assertThat(Files.readString(output))
                    .contains(key.executionId(), "\"status\":\"completed\"")
                    .doesNotContain("refused");
        } finally {
            process.destroyForcibly();
        }
    }
}
