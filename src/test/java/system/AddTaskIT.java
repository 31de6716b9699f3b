package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.ExecutionKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import local.LocalPlatform;
import local.Names;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does what docs/add-a-task.md says, with the file and the requests as they stand there. */
class AddTaskIT {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String TENANT = "demo";

    @TempDir
    static Path folder;

    private static String page;
    private static RunningService service;

    @BeforeAll
    static void start() throws Exception {
        page = Files.readString(Path.of("docs", "add-a-task.md"));
        Files.writeString(folder.resolve("greeting.yaml"), only("```yaml\n(.*?)```"));
        Files.writeString(folder.resolve("broken.yaml"), "titel: x");
        LocalPlatform platform = SharedPlatform.get();
        platform.addTasks(folder);
        service = RunningService.start(
                platform, Map.of("execution.tasks-dir", folder.toString(), "execution.requests.jobs", "instant"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static String only(String regex) {
        Matcher matcher = Pattern.compile(regex, Pattern.DOTALL).matcher(page);
        assertThat(matcher.find()).as("%s in the page", regex).isTrue();
        return matcher.group(1);
    }

    private static Map<String, Object> event() throws Exception {
        Map<String, Object> event = MAPPER.readValue(only("-d '(\\{.*?})'"), new TypeReference<>() {});
        event.put("jit_event_id", UUID.randomUUID().toString());
        return event;
    }

    @Test
    void shouldRunTheTaskOfThePage() throws Exception {
        ExecutionKey key = service.trigger(TENANT, event());

        JsonNode row = service.awaitStatus(key, "completed");

        assertThat(row.at("/request/name").textValue()).isEqualTo("World");
        assertThat(row.get("timeout_seconds").asInt()).isEqualTo(60);
        await("its results are read").atMost(RunningService.LONGEST_WAIT).until(() -> service.execution(key)
                .has("results_key"));
        String results = service.execution(key).get("results_key").textValue();
        assertThat(results).endsWith(".txt.tar.gz");
        assertThat(printed(results)).isEqualTo("Hello, World\n");
    }

    private static String printed(String key) throws IOException {
        byte[] archive = SharedPlatform.get()
                .s3()
                .getObjectAsBytes(get -> get.bucket(Names.RESULTS_BUCKET).key(key))
                .asByteArray();
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GzipCompressorInputStream(new ByteArrayInputStream(archive)))) {
            tar.getNextEntry();
            return new String(tar.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void shouldShowTheTaskAndWhatIsWrongWithAnother() {
        RunningService.Answer task = service.get(TENANT, "/tasks/greeting");

        assertThat(task.status()).isEqualTo(200);
        assertThat(task.body().get("source").textValue()).isEqualTo("greeting.yaml");
        assertThat(service.get(TENANT, "/tasks").body().findValuesAsText("name"))
                .contains("broken", "greeting", Names.ANALYSIS_FAMILY);
        assertThat(service.get(TENANT, "/tasks/broken").body().findValuesAsText("key"))
                .containsExactly("titel", "title");
        assertThat(service.get(TENANT, "/tasks/nothing").status()).isEqualTo(404);
        RunningService.Answer health = service.management("/actuator/health");
        assertThat(health.status()).isEqualTo(200);
        assertThat(health.body().at("/components/catalogue/status").textValue()).isEqualTo("UP");
        assertThat(health.body().at("/components/catalogue/details").has("broken.yaml"))
                .isTrue();
    }

    @Test
    void shouldRefuseAHostileRequestAsThePageSaysAndStoreNothing() throws Exception {
        String tenant = SharedPlatform.newTenant();
        Map<String, Object> event = event();
        event.put("asset_id", SharedPlatform.ASSET);
        event.put("request", Map.of("name", "$(reboot)"));

        RunningService.Answer answer = service.post(tenant, event);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo(MAPPER.readTree(only("```json\n(.*?)```")));
        assertThat(service.get(tenant, "/executions").body().get("executions")).isEmpty();
    }

    @Test
    void shouldRefuseTheTaskWhoseFileCannotBeUsedAndStoreNothing() throws Exception {
        String tenant = SharedPlatform.newTenant();
        Map<String, Object> event = event();
        event.put("asset_id", SharedPlatform.ASSET);
        event.put("job_name", "broken");

        RunningService.Answer answer = service.post(tenant, event);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body().get("detail").textValue()).contains("the file of the task broken");
        assertThat(service.get(tenant, "/executions").body().get("executions")).isEmpty();
    }
}
