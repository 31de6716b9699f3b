package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import execution.model.ExecutionKey;
import gateway.Browser;
import gateway.Chromium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import local.LocalPlatform;
import local.LocalWorker;
import local.Names;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.ecs.model.Compatibility;
import software.amazon.awssdk.services.ecs.model.NetworkMode;

/**
 * Makes the pictures of the pages in {@code docs/images}, from a platform with executions that look like those of a
 * real one. It is no test of the pages, so it runs only when somebody asks for the pictures.
 */
@EnabledIfSystemProperty(named = "screenshots", matches = "write")
class ScreenshotsIT {

    private static final Path IMAGES = Path.of("docs", "images");

    /** The largest picture in bytes. Whoever reads the pages of the documentation loads all of them. */
    private static final int MOST_BYTES = 120_000;

    private static final String WORKER_TOKEN = "token-of-the-pictured-workers";

    /** Parts that take a while and fail now and then, so that a picture of them has all colours. */
    private static final String INDEXING =
            """
            title: Indexes the documents of a shard
            worker:
              command:
                - sh
                - -c
                - |
                  echo "indexing shard $PART of $PARTS"
                  [ "$PART" -lt 150 ] || sleep 600
                  [ $((PART % 61)) != 17 ] || { echo "the shard is locked by another index" >&2; exit 4; }
                  echo "$((4000 + PART * 37 % 900))" > "$PART_OUTPUT"
            """;

    private static LocalPlatform platform;
    private static RunningService service;

    private static void task(String name, String script) {
        platform.ecsClient().registerTaskDefinition(request -> request.family(name)
                .requiresCompatibilities(Compatibility.FARGATE)
                .networkMode(NetworkMode.AWSVPC)
                .cpu("256")
                .memory("512")
                .containerDefinitions(container -> container
                        .name(name)
                        .essential(true)
                        .image("local/process")
                        .command("sh", "-c", script)));
    }

    private static ExecutionKey run(String tenant, String task, String planItem) {
        Map<String, Object> event = event(tenant, task, planItem);
        return service.trigger(tenant, event);
    }

    private static Map<String, Object> event(String tenant, String task, String planItem) {
        Map<String, Object> event = RunningService.event(task);
        event.put("jit_event_name", "pull_request_created");
        event.put("workflow_slug", "workflow-" + planItem);
        event.put("plan_item_slug", planItem);
        event.put("vendor", "github");
        return event;
    }

    private static void limit(String tenant, String runner, int limit) {
        platform.dynamoDb().updateItem(update -> update.tableName(Names.EXECUTIONS_TABLE)
                .key(Map.of(
                        "PK", AttributeValue.fromS("TENANT#" + tenant),
                        "SK", AttributeValue.fromS("SLOTS#" + runner)))
                .updateExpression("SET slot_limit = :limit")
                .expressionAttributeValues(Map.of(":limit", AttributeValue.fromN(Integer.toString(limit)))));
    }

    private static String page(ExecutionKey key) {
        return "/ui/executions/" + key.tenantId() + "/" + key.jitEventId() + "/" + key.executionId();
    }

    @Test
    void shouldMakeAllPictures(@TempDir Path tasks) throws Exception {
        Files.createDirectories(IMAGES);
        Files.writeString(tasks.resolve("document-index.yaml"), INDEXING);
        platform = LocalPlatform.start();
        List<LocalWorker.PageAccess> pages =
                List.of(LocalWorker.PageAccess.with(WORKER_TOKEN), LocalWorker.PageAccess.with(WORKER_TOKEN));
        Map<String, String> settings = new HashMap<>(Browser.USERS);
        settings.put("execution.tasks-dir", tasks.toString());
        settings.put("execution.partitions.idle", "1s");
        settings.put(
                "execution.gateway.workers",
                "127.0.0.1:" + pages.get(0).port() + ",127.0.0.1:"
                        + pages.get(1).port());
        settings.put("execution.gateway.worker-token", WORKER_TOKEN);
        service = RunningService.start(platform, settings);
        try {
            for (int i = 0; i < pages.size(); i++) {
                platform.startWorker(new LocalWorker.Options(
                        "ip-10-0-" + (i + 1) + "-17",
                        8,
                        List.of(tasks),
                        LocalPlatform.Options.DEFAULT_LOGS,
                        List.of(),
                        pages.get(i)));
            }
            show(pages.get(0).port());
        } finally {
            service.close();
            platform.close();
        }
    }

