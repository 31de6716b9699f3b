package execution.logging;

import java.util.Locale;
import java.util.regex.Pattern;

/** Makes text fit for one line of a log or a terminal. */
final class Printable {

    /**
     * Control characters, those of C1 included, and the characters that begin a new line or change the direction of
     * writing.
     */
    private static final Pattern UNPRINTABLE =
            Pattern.compile("[\\p{Cc}\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069&&[^\\t]]");

    private Printable() {}

    /**
     * Replaces each character that would end the line or control the terminal by the escape that Java has for it, such
     * as {@code \n}.
     */
    static String of(String text) {
        return UNPRINTABLE
                .matcher(text)
                .replaceAll(match -> "\\\\" + escape(match.group().charAt(0)));
    }

    private static String escape(char character) {
        return switch (character) {
            case '\n' -> "n";
            case '\r' -> "r";
            default -> String.format(Locale.ROOT, "u%04x", (int) character);
        };
    }
}
