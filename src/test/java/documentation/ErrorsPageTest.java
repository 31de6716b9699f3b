package documentation;

import static org.assertj.core.api.Assertions.assertThat;

import cli.call.ExitCode;
import execution.model.ReasonClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** docs/errors.md has each error that the code has, and no other. */
class ErrorsPageTest {

    private static final Path PAGE = Path.of("docs/errors.md");

    /** A refusal whose text does not depend on a field of the body: it begins with a text. */
    private static final Pattern REFUSAL = Pattern.compile(
            "(?:ProblemException\\.(?!invalid)\\w+|Problem\\.write|Refusal(?:\\.of)?)\\([^\";{]*\"([^\"]+)\"");

    private static String page;

    @BeforeAll
    static void read() throws IOException {
        page = Files.readString(PAGE);
    }

    private static List<String> found(String regex, String text) {
        return Pattern.compile(regex)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .distinct()
                .toList();
    }

    @Test
    void shouldHaveEachStatusOfTheContract() throws IOException {
        List<String> statuses =
                found("(?m)^ +[\"']([45]\\d\\d)[\"']:", Files.readString(Path.of("src/main/resources/openapi.yaml")));

        assertThat(statuses).hasSizeGreaterThan(5);
        assertThat(found("(?m)^\\| ([45]\\d\\d) \\| [A-Z]", page)).containsAll(statuses);
        assertThat(found("(?m)^\\| ([45]\\d\\d) \\| `", page)).containsAll(statuses);
    }

    @Test
    void shouldHaveEachTextThatARequestIsRefusedWith() throws IOException {
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java/execution"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                REFUSAL.matcher(Files.readString(file))
                        .results()
                        .map(refusal -> refusal.group(1).strip())
                        .filter(text -> text.contains(" "))
                        .forEach(texts::add);
            }
        }

        assertThat(texts).hasSizeGreaterThan(30);
        assertThat(texts).as("refusals that the page does not have").allMatch(page::contains);
    }

    @Test
    void shouldHaveEachClassOfAReason() {
        assertThat(found("(?m)^\\| `([a-z_]+)` \\| [A-Z]", page))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ReasonClass.values())
                        .map(ReasonClass::text)
                        .toList());
    }

    @Test
    void shouldHaveEachExitCodeOfExecctl() {
        String rows = page.substring(page.indexOf("| `execctl` |"), page.indexOf("| the wrapper, "));

        assertThat(found("(?m)^\\|[^|]+\\| (\\d+) \\|", rows))
                .containsExactlyElementsOf(Arrays.stream(ExitCode.values())
                        .map(code -> Integer.toString(code.code()))
                        .toList());
    }
}
