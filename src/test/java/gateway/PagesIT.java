package gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import execution.model.ExecutionKey;
import gateway.live.Watches;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import local.Names;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import system.RunningService;
import system.SharedPlatform;

/** The pages as a browser or a script asks for them. */
class PagesIT {

    private static final Pattern SCRIPT = Pattern.compile("<script(?! src=\"/ui/assets/)|<style| style=| on[a-z]+=");

    private static RunningService service;
    private static Browser viewer;
    private static Browser operator;
    private static Browser admin;

    @BeforeAll
    static void start() {
        SharedPlatform.registerProcess("gateway-sleep", "sh", "-c", "echo '<b>first</b> line'; sleep 600");
        service = RunningService.start(SharedPlatform.get(), Browser.USERS);
        viewer = Browser.of(service, "vera");
        operator = Browser.of(service, "otto");
        admin = Browser.of(service, "anna");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static ExecutionKey running(String tenant) {
        ExecutionKey key = service.trigger(tenant, RunningService.event("gateway-sleep"));
        service.awaitStatus(key, "running");
        return key;
    }

    private static String page(ExecutionKey key) {
        return "/ui/executions/" + key.tenantId() + "/" + key.jitEventId() + "/" + key.executionId();
    }

    @Test
    void shouldShowTheExecutionsOfAllTenants() {
        String one = SharedPlatform.newTenant();
        String other = SharedPlatform.newTenant();
        service.trigger(one, RunningService.event("instant"));
        service.trigger(other, RunningService.event("instant"));

        HttpResponse<String> page = viewer.get("/ui");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains(one, other);
    }

    @Test
    void shouldFilterAndGoOnWhereThePageBeforeEnded() {
        String tenant = SharedPlatform.newTenant();
        List<ExecutionKey> keys = IntStream.range(0, 53)
                .parallel()
                .mapToObj(i -> service.trigger(tenant, RunningService.event("instant")))
                .toList();

        String first = viewer.get("/ui?tenant=" + tenant).body();
        Matcher next = Pattern.compile("href=\"(/ui\\?[^\"]*after=[^\"]*)\"").matcher(first);
        assertThat(next.find()).isTrue();
        String second = viewer.get(next.group(1).replace("&amp;", "&")).body();

        assertThat(keys).allSatisfy(key -> {
            assertThat(first.contains(key.executionId()) ^ second.contains(key.executionId()))
                    .as("%s is on exactly one page", key)
                    .isTrue();
        });
        assertThat(second).doesNotContain("after=");
        assertThat(viewer.get("/ui?tenant=" + tenant + "&status=failed").body()).contains("There is no such execution");
        assertThat(viewer.get("/ui?tenant=" + tenant + "&to=2020-01-01T00:00").body())
                .contains("There is no such execution");
        assertThat(viewer.get("/ui?tenant=" + tenant + "&from=2020-01-01T00:00&to=2100-01-01T00:00")
                        .body())
                .contains("50 executions");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?status=no-such",
                "?plan_item=A%20b",
                "?from=yesterday",
                "?to=9999999999-01-01T00:00",
                "?after=%3Cscript%3E",
                "?after=2026-01-01T00:00:00Z/a/b/%27",
                "?tenant=%23a"
            })
    void shouldSayWhichPartOfAFilterIsWrong(String query) {
        HttpResponse<String> page = viewer.get("/ui" + query);

        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.body()).contains("Bad Request").doesNotContain("<script>");
    }

    @Test
    void shouldSendHeadersThatKeepOthersOut() {
        HttpResponse<String> page = viewer.get("/ui?tenant=none");

        assertThat(page.headers().firstValue("Content-Security-Policy")).hasValueSatisfying(policy -> assertThat(policy)
                .contains("default-src 'self'", "frame-ancestors 'none'", "form-action 'self'")
                .doesNotContain("unsafe"));
        assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(page.headers().firstValue("X-Frame-Options")).hasValue("DENY");
        assertThat(page.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(page.headers().allValues("Set-Cookie")).isEmpty();
        assertThat(SCRIPT.matcher(page.body()).results().map(MatchResult::group))
                .isEmpty();
    }

    @Test
    void shouldKeepScriptsAndStylesSmallAndForLong() throws Exception {
        Matcher paths = Pattern.compile("(?:src|href)=\"(/ui/assets/[^\"]+)\"")
                .matcher(viewer.get("/ui").body());
        int scripts = 0;
        int found = 0;
        while (paths.find()) {
            HttpResponse<String> file = viewer.get(paths.group(1), "Accept-Encoding", "gzip");
            assertThat(file.statusCode()).isEqualTo(200);
            assertThat(file.headers().firstValue("Cache-Control").orElseThrow()).contains("max-age=31536000");
            found++;
            if (paths.group(1).endsWith(".js")) {
                scripts += Integer.parseInt(
                        file.headers().firstValue("Content-Length").orElseThrow());
            }
        }
        assertThat(found).isEqualTo(4);
        assertThat(scripts).isPositive().isLessThan(50_000);
    }

    @Test
    void shouldLetNobodyInWithoutTheRightPasswordOrToken() {
        assertThat(Browser.with(service, null).get("/ui").statusCode()).isEqualTo(401);
        assertThat(Browser.with(service, null).get("/ui").headers().allValues("WWW-Authenticate"))
                .anyMatch(challenge -> challenge.startsWith("Basic realm="));
        assertThat(Browser.with(service, "Basic !!!").get("/ui").statusCode()).isEqualTo(401);
        assertThat(Browser.with(service, "Bearer none").get("/ui").statusCode()).isEqualTo(401);
        assertThat(Browser.of(service, "nobody", Browser.PASSWORD).get("/ui").statusCode())
                .isEqualTo(401);
        assertThat(Browser.with(service, null).get("/ui/assets/1/gateway.css").statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ui/none", "/ui/executions/a/b/c", "/ui/executions/a/b/c/cancel", "/ui/assets/1/none.css"})
    void shouldSayWhereThereIsNoPage(String path) {
        assertThat(operator.get(path).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ui/", "/ui;a=b", "/ui/%2e%2e/executions", "//ui", "/UI", "/ui/../executions"})
    void shouldHaveOneSpellingOfEachPath(String path) {
        assertThat(viewer.get(path).statusCode()).isIn(400, 404);
    }

    @Test
    void shouldShowAUserWithATokenOnlyTheTenantOfTheToken() {
        String own = SharedPlatform.newTenant();
        String other = SharedPlatform.newTenant();
        ExecutionKey mine = service.trigger(own, RunningService.event("instant"));
        ExecutionKey others = service.trigger(other, RunningService.event("instant"));
        Browser user = Browser.bearer(service, own, "admin");

        assertThat(user.get("/ui").body()).contains(mine.executionId()).doesNotContain(others.executionId(), other);
        assertThat(user.get("/ui?tenant=" + other).body()).doesNotContain(others.executionId());
        assertThat(user.get(page(mine)).statusCode()).isEqualTo(200);
        for (String path : List.of("", "/live", "/log", "/log/live", "/cancel")) {
            assertThat(user.get(page(others) + path).statusCode()).as(path).isEqualTo(404);
        }
        assertThat(user.submit("/ui", page(others) + "/cancel", Map.of()).statusCode())
                .isEqualTo(404);
        assertThat(user.get("/ui/admin/audit").statusCode()).isEqualTo(403);
        assertThat(Browser.bearer(service, own, "viewer")
                        .submit("/ui", page(mine) + "/rerun", Map.of())
                        .statusCode())
                .isEqualTo(403);
        assertThat(Browser.bearer(service, own, "no-such-role").get("/ui").body())
                .contains("viewer");
    }

    @Test
    void shouldAllowEachRoleWhatItMay() {
        ExecutionKey key = running(SharedPlatform.newTenant());

        assertThat(viewer.get(page(key)).body()).doesNotContain("/cancel\"");
        assertThat(viewer.get(page(key) + "/cancel").statusCode()).isEqualTo(403);
        assertThat(viewer.submit("/ui", page(key) + "/cancel", Map.of()).statusCode())
                .isEqualTo(403);
        assertThat(operator.get("/ui/admin/audit").statusCode()).isEqualTo(403);
        assertThat(operator.get(page(key)).body()).contains(page(key) + "/cancel\"");
        assertThat(admin.get("/ui/admin/audit").statusCode()).isEqualTo(200);
        assertThat(service.status(key)).isEqualTo("running");
        service.cancel(key);
    }

    @Test
    void shouldRefuseFormsThatComeFromElsewhere() {
        ExecutionKey key = running(SharedPlatform.newTenant());
        String cancel = page(key) + "/cancel";
        String others = Pattern.compile("X-CSRF-TOKEN&#34;:&#34;([^&]+)&#34;")
                .matcher(admin.get("/ui").body())
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);

        assertThat(operator.post(cancel, Map.of()).statusCode()).isEqualTo(403);
        assertThat(operator.post(cancel, Map.of("_csrf", "1.none")).statusCode())
                .isEqualTo(403);
        assertThat(operator.post(cancel, Map.of("_csrf", others)).statusCode()).isEqualTo(403);
        assertThat(admin.post(cancel, Map.of("_csrf", others), "Sec-Fetch-Site", "cross-site")
                        .statusCode())
                .isEqualTo(403);
        assertThat(service.status(key)).isEqualTo("running");
        assertThat(admin.post(cancel, Map.of("_csrf", others), "Sec-Fetch-Site", "same-origin")
                        .statusCode())
                .isEqualTo(303);
        service.awaitStatus(key, "cancelled");
    }

    @Test
    void shouldKeepWhoDidWhatAndWhatCameOfIt() {
        ExecutionKey key = running(SharedPlatform.newTenant());

        HttpResponse<String> cancelled = operator.submit(page(key) + "/cancel", page(key) + "/cancel", Map.of());
        assertThat(cancelled.statusCode()).isEqualTo(303);
        service.awaitStatus(key, "cancelled");
        HttpResponse<String> rerun = operator.submit(page(key) + "/rerun", page(key) + "/rerun", Map.of());
        assertThat(rerun.headers().firstValue("Location").orElseThrow()).doesNotContain(key.executionId());
        service.awaitStatus(key, "cancelled");
        ExecutionKey ended = service.trigger(key.tenantId(), RunningService.event("instant"));
        service.awaitStatus(ended, "completed");
        HttpResponse<String> late = operator.submit("/ui", page(ended) + "/cancel", Map.of());
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(late.body()).contains("the execution has ended already");

        List<Map<String, AttributeValue>> lines =
                SharedPlatform.get().dynamoDb().scan(scan -> scan.tableName(Names.AUDIT_TABLE)).items().stream()
                        .filter(line -> line.get("on").s().startsWith(key.tenantId() + "/"))
                        .toList();
        assertThat(lines).hasSize(3).allSatisfy(line -> {
            assertThat(line.get("who").s()).isEqualTo("otto");
            assertThat(line.get("role").s()).isEqualTo("operator");
            assertThat(line.get("from").s()).isEqualTo("127.0.0.1");
            assertThat(line).containsKey("expires_at");
        });
        assertThat(lines)
                .extracting(line ->
                        line.get("action").s() + " " + line.get("outcome").s())
                .contains("cancel-execution done", "rerun-execution done")
                .anyMatch(line -> line.startsWith("cancel-execution refused (409): "));
        assertThat(admin.get("/ui/admin/audit").body()).contains(key.toString(), "otto", "refused (409)");
    }

    @Test
    void shouldShowOneExecutionAndItsLog() {
        ExecutionKey key = running(SharedPlatform.newTenant());

        String page = viewer.get(page(key)).body();
        assertThat(page).contains("gateway-sleep", "Timeline", "Attempts", "Events", key.jitEventId());
        assertThat(SCRIPT.matcher(page).results().map(MatchResult::group)).isEmpty();
        await().atMost(RunningService.LONGEST_WAIT)
                .untilAsserted(() ->
                        assertThat(viewer.get(page(key) + "/log").body()).contains("&lt;b&gt;first&lt;/b&gt; line"));
        try (Browser.Events log = viewer.follow(page(key) + "/log/live")) {
            assertThat(log.next("data: ")).contains("<b>first</b> line");
        }
        service.cancel(key);
    }

    @Test
    void shouldShowChangesWhileSomebodyLooks() {
        String tenant = SharedPlatform.newTenant();
        ExecutionKey key = running(tenant);
        try (Browser.Events one = viewer.follow(page(key) + "/live");
                Browser.Events other = operator.follow(page(key) + "/live");
                Browser.Events list = viewer.follow("/ui/live?tenant=" + tenant)) {
            assertThat(one.next("data: Status: ")).contains("running");
            assertThat(other.next("data: Status: ")).contains("running");
            list.until("running");

            service.cancel(key);

            assertThat(one.next("data: Status: ")).contains("cancelled");
            assertThat(other.next("data: Status: ")).contains("cancelled");
            list.until("cancelled");
        }
        await().atMost(RunningService.LONGEST_WAIT)
                .until(() -> service.bean(Watches.class).viewers() == 0);
    }

    @Test
    void shouldShowHostileValuesAsText() {
        String tenant = SharedPlatform.newTenant();
        ExecutionKey key = service.trigger(tenant, RunningService.event("instant"));
        service.awaitStatus(key, "completed");
        String hostile = "</bdi><script>alert(1)</script><img src=x onerror=\"alert(1)\">\u202e\u0000'\"`";
        for (String name : List.of("asset_name", "reason", "job_name", "task_reference", "results_key", "vendor")) {
            SharedPlatform.get().dynamoDb().updateItem(update -> update.tableName(Names.EXECUTIONS_TABLE)
                    .key(Map.of(
                            "PK", AttributeValue.fromS("TENANT#" + tenant),
                            "SK", AttributeValue.fromS(key.sortKey())))
                    .updateExpression("SET #name = :value")
                    .expressionAttributeNames(Map.of("#name", name))
                    .expressionAttributeValues(Map.of(":value", AttributeValue.fromS(hostile + "x".repeat(10_000)))));
        }

        for (String path : List.of("/ui?tenant=" + tenant, page(key))) {
            HttpResponse<String> shown = viewer.get(path);
            assertThat(shown.statusCode()).as(path).isEqualTo(200);
            assertThat(shown.body())
                    .as(path)
                    .contains("&lt;script&gt;")
                    .doesNotContain("<script>", "<img")
                    .hasSizeLessThan(60_000);
        }
        try (Browser.Events list = viewer.follow("/ui/live?tenant=" + tenant)) {
            assertThat(list.next("data: ")).doesNotContain("<script>");
        }
    }

    @Test
    void shouldShowThePartsOfAJobChangeItsLimitsAndRepairIt() {
        ExecutionKey key = partitioned();

        await().atMost(RunningService.LONGEST_WAIT)
                .untilAsserted(() -> assertThat(viewer.get(page(key)).body())
                        .contains("30 in all", "role=\"img\"", "In flight at most"));
        assertThat(viewer.get(page(key) + "/parts").body()).contains("<th scope=\"row\">29</th>");
        assertThat(viewer.get(page(key) + "/parts?state=failed").body()).contains("There is no such part");
        assertThat(viewer.get(page(key) + "/parts?state=%3Cb%3E").statusCode()).isEqualTo(400);
        assertThat(viewer.get(page(key) + "/parts?next=-1").statusCode()).isEqualTo(400);

        String limits = page(key) + "/limits";
        assertThat(operator.get(limits).body()).contains("name=\"max_in_flight\"", "value=\"7\"");
        assertThat(operator.submit(
                                limits,
                                limits,
                                Map.of("max_in_flight", "3", "tolerated_failures", "1", "tolerated_percent", "2"))
                        .statusCode())
                .isEqualTo(303);
        assertThat(operator.get(limits).body()).contains("value=\"3\"");
        assertThat(operator.submit(
                                limits,
                                limits,
                                Map.of("max_in_flight", "0", "tolerated_failures", "1", "tolerated_percent", "2"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(operator.submit(limits, limits, Map.of("max_in_flight", "many"))
                        .statusCode())
                .isEqualTo(400);

        service.cancel(key);
        service.awaitStatus(key, "cancelled");
        assertThat(viewer.get(page(key)).body()).contains("30 cancelled");
        HttpResponse<String> repaired = operator.submit(page(key) + "/repair", page(key) + "/repair", Map.of());
        assertThat(repaired.statusCode()).isEqualTo(303);
        String path = repaired.headers().firstValue("Location").orElseThrow();
        assertThat(path).doesNotContain(key.executionId()).endsWith("?done=repair");
        assertThat(viewer.get(path).body()).contains("Repair: accepted", key.executionId());
        service.cancel(new ExecutionKey(key.tenantId(), key.jitEventId(), path.split("[/?]")[5]));
    }

    private static ExecutionKey partitioned() {
        Map<String, Object> event = RunningService.event("hash-search");
        event.put("request", Map.of("text", "hello", "prefix", "0000"));
        event.put("partitions", Map.of("count", 30, "max_in_flight", 7));
        return service.trigger(SharedPlatform.newTenant(), event);
    }

    @Test
    void shouldCheckTenWrongPasswordsOfAnAddressAndThenOnlyThoseOfOthers() {
        Browser wrong = Browser.of(service, "vera", "wrong password");
        for (int i = 0; i < 10; i++) {
            assertThat(wrong.get("/ui", "X-Forwarded-For", "203.0.113.7").statusCode())
                    .as("guess %d", i)
                    .isEqualTo(401);
        }

        HttpResponse<String> refused = wrong.get("/ui", "X-Forwarded-For", "203.0.113.7");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After").map(Integer::valueOf))
                .hasValueSatisfying(seconds -> assertThat(seconds).isBetween(1, 61));
        assertThat(viewer.get("/ui", "X-Forwarded-For", "203.0.113.8").statusCode())
                .isEqualTo(200);
    }
}
