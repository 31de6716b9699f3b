package bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** The packaged service as a process of its own, with the flags that its image uses. */
final class MeasuredService implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
    private static final int STOP_SECONDS = 40;

    private final Process process;
    private final URI url;
    private final URI management;
    private final Path log;
    private Duration startTime;

    private MeasuredService(Process process, URI url, URI management, Path log) {
        this.process = process;
        this.url = url;
        this.management = management;
        this.log = log;
        // Not to be left behind when the benchmark is stopped half-way.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param name of its files in the directory
     */
    static MeasuredService start(
            BenchmarkSettings settings, Path directory, String name, Map<String, String> properties) throws Exception {
        var port = freePort();
        var configuration = directory.resolve(name + ".properties");
        var all = new Properties();
        all.putAll(properties);
        var management = freePort();
        all.setProperty("server.port", Integer.toString(port));
        all.setProperty("management.server.port", Integer.toString(management));
        try (var out = Files.newBufferedWriter(configuration)) {
            all.store(out, null);
        }
        var log = directory.resolve(name + ".log");
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + settings.options()));
        command.addAll(List.of(
                "-jar", settings.jar().toString(), "--spring.config.additional-location=file:" + configuration));
        var started = System.nanoTime();
        var service = new MeasuredService(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start(),
                URI.create("http://127.0.0.1:" + port),
                URI.create("http://127.0.0.1:" + management),
                log);
        try {
            service.awaitReady(started);
            return service;
        } catch (Exception e) {
            service.close();
            throw e;
        }
    }

    URI url() {
        return url;
    }

    /** Where its metrics and its health are. */
    URI management() {
        return management;
    }

    /** From the start of the process until its readiness probe said yes. */
    Duration startTime() {
        return startTime;
    }

    /** User and system time of all its threads so far. */
    Duration cpuTime() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** The most memory that was resident so far, in MB; empty where the system does not tell. */
    Optional<Long> peakMegabytes() throws IOException {
        var status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return Optional.empty();
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void awaitReady(long started) throws Exception {
        while (!Requests.isReady(management)) {
            if (!process.isAlive() || System.nanoTime() - started > START_TIMEOUT.toNanos()) {
                throw new IllegalStateException("the service did not start, see " + log);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        startTime = Duration.ofNanos(System.nanoTime() - started);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
