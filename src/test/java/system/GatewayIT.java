package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import execution.model.ExecutionKey;
import gateway.Browser;
import gateway.Chromium;
import gateway.SpeakingWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import local.Names;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/** The pages in a browser, as people see them. */
class GatewayIT {

    /** Lets the process of the task go on that waits after its first line. */
    @TempDir
    private static Path going;

    @TempDir
    private static Path tasks;

    private static SpeakingWorker worker;
    private static Fleet fleet;
    private static RunningService service;
    private static Chromium browser;
    private static String tenant;

    @BeforeAll
    static void start() throws IOException {
        SharedPlatform.registerProcess(
                "gateway-browser",
                "sh",
                "-c",
                "echo 'the first line'; until [ -e \"$0\" ]; do sleep 0.1; done; echo 'the second line'; sleep 600",
                going.resolve("on").toString());
        worker = SpeakingWorker.start();
        Files.writeString(tasks.resolve("gate.yaml"), PartitionsIT.GATE);
        Map<String, String> settings = new HashMap<>(Browser.USERS);
        settings.putAll(worker.settings());
        settings.put("execution.tasks-dir", tasks.toString());
        settings.put("execution.partitions.lease", "3s");
        settings.put("execution.partitions.idle", "1s");
        service = RunningService.start(SharedPlatform.get(), settings);
        tenant = SharedPlatform.newTenant();
        // Jobs of other tests name services that are gone.
        fleet = new Fleet(SharedPlatform.get(), 2, List.of(tasks), "--service=http://127.0.0.1:" + service.port());
        browser = Chromium.start(service);
        browser.signIn("anna", Browser.PASSWORD);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (browser != null) {
            browser.close();
        }
        fleet.close();
        service.close();
        worker.close();
    }

    private static ExecutionKey running() {
        ExecutionKey key = service.trigger(tenant, RunningService.event("gateway-browser"));
        service.awaitStatus(key, "running");
        return key;
    }

    private static String page(ExecutionKey key) {
        return "/ui/executions/" + key.tenantId() + "/" + key.jitEventId() + "/" + key.executionId();
    }

