package shared.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainTextTest {

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    plain grün €,                         plain grün €
                    a\\u001b[31mred\\u001b[0m b,            ared b
                    a\\u001b]0;title\\u0007b,               ab
                    a\\u001b]8;;http://x\\u001b\\\\b,         ab
                    a\\u001b[2Jb\\u001bc,                   ab\ufffdc
                    a\\u009b31mb\\u0085c\\u007fd,            a\ufffd31mb\ufffdc\ufffdd
                    a\\u202eb\\u2066c\\u2028d,               a\ufffdb\ufffdc\ufffdd
                    a\\ud800b,                            a\ufffdb
                    """)
    void shouldLeaveNothingThatATerminalWouldActOn(String raw, String shown) {
        assertThat(PlainText.of(unescaped(raw))).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({"a\\u000d\\u000ab, a\\u000ab", "a\\u000db, a\\u000ab", "a\\u0009b, a\\u0009b"})
    void shouldKeepLinesAndTabulators(String raw, String shown) {
        assertThat(PlainText.of(unescaped(raw))).isEqualTo(unescaped(shown));
    }

    private static String unescaped(String text) {
        return java.util.regex.Pattern.compile("\\\\u([0-9a-f]{4})")
                .matcher(text.replace("\\\\", "\\"))
                .replaceAll(code -> java.util.regex.Matcher.quoteReplacement(
                        Character.toString((char) Integer.parseInt(code.group(1), 16))));
    }
}
