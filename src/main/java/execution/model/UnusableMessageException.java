package execution.model;

import java.util.regex.Pattern;

/**
 * A message that can never work, however often it is delivered. It goes to the dead letter queue with this reason. The
 * reason may quote text from outside, so it is cut to one line of at most 1,000 characters without control characters.
 */
public class UnusableMessageException extends RuntimeException {

    private static final int MOST_CHARACTERS = 1_000;

    /**
     * Control, format and unassigned characters, halves of pairs, and the separators that end a line or a paragraph.
     */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    public UnusableMessageException(String reason) {
        super(printable(String.valueOf(reason)));
    }

    private static String printable(String reason) {
        String bounded = reason.substring(0, Math.min(MOST_CHARACTERS, reason.length()));
        return UNPRINTABLE.matcher(bounded).replaceAll("?");
    }
}