    private void show(int worker) throws IOException {
        for (String tenant : List.of("acme-retail", "globex-bank", "initech")) {
            platform.putAsset(tenant, SharedPlatform.ASSET, "payments-api");
        }
        task("dependency-scan", "echo resolving 412 packages; sleep 1; echo no known vulnerability");
        task("license-audit", "echo reading 1,204 licences; echo 'AGPL-3.0 is not allowed: pdf-tools 2.1' >&2; exit 3");
        task(
                "container-scan",
                """
                n=0
                for layer in base-files openssl libcurl python3.11 nodejs; do
                  n=$((n + 1)); echo "layer $n of 9: $layer"; sleep 0.3
                done
                echo 'CVE-2026-1174 (high): openssl 3.0.15, fixed in 3.0.17'
                echo 'layer 6 of 9: application'
                sleep 600
                """);
        ExecutionKey failed = run("globex-bank", "license-audit", "item-licences");
        service.awaitStatus(failed, "failed");
        ExecutionKey good = run("acme-retail", "dependency-scan", "item-dependencies");
        service.awaitStatus(good, "completed");
        service.awaitStatus(run("initech", "dependency-scan", "item-dependencies"), "completed");
        limit("acme-retail", "ecs", 2);
        ExecutionKey scan = run("acme-retail", "container-scan", "item-containers");
        service.awaitStatus(scan, "running");
        service.awaitStatus(run("acme-retail", "container-scan", "item-containers"), "running");
        run("acme-retail", "container-scan", "item-containers");
        ExecutionKey waiting = run("acme-retail", "dependency-scan", "item-dependencies");
        Map<String, Object> event = event("globex-bank", "document-index", "item-search");
        event.put("job_runner", "worker");
        event.put(
                "partitions",
                Map.of(
                        "count",
                        400,
                        "max_in_flight",
                        16,
                        "tolerated_failures",
                        20,
                        "attempts",
                        1,
                        "aggregator",
                        "sum"));
        ExecutionKey parts = service.trigger("globex-bank", event);
        deadLetters();
        await().atMost(RunningService.LONGEST_WAIT)
                .until(() ->
                        service.execution(parts).at("/partitions/progress/done").intValue() > 140);

        try (Chromium browser = Chromium.start(service)) {
            browser.signIn("anna", Browser.PASSWORD);
            for (String scheme : List.of("light", "dark")) {
                browser.scheme(scheme);
                browser.open("/ui");
                browser.awaitText("main table", "license-audit");
                picture(browser, "executions-" + scheme);
                browser.open(page(parts));
                browser.awaitText("#main", "Why parts wait");
                picture(browser, "parts-" + scheme);
            }
            browser.scheme("light");
            browser.open(page(scan));
            browser.awaitText("pre.log", "layer 6 of 9");
            browser.scrollTo("pre.log");
            picture(browser, "log");
            browser.open(page(waiting));
            browser.awaitText("#main", "Why it waits");
            picture(browser, "waiting");
            browser.open("/ui/worker?address=127.0.0.1%3A" + worker);
            browser.awaitText("#main", "document-index");
            picture(browser, "worker");
            browser.open("/ui/dead-letters");
            browser.awaitText("main table", Names.TRIGGER_QUEUE);
            picture(browser, "dead-letters");
            browser.open("/ui/catalogue/hash-search");
            browser.type("#tenant", "globex-bank");
            browser.type("#asset", SharedPlatform.ASSET);
            browser.type("#request", "{\n  \"text\": \"hello\",\n  \"prefix\": \"0000\"\n}");
            browser.type("#parts", "16");
            browser.find("#sure").click();
            browser.scrollTo("form");
            picture(browser, "run");
            browser.phone(true);
            browser.open(page(parts));
            browser.awaitText("#main", "Why parts wait");
            picture(browser, "parts-phone");
        }
    }

    private static void deadLetters() {
        for (String reason : List.of("asset_id: is left out", "job_name: there is no task licence-audit")) {
            platform.sqs()
                    .sendMessage(send -> send.queueUrl(platform.queueUrl(Names.TRIGGER_QUEUE + Names.DEAD_LETTERS))
                            .messageBody("{\"reason\": \"" + reason + "\"}"));
        }
    }

    private static void picture(Chromium browser, String name) throws IOException {
        byte[] picture = browser.picture();
        assertThat(picture.length).as(name).isLessThanOrEqualTo(MOST_BYTES);
        Files.write(IMAGES.resolve(name + ".png"), picture);
    }
}
