package local.lambda;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Handles an event by a process: it reads the event from its standard input and writes its answer to its standard
 * output. Its environment has the id of the request as {@code AWS_REQUEST_ID}. A process that ends with another exit
 * code than 0 has failed; then what it wrote is the error, if it is JSON with an {@code errorType}.
 */
public final class ProcessHandler implements Function.Handler {

    private final List<String> command;
    private final Duration longest;

    /**
     * Makes a handler.
     *
     * @param command the words of the command
     * @param longest after that the process is killed, and the function has timed out
     */
    public ProcessHandler(Duration longest, String... command) {
        this.command = List.of(command);
        this.longest = longest;
    }

    @Override
    public Function.Answer handle(String event, String requestId) throws InterruptedException {
        Path files = null;
        Process process = null;
        try {
            files = Files.createTempDirectory("function-");
            Path in = Files.writeString(files.resolve("event.json"), event);
            Path out = files.resolve("answer.json");
            process = builder(files, requestId)
                    .redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .start();
            if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                return Function.Answer.error("Sandbox.Timedout", "Task timed out after " + longest);
            }
            return answer(
                            process.exitValue(),
                            Files.readString(out, StandardCharsets.UTF_8).strip())
                    .printed(Files.readString(files.resolve("log"), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Function.Answer.error("Runtime.InvalidEntrypoint", "the command cannot be started");
        } finally {
            if (process != null) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            delete(files);
        }
    }

    private ProcessBuilder builder(Path directory, String requestId) {
        var builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(directory.resolve("log").toFile());
        builder.environment().keySet().retainAll(Set.of("PATH"));
        builder.environment()
                .putAll(Map.of("AWS_REQUEST_ID", requestId, "TMPDIR", directory.toString(), "LC_ALL", "C.UTF-8"));
        return builder;
    }

    private static Function.Answer answer(int exitCode, String written) {
        if (exitCode == 0) {
            return Function.Answer.of(written.isEmpty() ? "null" : written);
        }
        return Json.read(written).has("errorType")
                ? new Function.Answer(written, true)
                : Function.Answer.error("Runtime.ExitError", "exit status " + exitCode);
    }

    private static void delete(Path directory) {
        if (directory == null) {
            return;
        }
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            // What is left behind is in the folder of temporary files.
        }
    }
}