    @Test
    void shouldShowAnExecutionFromTheListToItsEndAndCancelIt() throws IOException {
        browser.open("/ui?tenant=" + tenant);
        ExecutionKey key = running();

        browser.awaitText("main table", key.executionId());
        browser.press(key.executionId());
        browser.awaitText("[sse-swap=status]", "running");
        browser.awaitText("pre.log", "the first line");
        browser.mark();
        Files.createFile(going.resolve("on"));
        browser.awaitText("pre.log", "the second line");
        assertThat(browser.isMarked()).as("the log goes on without a reload").isTrue();
        browser.press("Cancel");
        browser.press("Cancel");

        browser.awaitText(".notice", "Cancel: accepted");
        browser.awaitText("[sse-swap=status]", "cancelled");
        browser.awaitText("[sse-swap=actions]", "Run again");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void shouldRunATaskInPartsWithTheKeyboardWatchItAndRepairIt(@TempDir Path trace) throws IOException {
        fleet.fillUp(1);
        Path bad = Files.createFile(trace.resolve("bad-3"));
        browser.open("/ui/catalogue");
        browser.keys(Keys.TAB);
        assertThat(browser.focused().getText()).isEqualTo("Skip to the content");
        browser.keys(Keys.ENTER);
        assertThat(browser.focused().getTagName()).isEqualTo("main");
        browser.press("gate");

        browser.find("#tenant").click();
        browser.keys(tenant, Keys.TAB, SharedPlatform.ASSET, Keys.TAB, '"' + trace.toString() + '"', Keys.TAB);
        browser.keys(Keys.TAB, "6", Keys.TAB, Keys.SPACE, Keys.TAB);
        assertThat(browser.focused().getText()).isEqualTo("Run");
        browser.keys(Keys.ENTER);

        browser.awaitText(".notice", "Run: accepted");
        browser.awaitText("[sse-swap=parts]", "running");
        browser.awaitText("[sse-swap=parts]", "6 in all");
        browser.mark();
        Files.createFile(trace.resolve("go"));
        browser.awaitText("[sse-swap=parts]", "1 failed");
        browser.awaitText("[sse-swap=parts]", "5 done");
        browser.awaitText("[sse-swap=status]", "failed");
        browser.awaitText("[sse-swap=actions]", "Repair");
        assertThat(browser.isMarked())
                .as("all of it was shown without a reload")
                .isTrue();

        Files.delete(bad);
        browser.press("Repair");
        browser.press("Repair");
        browser.awaitText(".notice", "Repair: accepted");
        browser.awaitText("[sse-swap=parts]", "6 done");
        browser.awaitText("[sse-swap=status]", "completed");
        assertNothingRefused();
    }

    @Test
    void shouldSayWhyPartsWaitAndCancelThem(@TempDir Path trace) {
        fleet.fillUp(1);
        Map<String, Object> event = RunningService.event("gate");
        event.put("job_runner", "worker");
        event.put("request", trace.toString());
        event.put("partitions", Map.of("count", 60, "max_in_flight", 2));
        ExecutionKey key = service.trigger(tenant, event);
        browser.open(page(key));
        browser.awaitText("#main", "Why parts wait");
        browser.awaitText("#main", "58 parts wait, because 2 are in flight and the job lets no more");

        browser.press("Cancel");
        browser.press("Cancel");

        browser.awaitText("[sse-swap=status]", "cancelled");
        browser.awaitText("[sse-swap=parts]", "0 waiting");
        assertNothingRefused();
    }

    @Test
    void shouldMoveADeadLetterBack() {
        String queue = Names.RESULTS_QUEUE + Names.DEAD_LETTERS;
        SharedPlatform.get().sqs().sendMessage(send -> send.queueUrl(
                        SharedPlatform.get().queueUrl(queue))
                .messageBody("{\"Event\":\"s3:TestEvent\",\"of\":\"" + tenant + "\"}"));
        browser.open("/ui/dead-letters");
        browser.press(queue);
        // Whoever archives the message hides it for some seconds.
        await().atMost(RunningService.LONGEST_WAIT).until(() -> {
            browser.open("/ui/dead-letters/" + queue);
            return browser.text().contains(tenant);
        });

        browser.press("Move all back");

        browser.awaitText(".notice", "moved back");
    }

    @Test
    void shouldLetAnExecutionGoOnOnceTheLimitOfItsTenantIsHigher() {
        String waiting = SharedPlatform.newTenant();
        SharedPlatform.limitSlots(waiting, 0);
        ExecutionKey key = service.trigger(waiting, RunningService.event("gateway-browser"));
        browser.open("/ui/lanes?tenant=" + waiting);
        browser.press("Change");

        browser.type("#limit", "1");
        browser.press("Change the limit");

        browser.awaitText(".notice", "The limit was changed");
        service.awaitStatus(key, "running");
        service.cancel(key);
    }

    @Test
    void shouldRefuseAWrongPassword() {
        try (Chromium other = Chromium.start(service)) {
            other.signIn("otto", "wrong password");

            // The browser asks again and waits, and shows nothing of the page.
            assertThat(other.text()).doesNotContain("Executions");

            other.signIn("otto", Browser.PASSWORD);
            assertThat(other.text()).contains("Executions", "otto, operator");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void shouldHaveNoFaultThatAxeKnows(String scheme) {
        ExecutionKey key = running();
        Map<String, Object> event = RunningService.event("hash-search");
        event.put("request", Map.of("text", "hello", "prefix", "0000"));
        event.put("partitions", Map.of("count", 200));
        ExecutionKey parts = service.trigger(tenant, event);
        service.awaitStatus(parts, "running");
        String full = SharedPlatform.newTenant();
        SharedPlatform.limitSlots(full, 0);
        ExecutionKey waiting = service.trigger(full, RunningService.event("instant"));
        browser.scheme(scheme);
        List<String> pages = List.of(
                "/ui?tenant=" + tenant,
                page(key),
                page(key) + "/cancel",
                page(parts),
                page(parts) + "/parts",
                page(parts) + "/limits",
                page(key) + "/log",
                "/ui/admin/audit",
                "/ui/lanes?tenant=" + tenant,
                "/ui/admin/limit?runner=ecs&tenant=" + tenant,
                page(waiting) + "/waiting",
                "/ui/catalogue",
                "/ui/catalogue/hash-search",
                "/ui/clusters",
                "/ui/tasks",
                "/ui/plots",
                "/ui/workers",
                "/ui/worker?address=127.0.0.1%3A" + worker.port(),
                "/ui/dead-letters",
                "/ui/dead-letters/executions-trigger-dlq",
                "/ui/no-such-page");

        for (String path : pages) {
            browser.open(path);
            browser.assertAccessible();
            browser.phone(true);
            assertThat(browser.isTooWide()).as("%s on a phone", path).isFalse();
            browser.phone(false);
        }
        service.cancel(key);
        service.cancel(parts);
        assertNothingRefused();
    }

    /** Holds that the browser refused nothing on a page, as it does with scripts and styles within the page. */
    private static void assertNothingRefused() {
        assertThat(browser.complaints())
                .noneMatch(complaint -> complaint.contains("Content Security Policy") || complaint.contains("Refused"));
    }
}
