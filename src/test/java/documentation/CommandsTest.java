package documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each command that a page shows is run by something. */
class CommandsTest {

    @Test
    void shouldHaveEachCommandOfThePagesRunByATest() throws IOException {
        CommandTable table = CommandTable.read();
        Set<CommandTable.Entry> used = new HashSet<>();
        List<String> run = new ArrayList<>();
        List<String> notRun = new ArrayList<>();
        for (Path page : MarkdownPage.all()) {
            for (CommandBlock block : CommandBlock.of(page)) {
                for (String command : block.commands()) {
                    table.find(command).ifPresent(used::add);
                    boolean isRun = table.find(command).isPresent()
                            || CommandTable.TYPED.contains(page)
                            || command.startsWith(CommandTable.START);
                    (isRun ? run : notRun).add(block + ": " + command);
                }
            }
        }

        assertThat(run).hasSizeGreaterThan(80);
        assertThat(notRun).as("commands that no test runs").isEmpty();
        assertThat(table.entries()).as("entries of commands.yaml").allMatch(used::contains, "is of a command");
    }

    @Test
    void shouldNameTestsAndStepsThatAreThere() throws IOException {
        List<CommandTable.Entry> entries = CommandTable.read().entries();

        assertThat(entries).allSatisfy(entry -> assertThat(Files.readString(Path.of(entry.in())))
                .contains(entry.says()));
    }

    @Test
    void shouldTellCommandsApart(@TempDir Path folder) throws IOException {
        Path page = folder.resolve("page.md");
        Files.writeString(
                page,
                """
                ```sh
                one --with "two
                lines"     # and why
                # a comment
                for name in a b; do
                  three $name # here
                done
                cat > file <<'EOF'
                # four
                EOF
                five \\
                  goes on
                ```

                ```text
                an answer
                ```

                1. in a list
                   ```sh
                   six
                   ```
                """);

        List<CommandBlock> blocks = CommandBlock.of(page);

        assertThat(blocks).hasSize(2);
        assertThat(blocks.get(0).line()).isEqualTo(1);
        assertThat(blocks.get(0).commands())
                .containsExactly(
                        "one --with \"two\nlines\"",
                        "for name in a b; do\n  three $name\ndone",
                        "cat > file <<'EOF'\n# four\nEOF",
                        "five \\\n  goes on");
        assertThat(blocks.get(0).answer()).isEqualTo("an answer\n");
        assertThat(blocks.get(1).commands()).containsExactly("six");
        assertThat(blocks.get(1).answer()).isNull();
    }
}
