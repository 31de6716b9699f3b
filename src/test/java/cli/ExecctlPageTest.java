package cli;

import static org.assertj.core.api.Assertions.assertThat;

import cli.call.Installations;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** docs/execctl.md says how each command is used; with {@code -Dexecctl.page=write} its last part is written anew. */
class ExecctlPageTest {
    private static final Path PAGE = Path.of("docs/execctl.md");
    private static final String COMMAND = "./mvnw test -Dtest=ExecctlPageTest -Dexecctl.page=write";

    /** What stands before it is written by hand. */
    private static final String MARK =
            "<!-- From here on the page is made of what execctl prints by: " + COMMAND + " -->\n";

    @Test
    void shouldSayHowEachCommandIsUsed() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(page)
                .as("the line that the last part of the page begins with")
                .contains(MARK);
        String before = page.substring(0, page.indexOf(MARK) + MARK.length());
        if ("write".equals(System.getProperty("execctl.page"))) {
            page = before + commands();
            Files.writeString(PAGE, page);
        }

        assertThat(page.substring(before.length()).split("\n"))
                .as("a command has changed; this writes docs/execctl.md anew: " + COMMAND)
                .containsExactly(commands().split("\n"));
    }

    private static String commands() {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        CommandLine root = Execctl.commandLine(new Surroundings(
                new Installations(Map.of(), Path.of("none"), null),
                InputStream.nullInputStream(),
                nowhere,
                nowhere,
                false,
                millis -> {},
                new AtomicReference<>()));
        return Stream.concat(
                        Stream.of(root), root.getSubcommands().values().stream().distinct())
                .map(ExecctlPageTest::section)
                .collect(Collectors.joining("\n"));
    }

    private static String section(CommandLine command) {
        String usage = command.getUsageMessage()
                .replace(System.lineSeparator(), "\n")
                .lines()
                .map(String::stripTrailing)
                .collect(Collectors.joining("\n"));
        return "### " + command.getCommandSpec().qualifiedName() + "\n\n```text\n" + usage + "\n```\n";
    }
}
