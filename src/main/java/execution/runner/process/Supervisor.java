package execution.runner.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.core.io.ClassPathResource;

/** Starts the parent of a wrapper, which outlives the service and writes down the wrapper's exit code. */
class Supervisor {

    private static final String SCRIPT = script();

    /** What the supervisor prints when the task has a process that the service will find again. */
    private static final String STARTED = "started";

    /**
     * Starts a task. If it was started before, nothing is started anew.
     *
     * @param program the program that has to be there for the task to run; empty if that is not known
     * @param words what starts the wrapper
     * @param environment the whole environment of the wrapper but for what every process needs
     * @throws IOException if it is not known whether the task was started
     */
    void start(TaskDirectory task, String program, List<String> words, Map<String, String> environment)
            throws IOException {
        List<String> line = new ArrayList<>();
        // In a session of its own, a signal to the group of the service does not reach it.
        Stream.of("/usr/bin/setsid", "/bin/setsid")
                .filter(setsid -> Files.isExecutable(Path.of(setsid)))
                .findFirst()
                .ifPresent(line::add);
        line.addAll(List.of("/bin/sh", "-c", SCRIPT, "supervisor", task.path().toString(), program));
        line.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.DISCARD);
        Map<String, String> own = builder.environment();
        // Nothing else of the service's environment, which may hold its credentials.
        own.keySet().retainAll(List.of("PATH"));
        own.put("JAVA_HOME", System.getProperty("java.home"));
        own.put("LC_ALL", "C.UTF-8");
        own.put("HOME", task.work().toString());
        own.put("TMPDIR", task.work().toString());
        own.putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
            if (!STARTED.equals(said.readLine())) {
                throw new IOException("it is not known whether the process was started");
            }
        }
    }

    private static String script() {
        try (InputStream in = new ClassPathResource("execution/runner/process/supervisor.sh").getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
