package local.ecs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a container's command as a local process with a clean environment and a working directory of its own, which is
 * its home and its place for temporary files too and is removed afterwards.
 */
public final class ProcessRuntime implements ContainerRuntime {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessRuntime.class);

    @Override
    public Running start(Container container) throws CannotStartException {
        if (container.command().isEmpty()) {
            throw new CannotStartException("CannotStartContainerError: no command specified");
        }
        Path directory = null;
        try {
            Files.createDirectories(container.log().getParent());
            directory = Files.createTempDirectory("task-");
            var builder = new ProcessBuilder(container.command())
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(container.log().toFile()));
            var environment = builder.environment();
            environment.keySet().retainAll(Set.of("PATH"));
            environment.put("JAVA_HOME", System.getProperty("java.home"));
            environment.put("HOME", directory.toString());
            environment.put("TMPDIR", directory.toString());
            environment.putAll(container.environment());
            var mark = container.taskId() + "/" + container.name();
            environment.put(Orphans.MARK, mark);
            var process = builder.start();
            process.getOutputStream().close();
            return new LocalProcess(process, mark, directory);
        } catch (IOException e) {
            delete(directory);
            throw new CannotStartException("CannotStartContainerError: " + e.getMessage());
        }
    }

    private static void delete(Path directory) {
        if (directory == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("Working directory {} of a task is left behind: {}", directory, e.toString());
        }
    }

    private static final class LocalProcess implements Running {

        private final Process process;
        private final CompletionStage<Integer> exit;

        LocalProcess(Process process, String mark, Path directory) {
            this.process = process;
            this.exit = process.onExit().thenApply(ended -> {
                // A container ends with its first process, whatever that process has started.
                Orphans.kill(mark);
                delete(directory);
                return ended.exitValue();
            });
        }

        @Override
        public CompletionStage<Integer> exit() {
            return exit;
        }

        @Override
        public void terminate() {
            process.destroy();
        }

        @Override
        public void kill() {
            List<ProcessHandle> descendants = process.descendants().toList();
            process.destroyForcibly();
            descendants.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /**
     * Kills what a container's process left behind. Such a process has no parent any more and may be in a session of
     * its own, but its environment still has the mark. The environment can be read under Linux; elsewhere only
     * {@link Running#kill} reaches the process.
     */
    private static final class Orphans {

        static final String MARK = "LOCAL_ECS_CONTAINER";

        private static final Path PROCESSES = Path.of("/proc");

        static void kill(String mark) {
            if (!Files.isDirectory(PROCESSES)) {
                return;
            }
            // The search is repeated until nothing is found, because a process may start another one during the search.
            for (var marked = find(mark); !marked.isEmpty(); marked = find(mark)) {
                marked.values().forEach(ProcessHandle::destroyForcibly);
            }
        }

        private static Map<Long, ProcessHandle> find(String mark) {
            return ProcessHandle.allProcesses()
                    .filter(process -> hasMark(process.pid(), mark))
                    .collect(Collectors.toMap(ProcessHandle::pid, process -> process));
        }

        private static boolean hasMark(long pid, String mark) {
            try {
                var environment = Files.readString(
                        PROCESSES.resolve(Long.toString(pid)).resolve("environ"), StandardCharsets.ISO_8859_1);
                return environment.contains(MARK + "=" + mark + "\0");
            } catch (IOException e) {
                return false; // ended meanwhile, or not ours to read
            }
        }
    }
}
