package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import launcher.Main;
import local.FreePorts;
import local.LocalPlatform;

/** The service as a process of its own that can be killed. It runs the packaged jar if there is one. */
final class ServiceProcess implements AutoCloseable {

    private final Process process;
    private final RunningService client;
    private final Path log;

    private ServiceProcess(Process process, RunningService client, Path log) {
        this.process = process;
        this.client = client;
        this.log = log;
    }

    /** Starts the service and waits until it takes requests. */
    static ServiceProcess start(LocalPlatform platform, Map<String, String> overrides) throws IOException {
        return start(platform, overrides, "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    }

    /** Starts the service with the options of the JVM that operators are told to use. */
    static ServiceProcess startAsShipped(LocalPlatform platform, Map<String, String> overrides) throws IOException {
        return start(platform, overrides, "@src/main/jvm/service.options");
    }

    /**
     * Starts the service with other options of the JVM.
     */
    static ServiceProcess start(LocalPlatform platform, Map<String, String> overrides, String... jvm)
            throws IOException {
        int port = FreePorts.next();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(jvm));
        String jar = System.getProperty("packaged.jar");
        if (jar != null && Files.exists(Path.of(jar))) {
            command.addAll(List.of("-jar", jar));
        } else {
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        }
        command.addAll(List.of(RunningService.arguments(platform, port, overrides)));
        Path log = Files.createDirectories(Path.of("target", "local")).resolve("service-" + port + ".log");
        File output = log.toFile();
        ServiceProcess service = new ServiceProcess(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output)
                        .start(),
                RunningService.at(platform, port),
                log);
        try {
            await("the service, see " + log)
                    .atMost(RunningService.LONGEST_WAIT)
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> service.isUp(port));
        } catch (RuntimeException | Error e) {
            service.close();
            throw e;
        }
        return service;
    }

    RunningService client() {
        return client;
    }

    /** Gives all that the service wrote to its standard output and error. */
    Path log() {
        return log;
    }

    /** Kills the service as SIGKILL does, so that it cannot finish anything. */
    void kill() {
        process.destroyForcibly();
        await().atMost(RunningService.LONGEST_WAIT).until(() -> !process.isAlive());
    }

    private boolean isUp(int port) throws IOException, InterruptedException {
        assertThat(process.isAlive()).as("the service's process").isTrue();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness"))
                .timeout(Duration.ofSeconds(5))
                .build();
        return HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode()
                == 200;
    }

    @Override
    public void close() {
        kill();
        client.close();
    }
}
