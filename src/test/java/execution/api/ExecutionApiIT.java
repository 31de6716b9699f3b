package execution.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import execution.model.ExecutionKey;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.StreamSupport;
import local.Names;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import system.RunningService;
import system.RunningService.Answer;
import system.SharedPlatform;

class ExecutionApiIT {

    private static RunningService service;

    private String tenant;

    @BeforeAll
    static void start() {
        // Nothing is allocated here by the configured limit, so executions stay as they were put.
        service = RunningService.start(
                SharedPlatform.get(),
                Map.of(
                        "execution.allocation.default-slots",
                        "0",
                        "execution.allocation.slots.ecs",
                        "0",
                        "execution.allocation.slots.partitions",
                        "0"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @BeforeEach
    void newTenant() {
        tenant = SharedPlatform.newTenant();
    }

    private static Map<String, Object> event(String planItem) {
        Map<String, Object> event = RunningService.event("instant");
        event.put("plan_item_slug", planItem);
        return event;
    }

    private static List<String> ids(JsonNode page) {
        return StreamSupport.stream(page.get("executions").spliterator(), false)
                .map(row -> row.get("execution_id").asText())
                .toList();
    }

    @Test
    void shouldAcceptAnEventAndShowItsRowAsPublished() {
        Map<String, Object> event = event("item-code-vulnerability");
        event.put("steps", List.of(Map.of("name", "Run", "uses", "image", "params", Map.of("args", "-r"))));
        event.put("additional_attributes", Map.of("pull_request_number", "22", "languages", List.of("java")));

        Answer accepted = service.post(tenant, event);

        assertThat(accepted.status()).isEqualTo(202);
        OpenApiContract.assertKept("Accepted", accepted.body());
        String eventId = event.get("jit_event_id").toString();
        String id = accepted.body().get("execution_id").asText();
        JsonNode row = service.execution(new ExecutionKey(tenant, eventId, id));
        OpenApiContract.assertKept("Execution", row);
        String created = row.get("created_at").asText();
        assertThat(created).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
        String sorted = created.substring(0, created.length() - 1);
        Map<String, String> keys = Map.of(
                "PK", "TENANT#" + tenant,
                "SK", "JIT_EVENT#" + eventId + "#RUN#" + id,
                "GSI1PK", "TENANT#" + tenant,
                "GSI1SK", sorted,
                "GSI2PK", "TENANT#" + tenant + "#STATUS#pending",
                "GSI3PK", "TENANT#" + tenant + "#PLAN_ITEM#item-code-vulnerability",
                "GSI4PK", "TENANT#" + tenant + "#PLAN_ITEM#item-code-vulnerability#STATUS#pending",
                "GSI4SK", sorted);
        keys.forEach(
                (name, value) -> assertThat(row.get(name).asText()).as(name).isEqualTo(value));
        assertThat(row.get("created_at_ts").asLong()).isPositive();
        assertThat(row.get("asset_name").asText()).isEqualTo("an asset");
        assertThat(row.at("/additional_attributes/languages/0").asText()).isEqualTo("java");
        assertThat(row.at("/steps/0/params/args").asText()).isEqualTo("-r");
        assertThat(row.has("launch"))
                .as("how it is launched is nobody's business")
                .isFalse();
    }

    @Test
    void shouldGiveTheStoredRowWhenTheSameEventComesAgainAndRefuseAnotherUnderItsIds() {
        Map<String, Object> event = event("item");
        Answer first = service.post(tenant, event);

        Answer again = service.post(tenant, event);
        Map<String, Object> other = new LinkedHashMap<>(event);
        other.put("jit_event_name", "something_else");
        Answer conflict = service.post(tenant, other);

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body().get("execution_id")).isEqualTo(first.body().get("execution_id"));
        assertThat(conflict.status()).isEqualTo(409);
        OpenApiContract.assertKept("Problem", conflict.body());
        assertThat(ids(service.get(tenant, "/executions").body())).hasSize(1);
    }

    @Test
    void shouldNameEveryFieldThatIsWrong() {
        Map<String, Object> event = event("Not A Slug");
        event.put("jit_event_id", "1; DROP TABLE");
        event.put("asset_id", "a#b");
        event.put("job_runner", "process");
        event.put("steps", List.of(Map.of("uses", "x"), "no object"));
        event.put("timeout_seconds", 0);
        event.put("input", "../other-tenant/secret");
        event.put("surprise", true);
        event.put("tenant_id", "another-tenant");
        event.remove("workflow_slug");

        Answer answer = service.post(tenant, event);

        assertThat(answer.status()).isEqualTo(400);
        OpenApiContract.assertKept("Problem", answer.body());
        Set<String> fields = new HashSet<>();
        answer.body()
                .get("errors")
                .forEach(error -> fields.add(error.get("field").asText()));
        assertThat(fields)
                .containsExactlyInAnyOrder(
                        "jit_event_id",
                        "asset_id",
                        "plan_item_slug",
                        "job_runner",
                        "steps[0].name",
                        "steps[1]",
                        "timeout_seconds",
                        "input",
                        "surprise",
                        "tenant_id",
                        "workflow_slug");
        assertThat(ids(service.get(tenant, "/executions").body())).isEmpty();
    }

    @Test
    void shouldRefuseAnAssetOfAnotherTenant() {
        Answer answer = service.post("tenant-without-assets", event("item"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().at("/errors/0/field").asText()).isEqualTo("asset_id");
    }

    @Test
    void shouldPageThroughEachListNewestFirst() {
        List<String> created = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            created.add(
                    0,
                    service.trigger(tenant, event(i % 2 == 0 ? "even" : "odd")).executionId());
        }

        for (String filter : List.of("", "&status=pending")) {
            List<String> seen = new ArrayList<>();
            String next = "";
            do {
                JsonNode page = service.get(tenant, "/executions?limit=2" + filter + next)
                        .body();
                OpenApiContract.assertKept("Page", page);
                seen.addAll(ids(page));
                next = page.get("next").isNull()
                        ? null
                        : "&next=" + page.get("next").asText();
            } while (next != null);
            assertThat(seen).isEqualTo(created);
        }
        assertThat(ids(service.get(tenant, "/executions?plan_item_slug=odd").body()))
                .containsExactly(created.get(1), created.get(3));
        assertThat(ids(service.get(tenant, "/executions?plan_item_slug=even&status=pending")
                        .body()))
                .containsExactly(created.get(0), created.get(2), created.get(4));
        assertThat(ids(service.get(tenant, "/executions?status=completed").body()))
                .isEmpty();
    }

    @Test
    void shouldRefuseACursorThatWasTamperedWithOrBelongsToAnotherList() {
        for (int i = 0; i < 2; i++) {
            service.trigger(tenant, event("item"));
        }
        String next =
                service.get(tenant, "/executions?limit=1").body().get("next").asText();
        String tampered = (next.charAt(0) == 'A' ? "B" : "A") + next.substring(1);

        for (String path : List.of(
                "/executions?limit=1&next=" + tampered,
                "/executions?limit=1&status=pending&next=" + next,
                "/executions?next=%00",
                "/executions?next=" + "A".repeat(2_000))) {
            Answer answer = service.get(tenant, path);
            assertThat(answer.status()).as(path).isEqualTo(400);
            assertThat(answer.body().at("/errors/0/field").asText()).isEqualTo("next");
        }
        assertThat(service.get(SharedPlatform.newTenant(), "/executions?limit=1&next=" + next)
                        .status())
                .as("a cursor is bound to its tenant")
                .isEqualTo(400);
    }

    @Test
    void shouldNameTheQueryParameterThatIsWrong() {
        Map<String, String> wrong = Map.of(
                "status=done",
                "status",
                "limit=0",
                "limit",
                "limit=501",
                "limit",
                "plan_item_slug=A%23B",
                "plan_item_slug");
        wrong.forEach((query, field) -> {
            Answer answer = service.get(tenant, "/executions?" + query);
            assertThat(answer.status()).as(query).isEqualTo(400);
            assertThat(answer.body().at("/errors/0/field").asText()).isEqualTo(field);
        });
    }

    @Test
    void shouldShowATenantNothingOfAnother() {
        ExecutionKey key = service.trigger(tenant, event("item"));
        String stranger = SharedPlatform.newTenant();

        assertThat(service.get(stranger, RunningService.path(key)).status()).isEqualTo(404);
        assertThat(service.cancel(new ExecutionKey(stranger, key.jitEventId(), key.executionId()))
                        .status())
                .isEqualTo(404);
        assertThat(ids(service.get(stranger, "/executions").body())).isEmpty();
        assertThat(service.status(key)).isEqualTo("pending");
    }

    @Test
    void shouldCancelAPendingExecutionAtOnce() {
        ExecutionKey key = service.trigger(tenant, event("item"));

        Answer answer = service.cancel(key);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().get("status").asText()).isEqualTo("cancelled");
        assertThat(service.history(key)).containsExactly("pending", "cancelled");
        assertThat(service.cancel(key).status()).as("once more changes nothing").isEqualTo(200);
    }

    @Test
    void shouldAnswerAnUnknownExecutionWithNotFound() {
        Answer answer = service.get(tenant, "/executions/" + UUID.randomUUID() + "/" + "0".repeat(32));

        assertThat(answer.status()).isEqualTo(404);
        OpenApiContract.assertKept("Problem", answer.body());
        for (String path : List.of(
                "/executions/" + "a".repeat(2_000) + "/" + "0".repeat(32),
                "/executions/" + UUID.randomUUID() + "/" + "a".repeat(2_000),
                "/executions/" + UUID.randomUUID() + "/x%23y")) {
            assertThat(service.get(tenant, path).status()).as(path).isEqualTo(404);
            assertThat(service.post(tenant, path + "/cancel", Map.of()).status())
                    .as(path)
                    .isEqualTo(404);
        }
    }

    @Test
    void shouldRefuseWhatTheTableCannotHoldAndNameIt() {
        Map<String, Object> event = event("item");
        event.put("additional_attributes", Map.of("a", Map.of("", 1), "c", new BigInteger("9".repeat(39))));

        Answer answer = service.post(tenant, event);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().get("errors").findValuesAsText("field"))
                .containsExactlyInAnyOrder("additional_attributes.a", "additional_attributes.c");
    }

