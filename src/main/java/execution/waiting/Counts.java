package execution.waiting;

import java.util.Locale;

/** Numbers that are counted up to a bound. */
public final class Counts {

    private Counts() {}

    /** Gives the number, or the words for more than the bound. */
    public static String upTo(int number, int bound) {
        return number > bound ? String.format(Locale.ROOT, "more than %,d", bound) : Integer.toString(number);
    }
}
