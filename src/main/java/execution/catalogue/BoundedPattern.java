package execution.catalogue;

import com.networknt.schema.regex.RegularExpression;
import java.util.regex.Pattern;

/**
 * A regular expression that a text from outside can be matched against. The whole text must match, because {@code $}
 * alone would let a line end follow. Some expressions of Java take longer than any time for some texts, so the matcher
 * is stopped after {@value #MOST_STEPS} looks at a character.
 */
final class BoundedPattern {

    /** Takes some 50 ms. A pattern that needs no second look takes one step for each character of the text. */
    private static final int MOST_STEPS = 2_000_000;

    private BoundedPattern() {}

    /** The text took more steps than are allowed, or more of the stack than there is. */
    static final class TooManyStepsException extends RuntimeException {

        TooManyStepsException() {
            super("more than " + MOST_STEPS + " steps", null, false, false);
        }
    }

    /**
     * Makes a matcher.
     *
     * @throws IllegalArgumentException if it is no regular expression
     */
    static RegularExpression of(String regex) {
        Pattern pattern = Pattern.compile(regex);
        return text -> {
            try {
                return pattern.matcher(new Steps(text, new int[1])).matches();
            } catch (StackOverflowError e) {
                throw new TooManyStepsException();
            }
        };
    }

    /**
     * A text that counts how often it is looked at.
     *
     * @param taken shared with the parts of the text
     */
    private record Steps(CharSequence text, int[] taken) implements CharSequence {

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++taken[0] > MOST_STEPS) {
                throw new TooManyStepsException();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Steps(text.subSequence(start, end), taken);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