    private static Map<String, Object> partitioned(Map<String, Object> partitions) {
        Map<String, Object> event = RunningService.event("hash-search");
        event.put("request", Map.of("text", "a", "prefix", "0"));
        event.put("partitions", partitions);
        return event;
    }

    @Test
    void shouldKeepAListOfPartsAndRunItAgain() {
        Map<String, Object> event = partitioned(Map.of("list", List.of(Map.of("a", 1), Map.of("a", 2))));

        ExecutionKey key = service.trigger(tenant, event);
        Answer again = service.post(tenant, event);
        event.put("partitions", Map.of("list", List.of(Map.of("a", 1), Map.of("a", 3))));
        Answer other = service.post(tenant, event);

        JsonNode row = service.execution(key);
        OpenApiContract.assertExecution(row);
        assertThat(row.get("job_runner").textValue()).isEqualTo("partitions");
        assertThat(row.at("/partitions/runner").textValue()).isEqualTo("worker");
        String list = row.at("/partitions/object").textValue();
        assertThat(SharedPlatform.get()
                        .s3()
                        .getObjectAsBytes(
                                get -> get.bucket(Names.RESULTS_BUCKET).key(list))
                        .asUtf8String())
                .isEqualTo("{\"a\":1}\n{\"a\":2}\n");
        assertThat(again.status()).isEqualTo(200);
        assertThat(other.status()).isEqualTo(409);

        service.cancel(key);
        Answer rerun = service.post(tenant, RunningService.path(key) + "/rerun", Map.of());
        assertThat(rerun.status()).isEqualTo(202);
        JsonNode second = service.execution(new ExecutionKey(
                tenant, key.jitEventId(), rerun.body().get("execution_id").textValue()));
        assertThat(second.get("partitions")).isEqualTo(row.get("partitions"));
        assertThat(second.get("rerun_of").textValue()).isEqualTo(key.executionId());
    }

