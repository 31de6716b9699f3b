package wrapper.job;

/** What is done with texts in more places than one. */
public final class Texts {
    private Texts() {}

    /** Gives the first characters of a text, at most that many; a character is a code point. */
    public static String start(String text, int most) {
        return text.substring(0, text.offsetByCodePoints(0, Math.min(text.codePointCount(0, text.length()), most)));
    }
}
