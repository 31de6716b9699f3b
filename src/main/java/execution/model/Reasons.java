package execution.model;

import java.nio.charset.StandardCharsets;

/** Cuts the texts that give reasons to their longest length. */
final class Reasons {

    /** The most characters of a reason. */
    static final int MAX = 1_000;

    private Reasons() {}

    /**
     * Gives a text from outside as it can be stored and shown on one line: a control character becomes a space, and
     * half a character a question mark.
     */
    static String clean(String said) {
        return said == null
                ? null
                : new String(said.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
                        .replaceAll("\\p{Cntrl}", " ")
                        .strip();
    }

    /** Gives the first {@link #MAX} characters of a text. */
    static String bounded(String why) {
        return bounded(why, MAX);
    }

    /** Gives the beginning of a text. No character is cut in half, because half a character cannot be stored. */
    static String bounded(String why, int most) {
        if (why == null || why.length() <= most) {
            return why;
        }
        return why.substring(0, Character.isHighSurrogate(why.charAt(most - 1)) ? most - 1 : most);
    }
}
