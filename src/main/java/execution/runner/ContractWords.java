package execution.runner;

import java.util.Arrays;
import java.util.Locale;

/** Reads the words that a runner may use in JSON. */
final class ContractWords {

    private ContractWords() {}

    /**
     * Gives what a word means. The case of its letters does not matter, because no two words differ in it alone.
     *
     * @param field what the word stands for, for the error
     * @throws IllegalArgumentException if there is no such word
     */
    static <E extends Enum<E>> E read(Class<E> words, String field, String given) {
        return Arrays.stream(words.getEnumConstants())
                .filter(word -> word.name().equals(given.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(field + ": must be one of "
                        + Arrays.toString(words.getEnumConstants()) + ", is '" + given + "'"));
    }
}
