package execution.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundedLinesTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "'a,bc,def', 'a,bc,def'",
                "'a,abcd,b', 'a,b'",
                "'a,abcd', 'a'",
                "'abcd,abcdefgh,b,', 'b'",
                "',a,,b', ',a,,b'",
                "'abcd', none",
                "'', none"
            })
    void shouldGiveEachLineThatIsNotTooLong(String text, String expected) throws IOException {
        List<String> lines = new ArrayList<>();
        try (BoundedLines bounded = new BoundedLines(new StringReader(text.replace(',', '\n')), 3)) {
            for (String line = bounded.next(); line != null; line = bounded.next()) {
                lines.add(line);
            }
        }

        assertThat(lines.isEmpty() ? null : String.join(",", lines)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "a line of {0} characters")
    @CsvSource({"8191", "8192", "8193", "20000"})
    void shouldGiveLinesThatAreLongerThanWhatIsReadAtOnce(int length) throws IOException {
        try (BoundedLines lines = new BoundedLines(new StringReader("a".repeat(length) + "\nb"), length)) {
            assertThat(lines.next()).hasSize(length);
            assertThat(lines.next()).isEqualTo("b");
            assertThat(lines.next()).isNull();
        }
    }
}
