package gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.ExecutionKey;
import execution.model.Lane;
import execution.store.Executions;
import gateway.call.ServiceCalls;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import local.LocalPlatform;
import local.Names;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import system.RunningService;
import system.SharedPlatform;

/** The pages that show more than executions, as a browser or a script asks for them. */
class OperationPagesIT {

    private static final LocalPlatform PLATFORM = SharedPlatform.get();
    private static final String DEAD_LETTERS = "/ui/dead-letters";
    private static final String TRIGGER_LETTERS = DEAD_LETTERS + "/" + Names.TRIGGER_QUEUE + Names.DEAD_LETTERS;

    private static SpeakingWorker worker;
    private static RunningService service;
    private static Browser viewer;
    private static Browser operator;
    private static Browser admin;

    @BeforeAll
    static void start(@TempDir Path tasks) throws IOException {
        SharedPlatform.registerProcess("operation-sleep", "sleep", "600");
        worker = SpeakingWorker.start();
        Files.writeString(tasks.resolve("broken.yaml"), "title: 7\n\"<script>alert(2)</script>\": 1\n");
        Map<String, String> settings = new HashMap<>(Browser.USERS);
        settings.putAll(worker.settings());
        settings.put("execution.tasks-dir", tasks.toString());
        service = RunningService.start(PLATFORM, settings);
        viewer = Browser.of(service, "vera");
        operator = Browser.of(service, "otto");
        admin = Browser.of(service, "anna");
    }

    @AfterAll
    static void stop() {
        service.close();
        worker.close();
    }

    private static void deadLetter(String queue, String body) {
        PLATFORM.sqs().sendMessage(send -> send.queueUrl(PLATFORM.queueUrl(queue + Names.DEAD_LETTERS))
                .messageBody(body));
    }

    private static List<Map<String, AttributeValue>> audited(String action) {
        return PLATFORM.dynamoDb().scan(scan -> scan.tableName(Names.AUDIT_TABLE)).items().stream()
                .filter(line -> line.get("action").s().equals(action))
                .toList();
    }

    @Test
    void shouldShowDeadLettersWithoutTokensAndAsText() {
        String name = "hostile-" + UUID.randomUUID();
        deadLetter(
                Names.RESULTS_QUEUE,
                "{\"name\":\"" + name + "\",\"token\":\"eyJhbGciOiJub25lIn0.eyJhIjoxfQ.c2lnbmF0dXJl\","
                        + "\"x\":\"</pre><script>alert(1)</script>\"}" + "y".repeat(50_000));
        String path = DEAD_LETTERS + "/" + Names.RESULTS_QUEUE + Names.DEAD_LETTERS;

        assertThat(viewer.get(DEAD_LETTERS).body()).contains(path, Names.TRIGGER_QUEUE, Names.FLEET_QUEUE);
        await().atMost(RunningService.LONGEST_WAIT)
                .untilAsserted(() -> assertThat(viewer.get(path).body())
                        .contains(name, "***", "&lt;script&gt;", "The message is longer")
                        .doesNotContain("<script>alert", "eyJhbGci", "/redrive\"")
                        .hasSizeLessThan(100_000));
    }

    @Test
    void shouldMoveDeadLettersBackOnceAnOperatorAsksForIt() throws Exception {
        String tenant = SharedPlatform.newTenant();
        Map<String, Object> event = RunningService.event("instant");
        event.put("tenant_id", tenant);
        deadLetter(Names.TRIGGER_QUEUE, new ObjectMapper().writeValueAsString(event));
        await().atMost(RunningService.LONGEST_WAIT)
                .untilAsserted(() -> assertThat(operator.get(TRIGGER_LETTERS).body())
                        .contains(tenant, TRIGGER_LETTERS + "/redrive\""));

        assertThat(viewer.submit(TRIGGER_LETTERS, TRIGGER_LETTERS + "/redrive", Map.of())
                        .statusCode())
                .isEqualTo(403);
        assertThat(operator.post(TRIGGER_LETTERS + "/redrive", Map.of()).statusCode())
                .isEqualTo(403);
        for (int i = 0; i < 2; i++) {
            assertThat(operator.submit(TRIGGER_LETTERS, TRIGGER_LETTERS + "/redrive", Map.of())
                            .statusCode())
                    .isEqualTo(303);
        }

        await().atMost(RunningService.LONGEST_WAIT).untilAsserted(() -> {
            JsonNode executions = service.get(tenant, "/executions").body().path("executions");
            assertThat(executions).hasSize(1);
            assertThat(executions.path(0).path("status").asText()).isEqualTo("completed");
        });
        assertThat(audited("redrive-dead-letters")).anySatisfy(line -> {
            assertThat(line.get("who").s()).isEqualTo("otto");
            assertThat(line.get("on").s()).isEqualTo(Names.TRIGGER_QUEUE + Names.DEAD_LETTERS);
            assertThat(line.get("outcome").s()).isEqualTo("started");
        });
    }

