package wrapper.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpoolTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"abc|de, abcde, false", "abc|def, abcde, true", "abcde|f|g, abcde, true"})
    void shouldKeepTheFirstBytesAndSayWhenItLacksSome(String chunks, String kept, boolean truncated)
            throws IOException {
        Spool spool = new Spool(folder.resolve("spool"), 5);

        for (String chunk : chunks.split("\\|")) {
            spool.write(chunk.getBytes(UTF_8), chunk.length());
        }
        spool.close();

        assertThat(folder.resolve("spool")).hasContent(kept);
        assertThat(spool.truncated()).isEqualTo(truncated);
    }
}
