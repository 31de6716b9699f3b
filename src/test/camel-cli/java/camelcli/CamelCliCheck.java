package camelcli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What camel-cli.md says: routes run by Camel's command line, with stand-ins for what is outside. */
class CamelCliCheck {

    private static final Path STAND_INS = Path.of("docs", "examples", "camel-cli");
    private static final Path SHIPPED = Path.of("src", "main", "resources", "routes");
    private static final Path EXAMPLES = Path.of("docs", "examples");

    @TempDir
    Path folder;

    /** What Camel prints, which is not in the folder, because Camel looks at the folder. */
    @TempDir
    Path output;

    private Process camel;

    @AfterEach
    void stop() throws InterruptedException {
        if (camel != null) {
            camel.destroy();
            camel.waitFor();
        }
    }

    @Test
    void shouldShowWhatATaskGetsAndShowItAgainOnceTheFileIsChanged() throws IOException {
        copy(SHIPPED, "enrich.camel.yaml");
        copy(STAND_INS, "application.properties", "try-enrich.camel.yaml");
        run("--dev");
        await().until(() -> log().contains("The task gets {env.ASSET_NAME=web, env.JIT_EVENT_ID="));
        assertThat(log()).doesNotContain("env.COLOUR");

        Path enrich = folder.resolve("enrich.camel.yaml");
        Files.writeString(
                enrich,
                Files.readString(enrich)
                        + """
                                - setHeader:
                                    name: env.COLOUR
                                    constant: blue
                        """);

        await().until(() -> log().contains("The task gets {env.ASSET_NAME=web, env.COLOUR=blue, env.JIT_EVENT_ID="));
    }

    @Test
    void shouldRunShippedRoutesAndExamples() throws IOException {
        copy(SHIPPED, "enrich.camel.yaml", "publish-event.camel.yaml", "parse-word-count.camel.yaml");
        copy(EXAMPLES, "lookup-asset.camel.yaml", "run-own.camel.yaml");
        copyStandIns();
        copyContracts();

        run();

        await().until(() -> log().contains("The task gets {env.ASSET_NAME=web"));
        await().until(() -> log().contains("The topic has 0123456789abcdef0123456789abcdef {\"schema_version\": 1"));
        await().until(() -> log().contains(
                        "The results are ParsedResults[findings=false, documents={words=[{words=42}]}]"));
        await().until(() -> log().contains("The asset is {asset_name=web, asset_type=host}"));
        await().until(() -> log().contains("The task is task-1"));
        await().until(() -> log().contains("The state is TaskState[reference=task-1"));
        assertThat(log()).doesNotContain("ERROR");
    }

    private void copy(Path from, String... names) throws IOException {
        for (String name : names) {
            Files.copy(from.resolve(name), folder.resolve(name));
        }
    }

    private void copyStandIns() throws IOException {
        try (Stream<Path> found = Files.walk(STAND_INS)) {
            for (Path file : found.skip(1).toList()) {
                Files.copy(file, folder.resolve(STAND_INS.relativize(file)));
            }
        }
    }

    private void copyContracts() throws IOException {
        try (Stream<Path> found = Files.list(Path.of("target", "camel-cli"))) {
            Path jar = found.filter(file -> file.toString().endsWith("-contracts.jar"))
                    .findFirst()
                    .orElseThrow();
            Files.copy(jar, folder.resolve(jar.getFileName()));
        }
    }

    /** Starts Camel with all that is in the folder, as a shell does with {@code camel run *}. */
    private void run(String... options) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of("bin", "camel").toAbsolutePath().toString(), "run"));
        try (Stream<Path> files = Files.list(folder)) {
            files.map(file -> file.getFileName().toString()).sorted().forEach(command::add);
        }
        command.add("--logging-color=false");
        command.addAll(List.of(options));
        camel = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.resolve("log").toFile())
                .start();
    }

    private String log() {
        assertThat(camel.isAlive()).as(() -> "Camel runs: " + read()).isTrue();
        return read();
    }

    private String read() {
        try {
            return Files.readString(output.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
