package execution.model;

/** Bounds the texts that say why. */
final class Reasons {

    /** The most characters of a reason. */
    static final int MAX = 1_000;

    private Reasons() {}

    /** The first {@link #MAX} characters of a text. */
    static String bounded(String why) {
        return bounded(why, MAX);
    }

    /** The beginning of a text; no character is cut in half, because a half cannot be stored. */
    static String bounded(String why, int most) {
        if (why == null || why.length() <= most) {
            return why;
        }
        return why.substring(0, Character.isHighSurrogate(why.charAt(most - 1)) ? most - 1 : most);
    }
}
