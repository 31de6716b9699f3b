package local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFilesTest {

    @Test
    void shouldLetTheUserAloneReadHowThePlatformIsCalled(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("local").resolve("execctl.properties");

        PrivateFiles.writeForExecctl(file, 8080, "t=0:ken");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Properties written = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            written.load(reader);
        }
        assertThat(written).containsEntry("url", "http://127.0.0.1:8080").containsEntry("token", "t=0:ken");
    }
}