    @Test
    void shouldShowNoOtherQueuesAndNoQueuesToATenant() {
        assertThat(admin.get(DEAD_LETTERS + "/" + Names.TRIGGER_QUEUE).statusCode())
                .isEqualTo(404);
        assertThat(admin.submit(DEAD_LETTERS, DEAD_LETTERS + "/none/redrive", Map.of())
                        .statusCode())
                .isEqualTo(404);
        Browser user = Browser.bearer(service, SharedPlatform.newTenant(), "admin");
        assertThat(user.get("/ui").body()).doesNotContain(DEAD_LETTERS);
        assertThat(user.get(DEAD_LETTERS).statusCode()).isEqualTo(403);
        assertThat(user.get(TRIGGER_LETTERS).statusCode()).isEqualTo(403);
        assertThat(user.submit("/ui", TRIGGER_LETTERS + "/redrive", Map.of()).statusCode())
                .isEqualTo(403);
    }

    @Test
    void shouldShowWhatIsOfAllTenantsToTheTokenOfAnOperator() {
        Browser bearer =
                Browser.with(service, "Bearer " + PLATFORM.tokens().operator(SharedPlatform.newTenant(), "operator"));

        assertThat(bearer.get("/ui").body()).contains(DEAD_LETTERS);
        assertThat(bearer.get(TRIGGER_LETTERS).statusCode()).isEqualTo(200);
        assertThat(bearer.get("/ui/admin/audit").statusCode()).isEqualTo(403);
    }

