package execution.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import local.LocalPlatform;
import local.Names;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import system.RunningService;
import system.RunningService.Answer;
import system.SharedPlatform;

/** What operators alone may ask for by the HTTP interface. */
class OperatorCallsIT {

    private static final LocalPlatform PLATFORM = SharedPlatform.get();
    private static final String LETTERS = "/dead-letters";
    private static final String TRIGGER = Names.TRIGGER_QUEUE + Names.DEAD_LETTERS;

    private static RunningService service;

    @BeforeAll
    static void start() {
        service = RunningService.start(PLATFORM);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static String operator(String role) {
        return PLATFORM.tokens().operator("operations", role);
    }

    private static Answer get(String role, String path) {
        return service.send("GET", path, operator(role), "");
    }

    private static Answer post(String role, String path) {
        return service.send("POST", path, operator(role), "");
    }

    private static void deadLetter(String queue, String body) {
        PLATFORM.sqs().sendMessage(send -> send.queueUrl(PLATFORM.queueUrl(queue + Names.DEAD_LETTERS))
                .messageBody(body));
    }

    private static String event(String tenant) throws JsonProcessingException {
        Map<String, Object> event = RunningService.event("instant");
        event.put("tenant_id", tenant);
        return new ObjectMapper().writeValueAsString(event);
    }

    private static List<Map<String, AttributeValue>> audited(String action, String on) {
        return PLATFORM.dynamoDb().scan(scan -> scan.tableName(Names.AUDIT_TABLE)).items().stream()
                .filter(line -> line.get("action").s().equals(action))
                .filter(line -> line.get("on").s().equals(on))
                .toList();
    }

    /** Finds a message by a part of its body. Whoever archives it hides it for some seconds. */
    private static JsonNode awaitLetter(String queue, String part) {
        List<JsonNode> found = new ArrayList<>();
        await().atMost(RunningService.LONGEST_WAIT).until(() -> {
            get("viewer", LETTERS + "/" + queue + "?limit=40")
                    .body()
                    .path("messages")
                    .forEach(letter -> {
                        if (letter.path("body").asText().contains(part)) {
                            found.add(letter);
                        }
                    });
            return !found.isEmpty();
        });
        return found.get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /dead-letters, viewer",
        "GET, /dead-letters/executions-trigger-dlq, viewer",
        "POST, /dead-letters/executions-fleet-dlq/redrive, operator",
        "POST, /dead-letters/executions-fleet-dlq/0f8fad5b-d9cb-469f-a165-70867728950e/redrive, operator",
    })
    void shouldRefuseUsersOfATenantAndOperatorsWhoMayDoLess(String method, String path, String role) {
        String user = PLATFORM.tokens().token(SharedPlatform.newTenant());

        assertThat(service.send(method, path, user, "").status()).isEqualTo(403);
        assertThat(service.send(method, path, operator("nobody"), "").status()).isEqualTo(403);
        if (role.equals("operator")) {
            assertThat(service.send(method, path, operator("viewer"), "").status())
                    .isEqualTo(403);
        }
        assertThat(service.send(method, path, operator(role), "").status()).isNotEqualTo(403);
    }

    @Test
    void shouldListAllDeadLetterQueuesByPage() {
        List<String> names = new ArrayList<>();
        String next = "";
        do {
            Answer page = get("viewer", LETTERS + "?limit=2" + next);
            assertThat(page.status()).isEqualTo(200);
            page.body()
                    .path("queues")
                    .forEach(queue -> names.add(queue.path("name").asText()));
            next = page.body().path("next").isNull()
                    ? null
                    : "&next=" + page.body().path("next").asText();
        } while (next != null);

        assertThat(names)
                .contains(TRIGGER, Names.FLEET_QUEUE + Names.DEAD_LETTERS)
                .doesNotHaveDuplicates();
        assertThat(get("viewer", LETTERS + "?next=none").status()).isEqualTo(400);
        assertThat(get("viewer", LETTERS + "?limit=101").status()).isEqualTo(400);
    }

    @Test
    void shouldShowDeadLettersBoundedAndWithoutTokens() {
        String mark = "hostile-" + UUID.randomUUID();
        deadLetter(
                Names.RESULTS_QUEUE,
                "{\"name\":\"" + mark + "\",\"token\":\"eyJhbGciOiJub25lIn0.eyJhIjoxfQ.c2lnbmF0dXJl\"}"
                        + "y".repeat(50_000));

        JsonNode letter = awaitLetter(Names.RESULTS_QUEUE + Names.DEAD_LETTERS, mark);

        assertThat(letter.path("body").asText())
                .contains("***")
                .doesNotContain("eyJhbGci")
                .hasSize(2_000);
        assertThat(letter.path("is_cut").asBoolean()).isTrue();
        assertThat(get("viewer", LETTERS + "/" + Names.TRIGGER_QUEUE).status()).isEqualTo(404);
        assertThat(get("viewer", LETTERS + "/" + TRIGGER + "?limit=41").status())
                .isEqualTo(400);
    }

    @Test
    void shouldMoveOneDeadLetterBackAndKeepWhoAskedForIt() throws JsonProcessingException {
        String tenant = SharedPlatform.newTenant();
        deadLetter(Names.TRIGGER_QUEUE, event(tenant));
        String id = awaitLetter(TRIGGER, tenant).path("message_id").asText();
        String path = LETTERS + "/" + TRIGGER + "/" + id + "/redrive";

        await().atMost(RunningService.LONGEST_WAIT).untilAsserted(() -> {
            Answer moved = post("operator", path);
            assertThat(moved.status()).as("%s", moved).isEqualTo(200);
            assertThat(moved.body().toString()).isEqualTo("{\"outcome\":\"moved\",\"messages\":1}");
        });

        await().atMost(RunningService.LONGEST_WAIT).untilAsserted(() -> assertThat(service.get(tenant, "/executions")
                        .body()
                        .at("/executions/0/status")
                        .asText())
                .isEqualTo("completed"));
        await().atMost(RunningService.LONGEST_WAIT)
                .untilAsserted(() -> assertThat(post("operator", path).status()).isEqualTo(404));
        assertThat(audited("redrive-dead-letter", TRIGGER))
                .filteredOn(line -> line.get("detail").s().equals(id))
                .anySatisfy(line -> {
                    assertThat(line.get("who").s()).isEqualTo("operator@operations");
                    assertThat(line.get("role").s()).isEqualTo("operator");
                    assertThat(line.get("from").s()).isEqualTo("127.0.0.1");
                    assertThat(line.get("outcome").s()).isEqualTo("1 message moved");
                });
    }

    @Test
    void shouldMoveAllDeadLettersBackOnceHoweverOftenItIsAsked() throws JsonProcessingException {
        String tenant = SharedPlatform.newTenant();
        deadLetter(Names.TRIGGER_QUEUE, event(tenant));
        awaitLetter(TRIGGER, tenant);

        for (int i = 0; i < 2; i++) {
            Answer answer = post("operator", LETTERS + "/" + TRIGGER + "/redrive");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body().path("outcome").asText()).isIn("started", "under_way");
        }

        await().atMost(RunningService.LONGEST_WAIT).untilAsserted(() -> {
            JsonNode executions = service.get(tenant, "/executions").body().path("executions");
            assertThat(executions).hasSize(1);
            assertThat(executions.path(0).path("status").asText()).isEqualTo("completed");
        });
        assertThat(audited("redrive-dead-letters", TRIGGER))
                .anySatisfy(line -> assertThat(line.get("who").s()).isEqualTo("operator@operations"));
    }
}
