package execution.runner;

/** Text of a platform, for the log alone: it may name accounts and roles, and nobody vouches for its characters. */
public final class RawText {

    private static final int MOST = 1_000;

    private RawText() {}

    /** The text on one line, without control characters, at most 1,000 characters of it. */
    public static String forLog(String text) {
        String known = String.valueOf(text);
        return (known.length() <= MOST ? known : known.substring(0, MOST))
                .replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}]", " ");
    }
}
