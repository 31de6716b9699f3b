package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import execution.model.ExecutionKey;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import local.Names;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service with a task, a route and a parser of an operator's own; nothing of the service is rebuilt. */
class OperatorsFolderIT {

    private static final Path FOLDER = Path.of("src", "test", "resources", "operators");

    @TempDir
    static Path jars;

    private static ServiceProcess service;

    @BeforeAll
    static void start() throws Exception {
        // What Terraform makes of the task's file on AWS.
        SharedPlatform.registerWrapped(
                "lines",
                """
                {"job": "lines", "command": ["sh", "-c", "printf \\"%s %s\\\\n\\" \\"$HOST\\" \\"$PLACE\\" > \\"$RESULTS_FILE\\""]}
                """);
        putParser(jars.resolve("parser.jar"));
        service = ServiceProcess.start(
                SharedPlatform.get(),
                Map.of(
                        "execution.tasks-dir",
                        FOLDER.resolve("tasks").toString(),
                        "execution.routes-dir",
                        FOLDER.resolve("routes").toString()),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dloader.path=" + jars);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static void putParser(Path jar) throws Exception {
        String name = OperatorsParser.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                InputStream compiled = OperatorsParser.class.getClassLoader().getResourceAsStream(name)) {
            out.putNextEntry(new ZipEntry(name));
            compiled.transferTo(out);
        }
    }

    private static Map<String, Object> event(String host) {
        Map<String, Object> event = RunningService.event("lines");
        event.put("request", Map.of("host", host));
        return event;
    }

    @Test
    void shouldRunATaskOfAnOperatorWithItsRouteAndItsParser() {
        String tenant = SharedPlatform.newTenant();
        try (Topic documents = Topic.read(Names.DOCUMENTS_TOPIC)) {
            ExecutionKey key = service.client().trigger(tenant, event("host-1"));

            service.client().awaitStatus(key, "completed");

            await("the documents")
                    .atMost(RunningService.LONGEST_WAIT)
                    .until(() -> !documents.all(key).isEmpty());
            List<JsonNode> places =
                    documents.all(key).get(0).at("/__docs/places").findValues("Data");
            assertThat(places).hasSize(1);
            assertThat(places.get(0).get("host").asText()).isEqualTo("host-1");
            assertThat(places.get(0).get("place").asText()).isEqualTo("cellar");
        }
    }

    @Test
    void shouldRefuseWhatTheOperatorsSchemaDoesNotAllow() {
        String tenant = SharedPlatform.newTenant();

        var answer = service.client().post(tenant, "/executions", event("; rm -rf /"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().toString()).contains("request");
    }

    @Test
    void shouldShowWhereTheTaskComesFrom() {
        JsonNode task = service.client().get("demo", "/tasks/lines").body();

        assertThat(task.get("source").asText()).contains("lines.yaml");
    }
}
