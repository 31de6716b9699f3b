package documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/**
 * What runs the commands that pages show. Of those that {@code PageCommandsIT} does not type, commands.yaml says what
 * runs them.
 */
public record CommandTable(List<Entry> entries) {

    /** The pages whose commands PageCommandsIT types, in this order. */
    public static final List<Path> TYPED = List.of(
            Path.of("README.md"),
            Path.of("docs/execctl.md"),
            Path.of("docs/fleet.md"),
            Path.of("docs/tutorial.md"),
            Path.of("docs/add-a-task.md"),
            Path.of("docs/add-a-runner.md"));

    /** What begins a command that starts the service, which PageCommandsIT does in its own JVM. */
    public static final String START = "./mvnw spring-boot:test-run";

    private static final Path FILE = Path.of("src/test/resources/documentation/commands.yaml");

    /**
     * What runs some of the commands.
     *
     * @param command what the whole command is like
     * @param in the file of the test or of the step that runs it
     * @param says a text of that file
     */
    public record Entry(Pattern command, String in, String says) {

        boolean covers(String shown) {
            return command.matcher(shown).matches();
        }
    }

    public static CommandTable read() throws IOException {
        List<Map<String, String>> entries = new Yaml().load(Files.readString(FILE));
        return new CommandTable(entries.stream()
                .map(entry -> new Entry(
                        Pattern.compile(entry.get("command"), Pattern.DOTALL), entry.get("in"), entry.get("says")))
                .toList());
    }

    /**
     * Gives the commands that are like this as a whole, of the pages that PageCommandsIT does not type.
     *
     * @throws IOException if a page cannot be read
     */
    public static List<String> ofOtherPages(Pattern command) throws IOException {
        List<String> commands = new ArrayList<>();
        for (Path page : MarkdownPage.all()) {
            if (!TYPED.contains(page)) {
                for (CommandBlock block : CommandBlock.of(page)) {
                    block.commands().stream().filter(command.asMatchPredicate()).forEach(commands::add);
                }
            }
        }
        return commands;
    }

    /**
     * Gives what runs a command of a page.
     *
     * @return nothing if PageCommandsIT types the command, or if nothing runs it
     */
    public Optional<Entry> find(String command) {
        return entries.stream().filter(entry -> entry.covers(command)).findFirst();
    }
}
