package execution.runner;

/**
 * Prepares the text of a platform for the log. Such a text goes to the log alone: it may name accounts and roles, and
 * it may hold any character.
 */
public final class RawText {

    private static final int MOST = 1_000;

    private RawText() {}

    /** Gives the text on one line without control characters, cut after 1,000 characters. */
    public static String forLog(String text) {
        String known = String.valueOf(text);
        return (known.length() <= MOST ? known : known.substring(0, MOST))
                .replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}]", " ");
    }
}
