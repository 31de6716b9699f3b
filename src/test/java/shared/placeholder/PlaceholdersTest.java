package shared.placeholder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceholdersTest {
    private final Map<String, String> env = new HashMap<>(Map.of("A", "alpha", "EMPTY", "", "db;json;key", "deep"));
    private final Placeholders placeholders = new Placeholders(
            List.of(PlaceholderSource.of("env", env), PlaceholderSource.of("oenv", Map.of("ExecutionId", "e-1"))));

    @ParameterizedTest
    @CsvSource({
        "plain, plain",
        "'', ''",
        "${{env.A}}, alpha",
        "x${{env.A}}y${{oenv.ExecutionId}}z, xalphaye-1z",
        "${{env.A}}${{env.A}}, alphaalpha",
        "${{ env.A }}, alpha",
        "[${{env.EMPTY}}], []",
        "${{env.db;json;key}}, deep",
        "$A ${A} $(A) {{A}} }}, $A ${A} $(A) {{A}} }}",
    })
    void shouldReplaceEachPlaceholderAndLeaveTheTextAround(String text, String resolved) {
        assertThat(placeholders.resolve(text)).isEqualTo(resolved);
    }

    @ParameterizedTest
    @ValueSource(strings = {"${{env.A}}", "${{", "}}", "$(rm -rf /)", "a\\1$1\"'\n"})
    void shouldPutAValueInLiterallyWhenItLooksLikeSyntax(String value) {
        env.put("HOSTILE", value);

        assertThat(placeholders.resolve("<${{env.HOSTILE}}>")).isEqualTo("<" + value + ">");
    }

    @Test
    void shouldFindAValueThatWasAddedLater() {
        env.put("LATER", "now");

        assertThat(placeholders.resolve("${{env.LATER}}")).isEqualTo("now");
    }

    @ParameterizedTest
    @CsvSource({
        "${{env.NOPE}}, placeholder ${{env.NOPE}}: no such value",
        "${{vault.X}}, 'placeholder ${{vault.X}}: no such plugin here, only env, oenv'",
        "${{A}}, placeholder ${{A}}: must have the form plugin.value",
        "${{}}, placeholder ${{}}: must have the form plugin.value",
        "ab${{env.A, placeholder opened at character 3 is never closed",
    })
    void shouldNameThePlaceholderWhenItHasNoValue(String text, String message) {
        assertThatExceptionOfType(UnresolvedPlaceholderException.class)
                .isThrownBy(() -> placeholders.resolve(text))
                .withMessage(message);
    }
}
