package wrapper.callback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchObjectTest {

    @Test
    void shouldReadTheVariablesAndTheJob() {
        LaunchObject object = read("{\"cli_json\": \"{}\", \"environment\": {\"A\": \"a\", \"B\": \"\"}}");

        assertThat(object.failure()).isEmpty();
        assertThat(object.environment()).isEqualTo(Map.of("A", "a", "B", ""));
        assertThat(object.cliJson()).contains("{}");
    }

    @Test
    void shouldRefuseAnObjectWithAnotherDigest() {
        LaunchObject object =
                LaunchObject.read("{\"environment\": {\"A\": \"forged\"}}".getBytes(UTF_8), "0".repeat(64));

        assertThat(object.failure().orElseThrow()).contains("not the one that the service wrote");
        assertThat(object.environment()).isEmpty();
    }

    @Test
    void shouldRefuseAnObjectThatIsTooLarge() {
        assertThat(read(" ".repeat(200_000)).failure().orElseThrow()).contains("more than 131072 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{\"environment\": {\"A\": 1}}",
                "{\"environment\": {\"A\": null}}",
                "{\"environment\": {\"A=B\": \"x\"}}",
                "{\"environment\": {\"\": \"x\"}}",
                "{\"environment\": {\"A\": \"x\\u0000y\"}}"
            })
    void shouldRefuseWhatNoServiceWrites(String text) {
        assertThat(read(text).failure().orElseThrow()).startsWith("could not start: launch: the object ");
    }

    private static LaunchObject read(String text) {
        try {
            byte[] bytes = text.getBytes(UTF_8);
            return LaunchObject.read(
                    bytes,
                    HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
