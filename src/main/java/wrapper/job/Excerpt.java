package wrapper.job;

/** Cuts texts that are too long for where they go. */
public final class Excerpt {
    private Excerpt() {}

    /** Gives the beginning of a text: at most the given number of characters, where a character is a code point. */
    public static String of(String text, int most) {
        return text.substring(0, text.offsetByCodePoints(0, Math.min(text.codePointCount(0, text.length()), most)));
    }
}
