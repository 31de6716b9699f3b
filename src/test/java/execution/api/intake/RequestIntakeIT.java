package execution.api.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.Samples;
import execution.security.CallbackTokens;
import execution.store.Executions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import system.RunningService;
import system.RunningService.Answer;
import system.SharedPlatform;

class RequestIntakeIT {

    private static final int IN_FLIGHT = 20;
    private static final int BURST = 40;

    private static RunningService service;

    private String tenant;

    @BeforeAll
    static void start() {
        // Nothing but the tests moves an execution here.
        service = RunningService.start(
                SharedPlatform.get(),
                Map.of(
                        "execution.allocation.default-slots", "0",
                        "execution.wake-up.from", "none",
                        "execution.wake-up.own", "false",
                        "execution.sweep.first", "1h",
                        "execution.requests.most-in-flight", Integer.toString(IN_FLIGHT),
                        "execution.requests.per-second", "1",
                        "execution.requests.burst", Integer.toString(BURST),
                        "execution.requests.most-pending", "3",
                        "execution.requests.body-within", "3s"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @BeforeEach
    void newTenant() {
        tenant = SharedPlatform.newTenant();
    }

    private static String token(String tenant) {
        return SharedPlatform.get().tokens().token(tenant);
    }

    private RawRequest post(String headers) throws IOException {
        return new RawRequest(service.port(), "POST /executions", token(tenant), headers);
    }

    @Test
    void shouldRefuseALongBodyBeforeItIsSent() throws IOException {
        try (RawRequest request = post("Content-Length: 20000000\r\n")) {
            assertThat(request.status()).isEqualTo(413);
        }
        ExecutionKey key = new ExecutionKey(tenant, "00a354e2-d393-4694-bc54-dde7554dfced", "0".repeat(32));
        try (RawRequest request = new RawRequest(
                service.port(),
                "POST " + RunningService.path(key) + "/cancel",
                token(tenant),
                "Content-Length: 16385\r\n")) {
            assertThat(request.status()).isEqualTo(413);
        }
    }

    @Test
    void shouldRefuseALongBodyOfUnknownLengthOnceItIsTooLong() throws IOException {
        try (RawRequest request = post("Transfer-Encoding: chunked\r\n")) {
            for (int i = 0; i < 5; i++) {
                request.sendChunk(new byte[16_384]);
            }
            assertThat(request.status()).isEqualTo(413);
        }
    }

    @Test
    void shouldRefuseALongBodyWithoutATokenAndNotReadIt() throws IOException {
        try (RawRequest request =
                new RawRequest(service.port(), "POST /executions", null, "Content-Length: 20000000\r\n")) {
            assertThat(request.status()).isEqualTo(401);
        }
    }

    @Test
    void shouldRefuseABodyThatIsNotUtf8() throws IOException {
        byte[] body = {'{', '"', (byte) 0xff, '"', ':', '1', '}'};
        try (RawRequest request = post("Content-Length: " + body.length + "\r\n")) {
            request.send(body);
            assertThat(request.status()).isEqualTo(400);
        }
    }

    @Test
    void shouldTakeTextInAnyLanguage() {
        Map<String, Object> event = RunningService.event("instant");
        event.put("jit_event_name", "Prüfung der Größe €");

        ExecutionKey key = service.trigger(tenant, event);

        assertThat(service.execution(key).get("jit_event_name").asText()).isEqualTo("Prüfung der Größe €");
    }

    @Test
    void shouldBoundTheRequestsOfATenantInATime() {
        List<Integer> answers = new ArrayList<>();
        await("the tenant is refused").atMost(RunningService.LONGEST_WAIT).until(() -> {
            answers.add(service.get(tenant, "/executions?limit=1").status());
            return answers.contains(429);
        });

        assertThat(answers).hasSizeGreaterThan(BURST);
        assertThat(answers.subList(0, BURST)).containsOnly(200);
        assertThat(service.get(SharedPlatform.newTenant(), "/executions?limit=1")
                        .status())
                .as("another tenant")
                .isEqualTo(200);
    }

    @Test
    void shouldBoundThePendingExecutionsOfATenant() {
        Map<String, Object> first = RunningService.event("instant");
        service.trigger(tenant, first);
        service.trigger(tenant, RunningService.event("instant"));
        service.trigger(tenant, RunningService.event("instant"));

        Answer fourth = service.post(tenant, RunningService.event("instant"));

        assertThat(fourth.status()).isEqualTo(429);
        assertThat(fourth.body().get("detail").asText()).contains("pending");
        assertThat(service.post(tenant, first).status())
                .as("an event that was taken before")
                .isEqualTo(200);
        assertThat(service.post(SharedPlatform.newTenant(), RunningService.event("instant"))
                        .status())
                .as("another tenant")
                .isEqualTo(202);
    }

    /** More connections than there are threads of any kind; each has sent all but the end of its body. */
    @Test
    void shouldAnswerOthersWhileManySendTheirBodiesSlowly() throws IOException {
        ExecutionKey key = allocated();
        String callbackToken = callbackToken(key);
        List<RawRequest> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 10; i++) {
                String other = token(SharedPlatform.newTenant());
                for (int k = 0; k < IN_FLIGHT; k++) {
                    slow.add(new RawRequest(service.port(), "POST /executions", other, "Content-Length: 60000\r\n"));
                }
                for (int k = 0; k < IN_FLIGHT; k++) {
                    slow.add(new RawRequest(service.port(), "POST /executions", null, "Content-Length: 60000\r\n"));
                }
            }
            for (RawRequest request : slow) {
                request.sendIfOpen(new byte[] {'{'});
            }

            assertThat(service.get(tenant, "/executions").status()).isEqualTo(200);
            assertThat(report(key, callbackToken)).isEqualTo(200);
            assertThat(slow.get(0).status()).as("a body that never ends").isEqualTo(408);
            assertThat(slow.get(slow.size() - 1).status()).as("without a token").isEqualTo(401);
        } finally {
            for (RawRequest request : slow) {
                request.close();
            }
        }
    }

    @Test
    void shouldBoundTheRequestsOfATenantThatAreUnderWay() throws IOException {
        List<RawRequest> slow = new ArrayList<>();
        try {
            for (int k = 0; k <= IN_FLIGHT; k++) {
                slow.add(post("Content-Length: 60000\r\n"));
            }
            assertThat(slow.get(IN_FLIGHT).status()).isEqualTo(429);
        } finally {
            for (RawRequest request : slow) {
                request.close();
            }
        }
        await("room for the tenant, whose senders are gone")
                .atMost(RunningService.LONGEST_WAIT)
                .until(() -> service.get(tenant, "/executions?limit=1").status() == 200);
    }

    private ExecutionKey allocated() {
        ExecutionKey key = service.trigger(tenant, RunningService.event("instant"));
        SharedPlatform.get().dynamoDb().updateItem(update -> update.tableName("executions")
                .key(Map.of(
                        "PK", AttributeValue.fromS("TENANT#" + key.tenantId()),
                        "SK", AttributeValue.fromS("SLOTS#ecs")))
                .updateExpression("SET slot_limit = :one")
                .expressionAttributeValues(Map.of(":one", AttributeValue.fromN("1"))));
        Executions executions = service.bean(Executions.class);
        executions.allocate(executions.find(key).orElseThrow(), Samples.launch());
        return key;
    }

    private static String callbackToken(ExecutionKey key) {
        Execution allocated = service.bean(Executions.class).find(key).orElseThrow();
        return service.bean(CallbackTokens.class).tokenFor(allocated);
    }

    private static int report(ExecutionKey key, String callbackToken) throws IOException {
        byte[] body = "{\"status\":\"running\"}".getBytes();
        try (RawRequest request = new RawRequest(
                service.port(),
                "PATCH " + RunningService.path(key),
                callbackToken,
                "Content-Length: " + body.length + "\r\n")) {
            request.send(body);
            return request.status();
        }
    }

    @Test
    void shouldKeepTheConnectionOfARequestThatWasRefusedBeforeItsBodyCame() throws IOException {
        byte[] body = "{}".getBytes(StandardCharsets.US_ASCII);
        try (RawRequest request =
                new RawRequest(service.port(), "POST /executions", null, "Content-Length: " + body.length + "\r\n")) {
            assertThat(request.status()).isEqualTo(401);
            request.send(body);

            assertThat(request.again("GET /executions?limit=1", token(tenant)).status())
                    .isEqualTo(200);
        }
    }
}
