package execution.runner.process;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.util.unit.DataSize;

/** Settings of a runner whose wrapper is a shell that runs the text after {@code --run}. */
final class TestProcesses {

    private TestProcesses() {}

    /** Kills all tasks and waits until nothing writes into their directories any more. */
    static void killAll(Path directory) {
        await().until(() ->
                TaskDirectory.all(directory).stream().peek(TaskDirectory::kill).noneMatch(TaskDirectory::isAlive));
    }

    static ProcessProperties properties(Path directory, int most) {
        return new ProcessProperties(
                true,
                List.of("/bin/sh", "-c", "eval \"$2\"", "wrapper"),
                directory,
                most,
                DataSize.ofBytes(1),
                Duration.ofSeconds(30),
                Duration.ofHours(24));
    }
}