    @Test
    void shouldShowSlotsAndLetAnAdminChangeALimit() {
        String tenant = SharedPlatform.newTenant();
        SharedPlatform.limitSlots(tenant, 0);
        ExecutionKey key = service.trigger(tenant, RunningService.event("instant"));
        String path = "/ui/lanes?tenant=" + tenant;
        String change = "/ui/admin/limit?tenant=" + tenant + "&runner=ecs";
        assertThat(row(viewer.get(path).body(), tenant)).contains("ecs", "0", "0", "the tenant's own", "1");
        assertThat(viewer.get(path).body()).doesNotContain("/ui/admin/limit");
        assertThat(viewer.get("/ui/lanes").statusCode()).isEqualTo(200);
        assertThat(operator.get(change).statusCode()).isEqualTo(403);
        assertThat(operator.submit(path, "/ui/admin/limit", limit(tenant, "5")).statusCode())
                .isEqualTo(403);
        for (String wrong : List.of("-1", "1000001", "1.5", "99999999999999", "x")) {
            HttpResponse<String> refused = admin.submit(change, "/ui/admin/limit", limit(tenant, wrong));
            assertThat(refused.statusCode()).as(wrong).isEqualTo(400);
            assertThat(refused.body()).contains("Limit: must be a whole number from 0 to 1000000");
        }
        assertThat(admin.get("/ui/lanes?tenant=a%23b").statusCode()).isEqualTo(400);
        assertThat(admin.get("/ui/admin/limit?tenant=" + tenant).statusCode()).isEqualTo(400);
        assertThat(service.status(key)).isEqualTo("pending");

        assertThat(admin.submit(change, "/ui/admin/limit", limit(tenant, "1")).statusCode())
                .isEqualTo(303);

        service.awaitStatus(key, "completed");
        assertThat(audited("change-limit"))
                .filteredOn(line -> line.get("on").s().equals(tenant + "/ecs"))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.get("who").s()).isEqualTo("anna");
                    assertThat(line.get("detail").s()).isEqualTo("1");
                    assertThat(line.get("outcome").s()).isEqualTo("done");
                });
        assertThat(admin.submit(change, "/ui/admin/limit", limit(tenant, "")).statusCode())
                .isEqualTo(303);
        assertThat(row(viewer.get(path).body(), tenant)).contains("ecs", "0", "the configuration", "0");
    }

    @Test
    void shouldSayWhyAnExecutionWaits() {
        String tenant = SharedPlatform.newTenant();
        SharedPlatform.limitSlots(tenant, 0);
        service.trigger(tenant, RunningService.event("instant"));
        service.trigger(tenant, RunningService.event("instant"));
        ExecutionKey third = service.trigger(tenant, RunningService.event("instant"));
        String page = "/ui" + RunningService.path(third).replace("/executions/", "/executions/" + tenant + "/");

        assertThat(viewer.get(page).body()).contains("hx-get=\"" + page + "/waiting\"");
        await().atMost(RunningService.LONGEST_WAIT).untilAsserted(() -> assertThat(
                        viewer.get(page + "/waiting", "HX-Request", "true").body())
                .contains("2 executions of its tenant and runner stand before it", "own limit", "is 0")
                .doesNotContain("<html"));
        assertThat(viewer.get(page + "/waiting").body()).contains("<html", "own limit");
        assertThat(Browser.bearer(service, SharedPlatform.newTenant(), "admin")
                        .get(page + "/waiting")
                        .statusCode())
                .isEqualTo(404);

        SharedPlatform.limitSlots(tenant, 3);
        service.bean(ServiceCalls.class).wake(new Lane(tenant, "ecs"));
        service.awaitStatus(third, "completed");

        assertThat(viewer.get(page + "/waiting", "HX-Request", "true").statusCode())
                .isEqualTo(286);
        assertThat(viewer.get(page).body()).doesNotContain("/waiting");
    }

    @Test
    void shouldShowATenantItsOwnSlotsAlone() {
        String own = SharedPlatform.newTenant();
        String other = SharedPlatform.newTenant();
        SharedPlatform.limitSlots(own, 7);
        SharedPlatform.limitSlots(other, 7);
        Browser user = Browser.bearer(service, own, "admin");

        assertThat(user.get("/ui/lanes?tenant=" + other).body()).contains(own).doesNotContain(other, "/ui/admin/limit");
        assertThat(user.get("/ui/admin/limit?runner=ecs&tenant=" + own).statusCode())
                .isEqualTo(403);
        assertThat(user.submit("/ui", "/ui/admin/limit", limit(own, "9")).statusCode())
                .isEqualTo(403);
    }

    @Test
    void shouldShowAllPagesOfTasksAndLeadToTheirExecutions() {
        String tenant = SharedPlatform.newTenant();
        ExecutionKey key = service.trigger(tenant, RunningService.event("operation-sleep"));
        service.awaitStatus(key, "running");
        for (int i = 0; i < 30; i++) {
            int number = i;
            PLATFORM.ecsClient().createCluster(create -> create.clusterName("page-" + number));
        }
        String attempt = service.bean(Executions.class).find(key).orElseThrow().attemptId();

        assertThat(entries(
                        "/ui/clusters", "/ui/clusters\\?after=[^\"]+", "<td><a href=\"/ui/tasks\\?cluster=([^\"]+)\""))
                .hasSizeGreaterThan(30)
                .doesNotHaveDuplicates()
                .contains("page-0", "page-29", Names.CLUSTER);
        assertThat(entries(
                        "/ui/tasks", "/ui/tasks\\?cluster=executions&amp;after=[^\"]+", "/ui/attempt\\?id=([^\"]+)\""))
                .contains(attempt);
        HttpResponse<String> found = viewer.get("/ui/attempt?id=" + attempt);
        assertThat(found.statusCode()).isEqualTo(303);
        assertThat(found.headers().firstValue("Location").orElseThrow()).endsWith(key.executionId());
        for (String path : List.of(
                "/ui/attempt?id=none", "/ui/attempt?id=%23", "/ui/tasks?cluster=none", "/ui/tasks?cluster=a%2Fb")) {
            assertThat(viewer.get(path).statusCode()).as(path).isEqualTo(404);
        }
        Browser user = Browser.bearer(service, tenant, "admin");
        for (String path : List.of("/ui/clusters", "/ui/tasks", "/ui/attempt?id=" + attempt)) {
            assertThat(user.get(path).statusCode()).as(path).isEqualTo(403);
        }
        service.cancel(key);
    }

    /** Gives what all pages of a list have, each found by the first group of a pattern. */
    private static List<String> entries(String first, String next, String entry) {
        List<String> found = new ArrayList<>();
        String path = first;
        while (path != null) {
            HttpResponse<String> page = viewer.get(path);
            assertThat(page.statusCode()).as(path).isEqualTo(200);
            Pattern.compile(entry).matcher(page.body()).results().forEach(match -> found.add(match.group(1)));
            path = Pattern.compile(next)
                    .matcher(page.body())
                    .results()
                    .findFirst()
                    .map(match -> match.group().replace("&amp;", "&"))
                    .orElse(null);
        }
        return found;
    }

    @Test
    void shouldShowTheCatalogue() {
        assertThat(viewer.get("/ui/catalogue").body())
                .contains("hash-search", "classpath:tasks/hash-search.yaml")
                .contains("broken.yaml</bdi></h3>", "<li>", "line 2", "&lt;script&gt;alert(2)")
                .doesNotContain("<script>alert", "There is none.");
        assertThat(Browser.bearer(service, SharedPlatform.newTenant(), "admin")
                        .get("/ui/catalogue")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void shouldRunATaskOnceForAnOperatorWhoConfirmsIt() {
        String tenant = SharedPlatform.newTenant();
        String page = "/ui/catalogue/hash-search";
        assertThat(viewer.get("/ui/catalogue").body()).contains("href=\"" + page + "\"");
        assertThat(viewer.get(page).body())
                .contains("What a request may be", "\"maxLength\" : 64")
                .doesNotContain("<form");
        assertThat(viewer.get("/ui/catalogue/none").statusCode()).isEqualTo(404);
        String event = UUID.randomUUID().toString();
        Map<String, String> form = new HashMap<>(Map.of(
                "event",
                event,
                "tenant",
                tenant,
                "asset",
                SharedPlatform.ASSET,
                "request",
                "{\"text\":\"<script>alert(4)</script>\",\"prefix\":\"0000\"}",
                "parts",
                "3"));
        assertThat(viewer.submit(page, page, form).statusCode()).isEqualTo(403);
        HttpResponse<String> unsure = operator.submit(page, page, form);
        assertThat(unsure.statusCode()).isEqualTo(400);
        assertThat(unsure.body())
                .contains("It was not run. Tick", event, "&lt;script&gt;alert(4)")
                .doesNotContain("<script>alert");
        form.put("sure", "yes");
        Map.of(
                        "tenant", "a#b",
                        "asset", "none of " + tenant,
                        "request", "{} {}",
                        "parts", "1000001",
                        "event", "7")
                .forEach((field, value) -> {
                    Map<String, String> wrong = new HashMap<>(form);
                    wrong.put(field, value);
                    assertThat(operator.submit(page, page, wrong))
                            .as(field)
                            .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(400))
                            .satisfies(answer -> assertThat(answer.body()).contains("It was not run."));
                });

        HttpResponse<String> run = operator.submit(page, page, form);
        HttpResponse<String> again = operator.submit(page, page, form);

        assertThat(run.statusCode()).isEqualTo(303);
        String path = run.headers().firstValue("Location").orElseThrow();
        assertThat(again.headers().firstValue("Location")).hasValue(path);
        assertThat(viewer.get(path).body()).contains("Run: accepted", "partitions", event);
        assertThat(audited("trigger-execution"))
                .filteredOn(line -> line.get("outcome").s().equals("done"))
                .filteredOn(line -> line.get("on").s().equals(tenant + "/hash-search"))
                .hasSize(2)
                .allSatisfy(line -> {
                    assertThat(line.get("who").s()).isEqualTo("otto");
                    assertThat(line.get("detail").s())
                            .contains(event, "parts 3")
                            .doesNotContain("script");
                });
        service.cancel(new ExecutionKey(tenant, event, path.split("[/?]")[5]));
        Browser user = Browser.bearer(service, tenant, "admin");
        assertThat(user.get(page).statusCode()).isEqualTo(403);
        assertThat(user.submit("/ui", page, form).statusCode()).isEqualTo(403);
    }

    @Test
    void shouldShowWhatAWorkerSaysAndAskNoOtherAddress() {
        String path = "/ui/worker?address=127.0.0.1%3A" + worker.port();
        assertThat(viewer.get("/ui").body()).contains("/ui/workers");
        assertThat(viewer.get("/ui/workers").body())
                .contains(path, SpeakingWorker.ID, "takes messages")
                .doesNotContain(SpeakingWorker.TOKEN);
        assertThat(viewer.get(path).body())
                .contains(SpeakingWorker.ID, "parts done", "&lt;script&gt;alert(3)")
                .doesNotContain("<script>alert", SpeakingWorker.TOKEN);

        ExecutionKey key = service.trigger(SharedPlatform.newTenant(), RunningService.event("operation-sleep"));
        service.awaitStatus(key, "running");
        String arn =
                service.bean(Executions.class).find(key).orElseThrow().task().reference();
        for (String other : List.of(
                "",
                "?address=127.0.0.1%3A" + service.port(),
                "?address=169.254.170.2%3A80",
                "?task=none",
                "?cluster=none&task=none",
                "?cluster=" + Names.CLUSTER + "&task=none",
                "?cluster=" + Names.CLUSTER + "&task=" + arn.substring(arn.lastIndexOf('/') + 1))) {
            assertThat(admin.get("/ui/worker" + other).statusCode()).as(other).isEqualTo(404);
        }
        service.cancel(key);
        Browser user = Browser.bearer(service, SharedPlatform.newTenant(), "admin");
        assertThat(user.get("/ui/workers").statusCode()).isEqualTo(403);
        assertThat(user.get(path).statusCode()).isEqualTo(403);
    }

    @Test
    void shouldPlotWhatThisInstanceDid() {
        ExecutionKey key = service.trigger(SharedPlatform.newTenant(), RunningService.event("instant"));
        service.awaitStatus(key, "completed");

        MeterRegistry metrics = service.bean(MeterRegistry.class);
        await().atMost(RunningService.LONGEST_WAIT).untilAsserted(() -> assertThat(metrics.get("execution.ended")
                        .tag("status", "completed")
                        .counter()
                        .count())
                .isPositive());
        assertThat(metrics.get("execution.waited").timer().count()).isPositive();
        assertThat(viewer.get("/ui/plots").body())
                .contains("of this instance alone", "aria-label=\"Throughput: ", "aria-label=\"Waiting time: ");
        assertThat(Browser.bearer(service, SharedPlatform.newTenant(), "admin")
                        .get("/ui/plots")
                        .statusCode())
                .isEqualTo(403);
    }

    private static Map<String, String> limit(String tenant, String limit) {
        return Map.of("tenant", tenant, "runner", "ecs", "limit", limit);
    }

    /** Gives the texts of the cells of the first row of a table that has a text in it. */
    private static List<String> row(String page, String text) {
        return Pattern.compile("<tr>.*?</tr>", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(MatchResult::group)
                .filter(row -> row.contains(text))
                .findFirst()
                .map(row -> Pattern.compile("<td[^>]*>(?:<[^>]*>)*([^<]*)")
                        .matcher(row)
                        .results()
                        .map(cell -> cell.group(1).replace("&#39;", "'"))
                        .toList())
                .orElse(List.of());
    }
}
