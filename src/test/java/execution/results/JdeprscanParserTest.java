package execution.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdeprscanParserTest {

    @TempDir
    private Path directory;

    private ParsedResults parse(String output) throws IOException {
        return new JdeprscanParser()
                .parse(Files.writeString(directory.resolve("output"), output).toFile());
    }

    @Test
    void shouldFindEachUseOfADeprecatedApi() throws IOException {
        ParsedResults results = parse(
                """
                Jar file sample.jar:
                class sample/Application uses deprecated method java/lang/Integer::<init>(I)V (forRemoval=true)
                class sample/Other uses deprecated class java/util/Observable
                """);

        assertThat(results.findings()).isTrue();
        assertThat(results.documents().get("deprecated_use"))
                .containsExactly(
                        Map.of(
                                "class", "sample/Application",
                                "kind", "method",
                                "deprecated", "java/lang/Integer::<init>(I)V",
                                "for_removal", true),
                        Map.of(
                                "class", "sample/Other",
                                "kind", "class",
                                "deprecated", "java/util/Observable",
                                "for_removal", false));
    }

    @Test
    void shouldFindNothingInACleanJar() throws IOException {
        ParsedResults results = parse("Jar file sample.jar:\n");

        assertThat(results.findings()).isFalse();
        assertThat(results.documents().get("deprecated_use")).isEmpty();
    }

    @Test
    void shouldCountAllButListABoundedNumber() throws IOException {
        ParsedResults results = parse("class a/B uses deprecated class c/D\n".repeat(3_000));

        assertThat(results.documents().get("summary"))
                .containsExactly(Map.of("deprecated_uses", 3_000, "documents", 2_000));
    }

    @Test
    void shouldLeaveOutALineThatIsTooLongAndReadOn() throws IOException {
        ParsedResults results = parse(
                "class a/B uses deprecated class " + "c".repeat(10_000) + "\nclass a/B uses deprecated class c/D\n");

        assertThat(results.documents().get("deprecated_use"))
                .extracting(use -> use.get("deprecated"))
                .containsExactly("c/D");
    }
}
