package execution.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.ExecutionKey;
import gateway.SpeakingWorker;
import java.io.IOException;
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
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import system.RunningService;
import system.RunningService.Answer;
import system.SharedPlatform;

/** What operators alone may ask for by the HTTP interface. */
class OperatorCallsIT {

    private static final LocalPlatform PLATFORM = SharedPlatform.get();
    private static final String LETTERS = "/dead-letters";
    private static final String TRIGGER = Names.TRIGGER_QUEUE + Names.DEAD_LETTERS;

    private static SpeakingWorker worker;
    private static RunningService service;

    @BeforeAll
    static void start() throws IOException {
        worker = SpeakingWorker.start();
        service = RunningService.start(PLATFORM, worker.settings());
    }

    @AfterAll
    static void stop() {
        service.close();
        worker.close();
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
        "GET, /workers, viewer",
        "GET, /worker?task=x, viewer",
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

    private static Answer limit(String token, String body) {
        return service.send("PUT", "/lanes/limit", token, body);
    }

    private static String wanted(String tenant, Object slots) {
        return "{\"tenant_id\":\"" + tenant + "\",\"runner\":\"ecs\",\"slots\":" + slots + "}";
    }

    @Test
    void shouldShowOperatorsWhatWorkersRunAndAskNoOtherAddress() {
        Answer list = get("viewer", "/workers");
        assertThat(list.status()).as("%s", list).isEqualTo(200);
        String address = "127.0.0.1:" + worker.port();
        assertThat(list.body().path("workers")).anySatisfy(one -> {
            assertThat(one.path("address").asText()).isEqualTo(address);
            assertThat(one.path("id").asText()).isEqualTo(SpeakingWorker.ID);
            assertThat(one.at("/running/0/task").asText()).isEqualTo("hash-search");
        });
        Answer one = get("viewer", "/worker?address=" + address);
        assertThat(one.body().at("/recent/0/how").asText()).isEqualTo("done");
        assertThat(one.toString()).doesNotContain(SpeakingWorker.TOKEN);
        assertThat(get("viewer", "/worker?address=127.0.0.1:" + service.port()).status())
                .isEqualTo(404);
        assertThat(get("viewer", "/worker?task=none").status()).isEqualTo(404);
        assertThat(get("viewer", "/worker?task=a&cluster=none").status()).isEqualTo(404);
        assertThat(get("viewer", "/worker").status()).isEqualTo(400);
        assertThat(get("viewer", "/workers?cluster=none").status()).isEqualTo(404);
    }

    @Test
    void shouldLetAnAdminChangeTheSlotsOfATenantAndLetWhatWaitsGoOn() {
        String tenant = SharedPlatform.newTenant();
        SharedPlatform.limitSlots(tenant, 0);
        service.trigger(tenant, RunningService.event("instant"));
        ExecutionKey second = service.trigger(tenant, RunningService.event("instant"));
        String user = PLATFORM.tokens().token(tenant);

        JsonNode why = service.get(tenant, RunningService.path(second) + "/why").body();
        assertThat(why.path("before").asInt()).isEqualTo(1);
        assertThat(why.at("/lane/own_slots").asInt(-1)).isZero();
        assertThat(why.path("sentences").toString()).contains("1 execution of its tenant", "own limit", "is 0");
        assertThat(limit(user, wanted(tenant, 5)).status()).isEqualTo(403);
        assertThat(limit(operator("operator"), wanted(tenant, 5)).status()).isEqualTo(403);

        Answer changed = limit(operator("admin"), wanted(tenant, 5));

        assertThat(changed.status()).as("%s", changed).isEqualTo(200);
        assertThat(changed.body().path("slots").asInt()).isEqualTo(5);
        service.awaitStatus(second, "completed");
        assertThat(service.get(tenant, RunningService.path(second) + "/why")
                        .body()
                        .path("sentences"))
                .isEmpty();
        assertThat(audited("change-limit", tenant + "/ecs")).singleElement().satisfies(line -> {
            assertThat(line.get("who").s()).isEqualTo("admin@operations");
            assertThat(line.get("detail").s()).isEqualTo("5");
            assertThat(line.get("outcome").s()).isEqualTo("done");
        });
        Answer reset = limit(operator("admin"), wanted(tenant, null));
        assertThat(reset.body().path("own_slots").isNull()).isTrue();
        assertThat(reset.body().path("slots")).isEqualTo(reset.body().path("configured_slots"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{\"tenant_id\":\"t\",\"runner\":\"ecs\"}",
                "{\"tenant_id\":\"a#b\",\"runner\":\"ecs\",\"slots\":1}",
                "{\"tenant_id\":\"t\",\"runner\":\"../x\",\"slots\":1}",
                "{\"tenant_id\":\"t\",\"runner\":\"ecs\",\"slots\":-1}",
                "{\"tenant_id\":\"t\",\"runner\":\"ecs\",\"slots\":1000001}",
                "{\"tenant_id\":\"t\",\"runner\":\"ecs\",\"slots\":1.5}",
                "{\"tenant_id\":\"t\",\"runner\":\"ecs\",\"slots\":\"1\"}",
                "{\"tenant_id\":\"t\",\"runner\":\"ecs\",\"slots\":1,\"more\":1}"
            })
    void shouldRefuseALimitThatIsNotOfItsForm(String body) {
        assertThat(limit(operator("admin"), body).status()).isEqualTo(400);
    }

    @Test
    void shouldShowATenantItsOwnLanesAloneAndAnOperatorAll() {
        String own = SharedPlatform.newTenant();
        String other = SharedPlatform.newTenant();
        for (String tenant : List.of(own, other)) {
            SharedPlatform.limitSlots(tenant, 7);
            service.awaitStatus(service.trigger(tenant, RunningService.event("instant")), "completed");
        }

        JsonNode lanes = service.get(own, "/lanes").body().path("lanes");
        assertThat(lanes).singleElement().satisfies(lane -> {
            assertThat(lane.path("tenant_id").asText()).isEqualTo(own);
            assertThat(lane.path("slots").asInt()).isEqualTo(7);
        });
        assertThat(service.get(own, "/lanes?tenant_id=" + own).status()).isEqualTo(200);
        assertThat(service.get(own, "/lanes?tenant_id=" + other).status()).isEqualTo(403);
        assertThat(get("viewer", "/lanes?tenant_id=a%23b").status()).isEqualTo(400);
        List<String> seen = new ArrayList<>();
        for (String next = ""; next != null; ) {
            JsonNode page = get("viewer", "/lanes?limit=3" + next).body();
            page.path("lanes").forEach(lane -> seen.add(lane.path("tenant_id").asText()));
            next = page.path("next").isNull()
                    ? null
                    : "&next=" + page.path("next").asText();
        }
        assertThat(seen).contains(own, other);
    }

    @Test
    void shouldTellNobodyWhyAnExecutionOfAnotherTenantWaits() {
        ExecutionKey key = service.trigger(SharedPlatform.newTenant(), RunningService.event("instant"));

        assertThat(service.get(SharedPlatform.newTenant(), RunningService.path(key) + "/why")
                        .status())
                .isEqualTo(404);
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
