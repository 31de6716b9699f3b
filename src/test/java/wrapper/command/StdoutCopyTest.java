package wrapper.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StdoutCopyTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"abc|de, abcde, false", "abc|def, abcde, true", "abcde|f|g, abcde, true"})
    void shouldKeepTheFirstBytesAndSayWhenItLacksSome(String chunks, String kept, boolean truncated)
            throws IOException {
        StdoutCopy copy = new StdoutCopy(folder.resolve("stdout"), 5);

        for (String chunk : chunks.split("\\|")) {
            copy.write(chunk.getBytes(UTF_8), chunk.length());
        }
        copy.close();

        assertThat(folder.resolve("stdout")).hasContent(kept);
        assertThat(copy.truncated()).isEqualTo(truncated);
    }
}
