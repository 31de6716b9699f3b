package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import contract.Examples;
import execution.model.ExecutionKey;
import execution.security.CallbackTokens;
import execution.store.Executions;
import gateway.SpeakingWorker;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import local.Names;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sends the examples of openapi.yaml to a service, in the order in which a user, a task and a worker would. */
class ExamplesIT {

    private static SpeakingWorker worker;
    private static RunningService service;

    private final Examples examples = new Examples();
    private final String tenant = SharedPlatform.newTenant();

    @BeforeAll
    static void start() throws IOException {
        HeldTasks.register();
        worker = SpeakingWorker.start();
        Map<String, String> settings = new HashMap<>(worker.settings());
        settings.putAll(Map.of("execution.partitions.lease", "3s", "execution.partitions.unclaimed-for", "5s"));
        service = RunningService.start(SharedPlatform.get(), settings);
    }

    @AfterAll
    static void stop() {
        service.close();
        worker.close();
    }

    @Test
    void shouldAnswerEachExampleAsItsExampleSays() {
        prepare();
        user();
        task();
        worker();
        operator();
        examples.assertAllCompared();
    }

    /** Has the asset and the input of the examples be there. */
    private void prepare() {
        SharedPlatform.get().putAsset(tenant, asset("scan"), "sample-application");
        SharedPlatform.get().s3().copyObject(copy -> copy.sourceBucket(Names.INPUT_BUCKET)
                .sourceKey(Names.SAMPLE_KEY)
                .destinationBucket(Names.INPUT_BUCKET)
                .destinationKey(tenant + "/sample.jar"));
    }

    private String asset(String name) {
        return json(examples.request("trigger-execution", name)).get("asset_id").asText();
    }

    private void user() {
        ExecutionKey scan = trigger("scan");
        service.awaitStatus(scan, "completed");
        await().atMost(RunningService.LONGEST_WAIT)
                .until(() -> service.execution(scan).has("results_key"));
        post("trigger-execution", "again", "/executions", 200);
        String path = RunningService.path(scan);
        get("get-execution", "scan", path);
        get("list-executions", "scan", "/executions?limit=1");
        get("get-logs", "scan", path + "/logs");
        post("rerun-execution", "scan", path + "/rerun", 202);
        get("list-tasks", "shipped", "/tasks");
        get("get-task", "scan", "/tasks/static-code-analysis-java");
    }

    private void task() {
        Map<String, Object> event = RunningService.event(HeldTasks.JOB);
        event.put("input", "sample.jar");
        ExecutionKey held = service.trigger(tenant, event);
        service.awaitStatus(held, "running");
        String path = RunningService.path(held);
        String token = token(held);
        send("report", "running", "PATCH", path, token, 200);
        send("get-input", "jar", "GET", path + "/input", token, 200);
        send("put-results", "archive", "POST", path + "/results", token, 201);
        send("put-output", "end", "POST", path + "/output", token, 201);
        send("report", "failed", "PATCH", path, token, 200);
        post("cancel-execution", "held", path + "/cancel", 202);
    }

    private void worker() {
        ExecutionKey parts = trigger("parts");
        String path = RunningService.path(parts);
        await().atMost(RunningService.LONGEST_WAIT)
                .until(() ->
                        service.execution(parts).at("/partitions/progress/sent").asInt() > 0);
        String token = token(parts);
        send("exchange-parts", "claim", "POST", path + "/parts", token, 200);
        send("exchange-parts", "report", "POST", path + "/parts", token, 200);
        get("list-parts", "parts", path + "/parts?limit=4");
        get("list-part-states", "parts", path + "/parts/states");
        send("change-partitions", "fewer", "PATCH", path + "/partitions", user(tenant), 200);
        service.cancel(parts);
        service.awaitStatus(parts, "cancelled");
        post("repair-execution", "parts", path + "/repair", 202);
    }

    private void operator() {
        String waiting = SharedPlatform.newTenant();
        SharedPlatform.limitSlots(waiting, 0);
        service.trigger(waiting, RunningService.event("instant"));
        ExecutionKey second = service.trigger(waiting, RunningService.event("instant"));
        String why = RunningService.path(second) + "/why";
        send("get-waiting-reasons", "second", "GET", why, user(waiting), 200);
        send("list-lanes", "one", "GET", "/lanes?tenant_id=" + waiting, user(waiting), 200);
        send(
                "change-lane-limit",
                "more",
                "PUT",
                "/lanes/limit",
                SharedPlatform.get().tokens().operator(tenant, "admin"),
                200);
        String operator = SharedPlatform.get().tokens().operator(tenant, "viewer");
        send("list-workers", "one", "GET", "/workers", operator, 200);
        send("get-worker", "one", "GET", "/worker?address=127.0.0.1:" + worker.port(), operator, 200);
        deadLetters();
    }

    private void deadLetters() {
        String queue = Names.TRIGGER_QUEUE + Names.DEAD_LETTERS;
        String path = "/dead-letters/" + queue;
        SharedPlatform.get().sqs().sendMessage(send -> send.queueUrl(
                        SharedPlatform.get().queueUrl(queue))
                .messageBody("{\"tenant_id\":\"" + tenant + "\"}"));
        String operator = SharedPlatform.get().tokens().operator(tenant, "admin");
        send("list-dead-letter-queues", "first", "GET", "/dead-letters?limit=1", operator, 200);
        // Whoever archives messages hides them for some seconds.
        await().atMost(RunningService.LONGEST_WAIT).untilAsserted(() -> assertThat(
                        service.send("GET", path, operator, "").body().path("messages"))
                .isNotEmpty());
        JsonNode letter = send("list-dead-letters", "trigger", "GET", path + "?limit=1", operator, 200)
                .at("/messages/0");
        await().atMost(RunningService.LONGEST_WAIT)
                .until(() -> send(
                                        "redrive-dead-letter",
                                        "one",
                                        "POST",
                                        path + "/" + letter.path("message_id").asText() + "/redrive",
                                        operator,
                                        200)
                                .path("messages")
                                .asInt()
                        == 1);
        send("redrive-dead-letters", "all", "POST", path + "/redrive", operator, 200);
    }

    private static String user(String tenant) {
        return SharedPlatform.get().tokens().token(tenant);
    }

    private static String token(ExecutionKey key) {
        return service.bean(CallbackTokens.class)
                .tokenFor(service.bean(Executions.class).find(key).orElseThrow());
    }

    private ExecutionKey trigger(String name) {
        JsonNode accepted = post("trigger-execution", name, "/executions", 202);
        return new ExecutionKey(
                tenant,
                accepted.get("jit_event_id").asText(),
                accepted.get("execution_id").asText());
    }

    private JsonNode post(String operation, String name, String path, int status) {
        return send(operation, name, "POST", path, user(tenant), status);
    }

    private void get(String operation, String name, String path) {
        send(operation, name, "GET", path, user(tenant), 200);
    }

    private JsonNode send(String operation, String name, String method, String path, String token, int status) {
        RunningService.Answer answer = service.send(method, path, token, examples.request(operation, name));
        assertThat(answer.status()).as("%s %s: %s", operation, name, answer).isEqualTo(status);
        examples.assertAnswer(operation, name, status, answer.body().toString());
        return answer.body();
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }
}
