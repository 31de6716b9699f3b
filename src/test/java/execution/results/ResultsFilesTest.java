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

    @Test
    void shouldLeaveNothingWhenItStops() throws IOException {
        ResultsFiles files = start();
        Path file = files.create(".tmp");

        files.close();

        assertThat(file.getParent()).doesNotExist();
    }
}
