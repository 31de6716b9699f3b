package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import contract.Call;
import contract.CallCheck;
import contract.CallRecorder;
import execution.model.ExecutionKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import launcher.ExecutionServiceApplication;
import local.FreePorts;
import local.LocalPlatform;
import local.Names;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The real service in this JVM, on a port of its own, with sweeps that come often enough to wait for. */
public final class RunningService implements AutoCloseable {

    /** How long a test waits: longer than anything takes here on a busy machine. */
    public static final Duration LONGEST_WAIT = waiting.LongestWait.LONGEST_WAIT;

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final LocalPlatform platform;
    private final int port;
    private final ConfigurableApplicationContext context;
    private final CallRecorder calls;

    private RunningService(
            LocalPlatform platform, int port, ConfigurableApplicationContext context, CallRecorder calls) {
        this.platform = platform;
        this.port = port;
        this.context = context;
        this.calls = calls;
    }

    /** An answer of the service. The body is a missing node if there was none. */
    public record Answer(int status, JsonNode body) {}

    public static RunningService start(LocalPlatform platform) {
        return start(platform, Map.of());
    }

    /**
     * Starts the service.
     *
     * @param overrides settings that go before those of the platform and of {@link #arguments}
     */
    public static RunningService start(LocalPlatform platform, Map<String, String> overrides) {
        return start(platform, overrides, new BeanPostProcessor() {});
    }

    /**
     * Starts the service with other beans.
     *
     * @param beans gets each of the service's beans and may give another in its place
     */
    static RunningService start(LocalPlatform platform, Map<String, String> overrides, BeanPostProcessor beans) {
        int port = FreePorts.next();
        SpringApplication application = new SpringApplication(ExecutionServiceApplication.class);
        CallRecorder calls = new CallRecorder();
        application.addInitializers(context -> {
            context.getBeanFactory().addBeanPostProcessor(beans);
            context.getBeanFactory().addBeanPostProcessor(calls.inEachServer());
        });
        application.setRegisterShutdownHook(false);
        return new RunningService(platform, port, application.run(arguments(platform, port, overrides)), calls);
    }

    /** Calls a service that runs in a process of its own. */
    static RunningService at(LocalPlatform platform, int port) {
        return new RunningService(platform, port, null, null);
    }

    /** Gives the command line of a service on this platform. */
    static String[] arguments(LocalPlatform platform, int port, Map<String, String> overrides) {
        Map<String, String> properties = new LinkedHashMap<>(platform.properties());
        properties.put("server.port", Integer.toString(port));
        properties.put("server.shutdown", "immediate");
        properties.put("camel.main.shutdown-timeout", "2");
        properties.put("execution.wake-up.poll", "100");
        properties.put("execution.queues.visibility", "5s");
        properties.put("execution.sweep.period", "1s");
        properties.put("execution.sweep.launch", "2s");
        properties.put("execution.sweep.task", "3s");
        properties.put("execution.sweep.stop", "2s");
        properties.put("execution.ecs.listed-within", "2s");
        properties.put("execution.sweep.publication", "2s");
        properties.put("execution.sweep.recount", "2s");
        properties.put("execution.allocation.refusal-back-off", "200ms");
        properties.put("execution.ecs.budget.per-second", "1000");
        properties.put("execution.ecs.budget.burst", "1000");
        properties.put("execution.ecs.budget.reads-per-second", "1000");
        properties.put("execution.requests.most-in-flight", "1000");
        properties.put("execution.requests.per-second", "10000");
        properties.put("execution.requests.burst", "10000");
        properties.putAll(overrides);
        return properties.entrySet().stream()
                .map(property -> "--" + property.getKey() + "=" + property.getValue())
                .toArray(String[]::new);
    }

    /** Allows answers that are not as the contract says and have this word, which the test has put into the table. */
    void expectInAnswers(String word) {
        calls.expect(word);
    }

    /** Allows any call from now on, for a test that holds each answer to the contract itself. */
    public void expectAnything() {
        calls.expectAnything();
    }

    public int port() {
        return port;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** Makes a valid event about an asset of {@link SharedPlatform#newTenant()}, which a test may change. */
    public static Map<String, Object> event(String jobName) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("jit_event_id", UUID.randomUUID().toString());
        event.put("jit_event_name", "item_activated");
        event.put("asset_id", SharedPlatform.ASSET);
        event.put("workflow_slug", "workflow-integration-test");
        event.put("job_name", jobName);
        return event;
    }

    public Answer post(String tenant, Map<String, Object> event) {
        return post(tenant, "/executions", event);
    }

    public Answer post(String tenant, String path, Map<String, Object> body) {
        return send(request(tenant, path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json(body))));
    }

