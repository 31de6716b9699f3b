package wrapper.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TailBufferTest {
    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "ab, ab",
        "abcd, abcd",
        "abc|de, bcde",
        "abcd|e|f, cdef",
        "abcdefghij, ghij",
        "a|bcdefghij|k, hijk"
    })
    void shouldKeepTheLastBytes(String chunks, String kept) {
        TailBuffer tail = new TailBuffer(4);

        for (String chunk : chunks.split("\\|")) {
            tail.write((chunk + "unused").getBytes(UTF_8), chunk.length());
        }

        assertThat(tail.text()).isEqualTo(kept);
        assertThat(tail.written()).isEqualTo(chunks.replace("|", "").length());
    }
}
