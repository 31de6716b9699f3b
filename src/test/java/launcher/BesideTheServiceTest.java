package launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BesideTheServiceTest {

    @TempDir
    Path folder;

    @Test
    void shouldFindTheJarsOfEachFolderInOrder() throws Exception {
        Path first = Files.createDirectory(folder.resolve("first"));
        Path second = Files.createDirectory(folder.resolve("second"));
        Path b = Files.createFile(first.resolve("b.jar"));
        Path a = Files.createFile(first.resolve("a.jar"));
        Files.createFile(first.resolve("note.txt"));
        Path c = Files.createFile(second.resolve("c.jar"));

        assertThat(BesideTheService.jars(first + ", " + c + "," + folder.resolve("none") + ","))
                .containsExactly(url(first), url(a), url(b), url(c));
    }

    private static URL url(Path path) throws Exception {
        return path.toUri().toURL();
    }
}
