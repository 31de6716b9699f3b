package shared.text;

import java.util.regex.Pattern;

/** Makes text that a terminal, an editor or a page can show of what a task printed, which may be any bytes. */
public final class PlainText {

    /** The sequences by which programs colour their output, move the cursor, or set a window's title. */
    private static final Pattern ESCAPES =
            Pattern.compile("\\x1b(?:\\[[0-?]{0,64}[ -/]{0,8}[@-~]|\\][^\\x07\\x1b]{0,1024}(?:\\x07|\\x1b\\\\))");

    private static final Pattern LINE_ENDS = Pattern.compile("\\r\\n?");

    /** Characters without a shape of their own, and those that change the direction in which others are read. */
    private static final Pattern CONTROLS =
            Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}\\u202a-\\u202e\\u2066-\\u2069\\ufeff&&[^\\n\\t]]");

    private static final Pattern HALVES = Pattern.compile("\\p{Cs}");

    private PlainText() {}

    /**
     * Removes escape sequences, makes each end of a line a {@code \n}, and puts U+FFFD in place of every other control
     * character but the tabulator.
     */
    public static String of(String raw) {
        String text = raw;
        if (text.indexOf('\u001b') >= 0) {
            text = ESCAPES.matcher(text).replaceAll("");
        }
        if (text.indexOf('\r') >= 0) {
            text = LINE_ENDS.matcher(text).replaceAll("\n");
        }
        text = CONTROLS.matcher(text).replaceAll("\ufffd");
        return HALVES.matcher(text).replaceAll("\ufffd");
    }
}
