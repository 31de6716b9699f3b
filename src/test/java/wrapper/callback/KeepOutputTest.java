package wrapper.callback;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KeepOutputTest {

    @Test
    void shouldTakeNoMoreThanTheServiceDoesAndNoHalfOfACharacter() {
        byte[] end = KeepOutput.end("a" + "€".repeat(30_000));

        assertThat(end).hasSizeLessThanOrEqualTo(65_536).hasSizeGreaterThan(65_530);
        assertThat(new String(end, StandardCharsets.UTF_8)).matches("€+");
    }

    @Test
    void shouldTakeAShortOutputWhole() {
        assertThat(KeepOutput.end("ä\n")).isEqualTo("ä\n".getBytes(StandardCharsets.UTF_8));
    }
}
