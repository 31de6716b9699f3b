package execution.logging;

import java.util.Locale;
import java.util.regex.Pattern;

/** Text for one line of a log or a terminal. */
final class Printable {

    /** Control characters, C1 as well, and what else begins a new line or changes the direction of writing. */
    private static final Pattern UNPRINTABLE =
            Pattern.compile("[\\p{Cc}\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069&&[^\\t]]");

    private Printable() {}

    /** The text with each character that would end the line or steer the terminal as Java writes it: {@code \n}, {@code \}u001b. */
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
