package gateway.lane;

import java.util.Locale;

/** Numbers that are counted up to a bound. */
final class Counts {

    private Counts() {}

    /** Gives the number, or the words for more than the bound. */
    static String upTo(int number, int bound) {
        return number > bound ? String.format(Locale.ROOT, "more than %,d", bound) : Integer.toString(number);
    }
}
