package execution.runner.process;

import static org.assertj.core.api.Assertions.assertThat;

import execution.runner.LogFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessTaskLogsTest {

    @TempDir
    Path directory;

    private ProcessTaskLogs logs() {
        return new ProcessTaskLogs(TestProcesses.properties(directory, 1));
    }

    @Test
    void shouldNameTheFileOfTheAttemptAlone() {
        assertThat(logs().of(null, 1, "abc-1")).contains(new LogFile(directory.resolve("abc-1/log"), false));
        for (String reference : List.of("", "..", "../abc-1", "abc-1/..", "/etc", ".lock", "a\n", "arn:aws:ecs:x/y")) {
            assertThat(logs().of(null, 1, reference)).as(reference).isEmpty();
        }
    }

    @Test
    void shouldSayThatTheLogIsWholeOnceTheTaskHasEnded() throws IOException {
        Path task = Files.createDirectory(directory.resolve("abc-1"));
        Files.writeString(task.resolve("pid"), ProcessHandle.current().pid() + " 1");

        assertThat(logs().of(null, 1, "abc-1")).contains(new LogFile(task.resolve("log"), false));
        Files.writeString(task.resolve("exit"), "0");

        assertThat(logs().of(null, 1, "abc-1")).contains(new LogFile(task.resolve("log"), true));
    }
}
