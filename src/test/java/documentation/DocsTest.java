package documentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.map;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** Pages lead where they say, and quote what the code has. */
class DocsTest {

    private static Sources sources;

    @BeforeAll
    static void read() throws IOException, ClassNotFoundException {
        sources = Sources.read();
    }

    /** Who adds a page puts it into the index, and says which kind of page it is. */
    @Test
    void shouldListEachPageInTheIndex() throws IOException {
        Path index = Path.of("docs/README.md");
        List<String> listed = MarkdownPage.read(index).links();
        try (Stream<Path> pages = Files.list(Path.of("docs"))) {
            assertThat(pages.map(page -> page.getFileName().toString())
                            .filter(name -> name.endsWith(".md") && !name.equals("README.md")))
                    .as("pages that docs/README.md does not list")
                    .isSubsetOf(listed);
        }
    }

    @Test
    void shouldLinkToWhatIsThere() throws IOException {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Path path : MarkdownPage.all()) {
            MarkdownPage page = MarkdownPage.read(path);
            links += page.links().size();
            broken.addAll(page.brokenLinks());
        }

        assertThat(links).isPositive();
        assertThat(broken).isEmpty();
    }

    @Test
    void shouldTellWhichLinksLeadNowhere(@TempDir Path folder) throws IOException {
        Path page = folder.resolve("page.md");
        Files.writeString(
                page,
                """
                # One `heading`, and more
                [good](page.md) [good](#one-heading-and-more) [good](https://example.com/none)
                [bad](other.md) [bad](page.md#one) `[code](none.md)`
                """);

        assertThat(MarkdownPage.read(page).brokenLinks())
                .containsExactly(page + " -> other.md", page + " -> page.md#one");
    }

    /**
     * Who reworded a reason or a line of the log, or renamed a setting or a metric, finds the place on the page here.
     */
    @ParameterizedTest
    @CsvSource({"docs/troubleshooting.md, 100", "docs/errors.md, 60"})
    void shouldQuoteWhatTheCodeHas(Path page, int least) throws IOException {
        List<String> quotes = MarkdownPage.read(page).code().stream()
                .filter(quote -> !quote.startsWith("execctl "))
                .toList();

        assertThat(quotes).hasSizeGreaterThan(least);
        assertThat(quotes.stream().filter(quote -> !sources.say(quote)))
                .as("quoted, and not in src/main")
                .isEmpty();
    }

    /** Who renamed or moved a class finds the place on the page here. */
    @Test
    void shouldNameInTheGuideOnChangesClassesAndFilesThatAreThere() throws IOException {
        Set<String> there = new HashSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            files.map(file -> file.toString().replace(".java", "")).forEach(file -> {
                there.add(file);
                there.add(file.replaceFirst("src/(main|test)/(java/)?", ""));
                there.add(file.replaceFirst("src/main/resources/", ""));
                there.add(file.replaceFirst(".*/", ""));
            });
        }
        String contract = Files.readString(Path.of("src/main/resources/openapi.yaml"));
        List<String> named = MarkdownPage.read(Path.of("docs/changing.md")).code().stream()
                .filter(code -> code.matches("(\\w+[./])*[A-Z][a-z]\\w+|(src|resources|schemas)(/[\\w.-]+)+/?"))
                .toList();

        assertThat(named).hasSizeGreaterThan(40);
        assertThat(named)
                .filteredOn(code ->
                        !there.contains(code.replaceAll("\\.(?=.*[A-Z])", "/").replaceFirst("/$", "")))
                .filteredOn(code -> !contract.contains("    " + code + ":"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "execution.sweep.period",
                "execution.allocation.slots.<runner>",
                "execution_slots_corrected_total",
                "launch unknown: no answer within … and no task of this attempt is to be found"
            })
    void shouldFindWhatTheCodeHas(String quote) {
        assertThat(sources.say(quote)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "execution.sweep.periods",
                "execution.allocation.slots",
                "execution_slots_corrected_often_total",
                "launch unknown: no answer within … and no task of that attempt is to be found",
                "aunch unknown"
            })
    void shouldMissWhatTheCodeHasNot(String quote) {
        assertThat(sources.say(quote)).isFalse();
    }

    /** What runs on a pull request of a stranger may only read, and ends. */
    @Test
    void shouldLetTheWorkflowReadAloneAndEnd() throws IOException {
        String text = Files.readString(Path.of(".github/workflows/ci.yml"));
        Map<String, Object> workflow = new Yaml().load(text);

        assertThat(workflow.get("permissions")).isEqualTo(Map.of("contents", "read"));
        assertThat(workflow.get("jobs"))
                .asInstanceOf(map(String.class, Map.class))
                .isNotEmpty()
                .allSatisfy((name, job) -> assertThat(job).containsKey("timeout-minutes"));
        assertThat(text).contains(".ci/run").doesNotContain("secrets.");
    }
}
