package local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A worker of the fleet as a process of its own, on the class path that a worker's image is laid out with. It ends with
 * this JVM.
 */
public final class LocalWorker implements AutoCloseable {

    private static final String MAIN_CLASS = "wrapper.Worker";

    /** A worker needs more memory than a wrapper, because it keeps the values of many parts. */
    private static final String HEAP = "-Xmx96m";

    private static final String STOP_TIMEOUT_SECONDS = "5";
    private static final long LONGEST_STOP_SECONDS = 10;

    private final String name;
    private final PageAccess access;
    private final Path log;
    private final Process process;

    private LocalWorker(String name, PageAccess access, Path log, Process process) {
        this.name = name;
        this.access = access;
        this.log = log;
        this.process = process;
    }

    /**
     * How a worker is started.
     *
     * @param name begins the worker's name
     * @param capacity how many messages it works on at once
     * @param tasks folders of task files besides those that are shipped
     * @param logs the directory of the worker's log
     * @param more options that follow
     * @param access where the worker's page listens, and who may see it
     */
    public record Options(
            String name, int capacity, List<Path> tasks, Path logs, List<String> more, PageAccess access) {

        /** A worker with any free port and a token of its own. */
        public Options(String name, int capacity, List<Path> tasks, Path logs, List<String> more) {
            this(
                    name,
                    capacity,
                    tasks,
                    logs,
                    more,
                    PageAccess.with(UUID.randomUUID().toString()));
        }
    }

    /** Where the page of a worker listens on this machine, and the bearer token of whoever may see it. */
    public record PageAccess(int port, String token) {

        /** Takes a port that is free now. */
        public static PageAccess with(String token) {
            return new PageAccess(FreePorts.next(), token);
        }
    }

    /**
     * Starts a worker, and does not wait until it takes messages.
     *
     * @param environment where its queue is, and with what it signs its calls
     */
    static LocalWorker start(Options options, Map<String, String> environment) throws IOException {
        var log = Files.createDirectories(options.logs()).resolve(options.name() + ".log");
        var command = new ArrayList<>(List.of(
                WrapperCommand.javaTool("java"),
                WrapperCommand.jvmOptions(),
                HEAP,
                "-cp",
                WrapperCommand.testClasses() + File.pathSeparator + WrapperCommand.classPath(),
                EndsWithStdin.class.getName(),
                MAIN_CLASS,
                "--queue=" + Names.FLEET_QUEUE,
                "--dead-letter-queue=" + Names.FLEET_QUEUE + Names.DEAD_LETTERS,
                "--region=" + Names.REGION.id(),
                "--capacity=" + options.capacity(),
                "--name=" + options.name(),
                "--wrapper=" + String.join(" ", WrapperCommand.entryPoint()),
                "--stop-timeout=" + STOP_TIMEOUT_SECONDS,
                "--grace=1",
                "--address=127.0.0.1",
                "--port=" + options.access().port()));
        if (!options.tasks().isEmpty()) {
            command.add("--tasks-dir="
                    + options.tasks().stream().map(Path::toString).collect(Collectors.joining(",")));
        }
        command.addAll(options.more());
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("WORK_TOKEN", options.access().token());
        return new LocalWorker(options.name(), options.access(), log, builder.start());
    }

    public String name() {
        return name;
    }

    /** Gives the address of the worker's page. */
    public String page() {
        return "http://127.0.0.1:" + access.port() + "/worker";
    }

    /** Gives the bearer token of the worker's page. */
    public String token() {
        return access.token();
    }

    /** Gives all that the worker wrote to its standard output and error. */
    public Path log() {
        return log;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Kills the worker as SIGKILL does, so that it cannot finish anything. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Kills the worker and all of its processes, as if its container were gone. */
    public void killWithAllThatRuns() throws InterruptedException {
        // The children of a process that has ended are not its descendants any more.
        List<ProcessHandle> all = process.descendants().toList();
        kill();
        all.forEach(ProcessHandle::destroyForcibly);
    }

    /** Stops the worker as SIGTERM does, and kills it if it takes too long. */
    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(LONGEST_STOP_SECONDS, TimeUnit.SECONDS)) {
            kill();
        }
    }
}