    private static String json(Map<String, Object> body) {
        try {
            return MAPPER.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public Answer patch(String tenant, String path, Map<String, Object> body) {
        return send(request(tenant, path)
                .header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(json(body))));
    }

    public Answer get(String tenant, String path) {
        return send(request(tenant, path).GET());
    }

    public Answer cancel(ExecutionKey key) {
        return send(request(key.tenantId(), path(key) + "/cancel").POST(HttpRequest.BodyPublishers.noBody()));
    }

    /** Asks for a re-run of the execution; a body that is empty names no id. */
    Answer rerun(ExecutionKey key, String body) {
        return send(request(key.tenantId(), path(key) + "/rerun")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Sends what a task of the execution reports, with the task's token. */
    Answer report(ExecutionKey key, String token, Map<String, Object> report) {
        return send("PATCH", path(key), token, json(report));
    }

    /**
     * Sends a request with any token.
     *
     * @param body JSON, or nothing
     */
    public Answer send(String method, String path, String token, String body) {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(LONGEST_WAIT)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Asks the management port, which takes no token. */
    public Answer management(String path) {
        String managementPort = context.getEnvironment().getRequiredProperty("local.management.port");
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + path))
                .timeout(LONGEST_WAIT));
    }

    /** Gives what Prometheus reads from the management port. */
    String metrics() {
        String managementPort = context.getEnvironment().getRequiredProperty("local.management.port");
        try {
            return HTTP.send(
                            HttpRequest.newBuilder(
                                            URI.create("http://127.0.0.1:" + managementPort + "/actuator/prometheus"))
                                    .timeout(LONGEST_WAIT)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Triggers a new execution. */
    public ExecutionKey trigger(String tenant, Map<String, Object> event) {
        return trigger(tenant, event, Map.of());
    }

    /** Triggers a new execution by a request with further headers. */
    ExecutionKey trigger(String tenant, Map<String, Object> event, Map<String, String> headers) {
        HttpRequest.Builder request = request(tenant, "/executions").header("Content-Type", "application/json");
        headers.forEach(request::header);
        Answer answer = send(request.POST(HttpRequest.BodyPublishers.ofString(json(event))));
        assertThat(answer.status()).as("%s", answer).isEqualTo(202);
        return new ExecutionKey(
                tenant,
                answer.body().get("jit_event_id").asText(),
                answer.body().get("execution_id").asText());
    }

    public JsonNode execution(ExecutionKey key) {
        Answer answer = get(key.tenantId(), path(key));
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        return answer.body();
    }

    public String status(ExecutionKey key) {
        return execution(key).get("status").asText();
    }

    /** Waits until the execution has this status, and gives the execution as it is then. */
    public JsonNode awaitStatus(ExecutionKey key, String status) {
        return await("status " + status + " of " + key)
                .atMost(LONGEST_WAIT)
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> execution(key),
                        row -> status.equals(row.get("status").asText()));
    }

    /** Gives the statuses in the execution's history, the first one first. */
    public List<String> history(ExecutionKey key) {
        return statuses(execution(key).get("history"));
    }

    static List<String> statuses(JsonNode changes) {
        return StreamSupport.stream(changes.spliterator(), false)
                .map(change -> change.get("status").asText())
                .toList();
    }

    public static String path(ExecutionKey key) {
        return "/executions/" + key.jitEventId() + "/" + key.executionId();
    }

    private HttpRequest.Builder request(String tenant, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(LONGEST_WAIT)
                .header("Authorization", "Bearer " + platform.tokens().token(tenant));
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertNoneWrong(response);
            String body = response.body();
            return new Answer(
                    response.statusCode(), body.isBlank() ? MissingNode.getInstance() : MAPPER.readTree(body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Checks each call of a service in this JVM, and of another service the answers to this client alone. */
    private void assertNoneWrong(HttpResponse<String> response) {
        if (calls != null) {
            calls.assertNoneWrong();
            return;
        }
        assertThat(CallCheck.wrong(new Call(
                        response.request().method(),
                        response.uri().getRawPath(),
                        response.uri().getRawQuery(),
                        Map.of(),
                        null,
                        response.statusCode(),
                        response.headers().map(),
                        response.body().getBytes(StandardCharsets.UTF_8))))
                .isEmpty();
    }

    @Override
    public void close() {
        if (context != null) {
            context.close();
        }
        endPolls(platform);
        if (calls != null) {
            calls.assertNoneWrong();
        }
    }

    /**
     * Sends messages without meaning to each queue. A stopped service leaves long polls behind at ElasticMQ, which
     * would get the next messages and hide them for a minute; the long polls get these messages instead.
     */
    private static void endPolls(LocalPlatform platform) {
        Map<String, String> nothing = Map.of(
                Names.RESULTS_QUEUE,
                "{\"Event\":\"s3:TestEvent\"}",
                Names.LAMBDA_RESULTS_QUEUE,
                "{\"timestamp\":\"2000-01-01T00:00:00Z\",\"requestContext\":{\"requestId\":\"none\",\"functionArn\":\"none\","
                        + "\"condition\":\"Success\"},\"requestPayload\":{\"attempt_id\":\"" + "0".repeat(32)
                        + "-1\"}}",
                Names.TASK_STATE_QUEUE,
                "{\"time\":\"2000-01-01T00:00:00Z\",\"detail\":{\"taskArn\":\"none\",\"lastStatus\":\"PENDING\"}}");
        nothing.forEach((queue, message) -> platform.sqs()
                .sendMessage(send -> send.queueUrl(platform.queueUrl(queue)).messageBody(message)));
    }
}