    @Test
    void shouldRefusePartsThatAreNotThere() {
        Answer missing = service.post(tenant, partitioned(Map.of("object", "no-such.jsonl")));
        Answer both = service.post(tenant, partitioned(Map.of("object", "a.jsonl", "count", 0)));

        assertThat(missing.status()).isEqualTo(400);
        assertThat(missing.body().at("/errors/0/field").textValue()).isEqualTo("partitions.object");
        assertThat(both.status()).isEqualTo(400);
        assertThat(both.body().get("errors").findValuesAsText("field"))
                .containsExactlyInAnyOrder("partitions", "partitions.count");
        assertThat(ids(service.get(tenant, "/executions").body())).isEmpty();
    }

    @Test
    void shouldShowNoPartsBeforeTheJobBeginsAndChangeNone() {
        ExecutionKey key = service.trigger(tenant, partitioned(Map.of("count", 3)));
        String path = RunningService.path(key);

        assertThat(service.execution(key).at("/partitions/progress").isMissingNode())
                .isTrue();
        assertThat(service.get(tenant, path + "/parts").body().get("parts")).isEmpty();
        assertThat(service.get(tenant, path + "/parts/states")
                        .body()
                        .get("states")
                        .textValue())
                .isEmpty();
        assertThat(service.patch(tenant, path + "/partitions", Map.of("max_in_flight", 5))
                        .status())
                .isEqualTo(409);
        assertThat(service.post(tenant, path + "/repair", Map.of()).status())
                .as("it has not ended")
                .isEqualTo(409);
        service.cancel(key);
        assertThat(service.post(tenant, path + "/repair", Map.of()).status())
                .as("nothing is known of its parts")
                .isEqualTo(409);
        assertThat(service.get(SharedPlatform.newTenant(), path + "/parts").status())
                .isEqualTo(404);
    }

    @Test
    void shouldGiveEveryRouteAKebabCaseId() {
        assertThat(service.bean(CamelContext.class).getRoutes())
                .extracting(Route::getRouteId)
                .allMatch(id -> id.matches("[a-z0-9]+(-[a-z0-9]+)*"));
    }
}
