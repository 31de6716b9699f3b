package architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the formatter leaves behind: it does not break comments and texts that are too long, and where it does break a
 * comment it may leave a word or two on a line of their own.
 */
class SourceLinesTest {

    private static final int WIDTH = 120;

    /** From this width on a line of a comment was full, so what follows it was broken off. */
    private static final int FULL = 100;

    private static final int MOST_WORDS_BROKEN_OFF = 2;

    private static final Pattern ONE_TEXT = Pattern.compile("([+?:] )?\"([^\"\\\\]|\\\\.)*\"( \\+)?[,;)]*");

    /**
     * Gives the lines that are too long, and the short rests of broken comments. A line that is nothing but one text,
     * or a part of a text block, may have any length.
     */
    private static List<String> problems(List<String> lines) {
        List<String> problems = new ArrayList<>();
        boolean inTextBlock = false;
        String before = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            String text = line.strip();
            boolean changesBlock = text.split("\"\"\"", -1).length % 2 == 0;
            if (line.length() > WIDTH
                    && !inTextBlock
                    && !changesBlock
                    && !ONE_TEXT.matcher(text).matches()) {
                problems.add((i + 1) + " is longer than " + WIDTH + ": " + text);
            }
            if (before.length() > FULL
                    && before.strip().startsWith("//")
                    && text.startsWith("// ")
                    && text.split(" ").length - 1 <= MOST_WORDS_BROKEN_OFF) {
                problems.add((i + 1) + " is the broken-off end of a comment: " + text);
            }
            inTextBlock ^= changesBlock;
            before = line;
        }
        return problems;
    }

    @Test
    void shouldFitTheWidthAndBreakNoCommentBeforeItsLastWords() throws IOException {
        List<String> problems = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java"))
                    .sorted()
                    .toList()) {
                problems(Files.readAllLines(file)).forEach(problem -> problems.add(file + ":" + problem));
            }
        }
        assertThat(problems).isEmpty();
    }

    @Test
    void shouldSeeLongLinesThatAreNotOneText() {
        String filler = "x".repeat(WIDTH + 1);

        assertThat(problems(List.of("// " + filler))).hasSize(1);
        assertThat(problems(List.of("call(\"" + filler + "\");"))).hasSize(1);
        assertThat(problems(List.of("\"" + filler + "\" + other"))).hasSize(1);
        assertThat(problems(List.of("+ \"" + filler + "\");", "\"\\\"" + filler + "\",")))
                .isEmpty();
        assertThat(problems(List.of("call(\"\"\"", filler, "\"\"\");", filler))).hasSize(1);
    }

    @Test
    void shouldSeeWordsThatWereBrokenOff() {
        String full = "// " + "x ".repeat(FULL / 2);

        assertThat(problems(List.of(full, "// two words."))).hasSize(1);
        assertThat(problems(List.of(full, "// now three words."))).isEmpty();
        assertThat(problems(List.of(full, "code two"))).isEmpty();
        assertThat(problems(List.of("// short", "// word"))).isEmpty();
    }
}
