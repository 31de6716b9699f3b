package wrapper.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import local.WrapperCommand;
import shared.part.FleetJson;

/** A worker in a JVM of its own, with no more on its class path than it is laid out with. */
final class WorkerJvm implements AutoCloseable {
    static final String TOKEN = "page-s3cret";

    private static final Pattern PORT = Pattern.compile("its page is on port (\\d+)");

    private final Path folder;
    private final Process process;

    private WorkerJvm(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    /** Starts a worker, and waits until it takes messages. */
    static WorkerJvm start(Path folder, Map<String, String> environment, String... options) throws IOException {
        Files.createDirectories(folder.resolve("tmp"));
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                WrapperCommand.jvmOptions(),
                "-Xmx192m",
                "-Djava.io.tmpdir=" + folder.resolve("tmp"),
                "-cp",
                WrapperCommand.classPath(),
                "wrapper.Worker",
                "--port=0",
                "--address=127.0.0.1",
                "--debug"));
        line.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        builder.environment().keySet().retainAll(List.of("PATH"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("WORK_TOKEN", TOKEN);
        builder.environment().putAll(environment);
        WorkerJvm worker = new WorkerJvm(folder, builder.start());
        await().pollInterval(Duration.ofMillis(50))
                .until(() -> worker.log().contains("its page is on port") || !worker.process.isAlive());
        assertThat(worker.process.isAlive()).as(worker.log()).isTrue();
        return worker;
    }

    String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives what the worker says of itself. */
    JsonNode page() throws IOException {
        HttpURLConnection connection = get("/worker", "Bearer " + TOKEN);
        assertThat(connection.getResponseCode()).isEqualTo(200);
        return FleetJson.tree(connection.getInputStream().readAllBytes());
    }

    HttpURLConnection get(String path, String authorization) throws IOException {
        Matcher port = PORT.matcher(log());
        assertThat(port.find()).isTrue();
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + port.group(1) + path).toURL().openConnection();
        if (authorization != null) {
            connection.setRequestProperty("Authorization", authorization);
        }
        return connection;
    }

    /** Sends SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** Sends SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Waits for its end. */
    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(3, TimeUnit.MINUTES))
                .as("the worker has ended")
                .isTrue();
        return process.exitValue();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
        assertThat(log().getBytes(StandardCharsets.UTF_8).length).isLessThan(5_000_000);
        assertThat(log()).doesNotContain(ExchangeStub.TOKEN, "dDBrZW4", TOKEN);
    }
}
