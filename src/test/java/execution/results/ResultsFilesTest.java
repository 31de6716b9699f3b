package execution.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsFilesTest {

    @TempDir
    private Path directory;

    private ResultsFiles start() throws IOException {
        return new ResultsFiles(ResultsSettings.of(Map.of("directory", directory.toString())));
    }

    @Test
    void shouldDeleteAtItsStartWhatAnInstanceLeftThatWasKilled() throws IOException {
        Path left = Files.createDirectories(directory.resolve("instance-killed"));
        Files.createFile(left.resolve("lock"));
        Files.createFile(left.resolve("results-1.tmp"));

        start();

        assertThat(left).doesNotExist();
    }

    @Test
    void shouldLeaveTheFilesOfAnInstanceThatLives() throws IOException {
        ResultsFiles other = start();
        Path file = other.create(".tmp");

        ResultsFiles own = start();

        assertThat(file).exists();
        assertThat(own.create(".tmp").getParent()).isNotEqualTo(file.getParent());
    }

    /** An instance in a process of its own, which starts and ends. */
    public static void main(String[] arguments) throws IOException {
        new ResultsFiles(ResultsSettings.of(Map.of("directory", arguments[0]))).close();
    }

    @Test
    void shouldKeepItsFilesFromOtherProcessesWhenSeveralInstancesAreInOne() throws Exception {
        Path file = start().create(".tmp");
        start();
        // A channel that nobody refers to is closed, and its lock with it.
        System.gc();

        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ResultsFilesTest.class.getName(),
                        directory.toString())
                .inheritIO()
                .start();

        assertThat(other.waitFor()).isZero();
        assertThat(file).exists();
    }

    @Test
    void shouldLeaveNothingWhenItStops() throws IOException {
        ResultsFiles files = start();
        Path file = files.create(".tmp");

        files.close();

        assertThat(file.getParent()).doesNotExist();
    }
}
