package wrapper.work.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wrapper.work.catalogue.KnownTasks.RefusedTaskException;
import wrapper.work.catalogue.WorkerTask.Mode;

class KnownTasksTest {

    @TempDir
    Path folder;

    private WorkerTask read(String yaml) throws Exception {
        Files.writeString(folder.resolve("task.yaml"), yaml);
        return new KnownTasks(List.of(folder)).find("task");
    }

    @Test
    void shouldReadSectionOfTheTasksFile() throws Exception {
        assertThat(read("worker: {command: [sh, -c, 'echo $PART']}"))
                .isEqualTo(new WorkerTask("task", Mode.PROCESS, List.of("sh", "-c", "echo $PART"), null));
        assertThat(read("container: {command: [a]}\nworker: {mode: lines}"))
                .isEqualTo(new WorkerTask("task", Mode.LINES, List.of("a"), null));
        assertThat(read("worker: {mode: function, function: com.example.Count}"))
                .isEqualTo(new WorkerTask("task", Mode.FUNCTION, List.of(), "com.example.Count"));
    }

    @Test
    void shouldKnowTheShippedTasksAndPreferTheLastFolder() throws Exception {
        Files.writeString(folder.resolve("word-count-range.yaml"), "worker: {command: [mine]}");

        assertThat(new KnownTasks(List.of()).find("hash-search").mode()).isEqualTo(Mode.PROCESS);
        assertThat(new KnownTasks(List.of()).find("word-count-range").mode()).isEqualTo(Mode.FUNCTION);
        assertThat(new KnownTasks(List.of(folder)).find("word-count-range").command())
                .containsExactly("mine");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "title: no section",
                "worker: text",
                "worker: {}",
                "worker: {mode: other, command: [a]}",
                "worker: {command: []}",
                "worker: {command: [1]}",
                "worker: {command: ['a\\0']}\n\0",
                "worker: {mode: function}",
                "worker: {mode: function, function: '../x'}",
                "worker: &a {command: *a}",
                "worker: !!javax.script.ScriptEngineManager []",
                "[[[",
                ""
            })
    void shouldRefuseWhatItMayNotRun(String yaml) throws IOException {
        Files.writeString(folder.resolve("task.yaml"), yaml);

        assertThatExceptionOfType(RefusedTaskException.class)
                .isThrownBy(() -> new KnownTasks(List.of(folder)).find("task"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../task", "a/b", "no-such-task", "Task", "task.yaml"})
    void shouldRefuseNamesOfNoTask(String name) {
        assertThatExceptionOfType(RefusedTaskException.class)
                .isThrownBy(() -> new KnownTasks(List.of(folder)).find(name));
    }

    @Test
    void shouldRefuseFileThatIsTooLargeOrTooDeep() throws Exception {
        for (String yaml : List.of("#" + "x".repeat(300_000), "a: " + "[".repeat(100_000))) {
            Files.writeString(folder.resolve("task.yaml"), yaml);
            assertThatExceptionOfType(RefusedTaskException.class)
                    .isThrownBy(() -> new KnownTasks(List.of(folder)).find("task"));
        }
    }
}
