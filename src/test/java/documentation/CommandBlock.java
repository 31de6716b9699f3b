package documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Commands that a page shows in one block.
 *
 * @param line where the block begins
 * @param text what a reader copies into a shell
 * @param answer the block of JSON or text that stands directly behind it, which says what comes of the commands; null
 *     if there is none
 * @param isJson whether the answer is JSON
 */
public record CommandBlock(Path page, int line, String text, String answer, boolean isJson) {

    /** A block, and the block behind it unless that is one of commands as well. A block of a list is indented. */
    private static final Pattern BLOCK = Pattern.compile(
            "(?ms)^( *)```sh\\n(.*?)^\\1```$(?:\\n\\s*^\\1```(json|text)\\n(.*?)^\\1```$)?", Pattern.MULTILINE);

    private static final Pattern COMMENT = Pattern.compile("(?:^|\\s+)# ");
    private static final Pattern HEREDOC = Pattern.compile("<<-? ?'?(\\w+)'?");
    private static final Pattern OPENS = Pattern.compile("^(?:for|while|until|if)\\b");
    private static final Pattern CLOSES = Pattern.compile("(?:^|; )(?:done|fi)\\b");

    /**
     * Gives the blocks of commands of a page, the first one first.
     *
     * @throws IOException if there is no such page
     */
    public static List<CommandBlock> of(Path page) throws IOException {
        String text = Files.readString(page);
        List<CommandBlock> blocks = new ArrayList<>();
        Matcher found = BLOCK.matcher(text);
        while (found.find()) {
            int line = (int) text.substring(0, found.start()).lines().count() + 1;
            String indent = found.group(1);
            blocks.add(new CommandBlock(
                    page,
                    line,
                    outdented(found.group(2), indent),
                    outdented(found.group(4), indent),
                    "json".equals(found.group(3))));
        }
        return blocks;
    }

    private static String outdented(String block, String indent) {
        return block == null ? null : block.replaceAll("(?m)^" + indent, "");
    }

    /** Gives the commands one by one, each with all of its lines and without comments. */
    public List<String> commands() {
        List<String> commands = new ArrayList<>();
        StringBuilder command = new StringBuilder();
        String here = null;
        int open = 0;
        for (String line : text.lines().toList()) {
            String code = here == null ? withoutComment(command, line) : line;
            if (code.isBlank() && command.isEmpty()) {
                continue;
            }
            command.append(command.isEmpty() ? "" : "\n").append(code);
            if (here == null) {
                Matcher heredoc = HEREDOC.matcher(code);
                here = heredoc.find() ? heredoc.group(1) : null;
                open += OPENS.matcher(code.strip()).find() ? 1 : 0;
                open -= CLOSES.matcher(code.strip()).find() ? 1 : 0;
            } else if (code.equals(here)) {
                here = null;
            }
            if (here == null && open == 0 && !code.endsWith("\\") && !quoted(command)) {
                commands.add(command.toString());
                command.setLength(0);
            }
        }
        return commands;
    }

    private static String withoutComment(CharSequence before, String line) {
        return COMMENT.matcher(line)
                .results()
                .map(comment -> line.substring(0, comment.start()))
                .filter(code -> !quoted(before + code))
                .findFirst()
                .orElse(line);
    }

    /** Whether what comes next stands between quotes. */
    private static boolean quoted(CharSequence command) {
        char quote = 0;
        for (int i = 0; i < command.length(); i++) {
            char character = command.charAt(i);
            if (character == '\\' && quote != '\'') {
                i++;
            } else if (quote == 0 && (character == '\'' || character == '"')) {
                quote = character;
            } else if (character == quote) {
                quote = 0;
            }
        }
        return quote != 0;
    }

    @Override
    public String toString() {
        return page + ":" + line;
    }
}
