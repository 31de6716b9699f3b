package wrapper.action;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import wrapper.config.InputProblems;
import wrapper.json.JoinedText;

/**
 * The keys of an action, and what is wrong with them. They are read twice: before anything runs, when placeholders are
 * still in them, and again when the action is performed.
 */
final class Fields {
    private final String prefix;
    private final Map<?, ?> values;
    private final boolean resolved;
    private final InputProblems problems;

    /**
     * Takes the keys and their values.
     *
     * @param prefix what problems put before a key
     * @param resolved whether the placeholders are resolved
     * @param problems gets what is wrong
     */
    Fields(String prefix, Map<?, ?> values, boolean resolved, InputProblems problems) {
        this.prefix = prefix;
        this.values = values;
        this.resolved = resolved;
        this.problems = problems;
    }

    /** Refuses all keys but these. */
    void allow(Set<String> keys) {
        for (Object key : values.keySet()) {
            if (!keys.contains(String.valueOf(key))) {
                problem(String.valueOf(key), "no such key, only " + String.join(", ", new TreeSet<>(keys)));
            }
        }
    }

    /** Says whether a key is there and not null. */
    boolean has(String key) {
        return values.get(key) != null;
    }

    /** Gives a value of any type; null if the key is missing. */
    Object value(String key) {
        return values.get(key);
    }

    /** Gives a text. The key must be there, and the text must not be blank. */
    String required(String key) {
        String text = text(key, "");
        if (text.isBlank() && (!has(key) || values.get(key) instanceof String)) {
            problem(key, has(key) ? "must not be empty" : "is required");
        }
        return text;
    }

    /** Gives a text, or the default if the key is missing. */
    String text(String key, String otherwise) {
        Object value = values.get(key);
        if (value != null && !(value instanceof String)) {
            problem(key, JoinedText.EXPECTED);
        }
        return value instanceof String text ? text : otherwise;
    }

    /** Gives a number within limits, or the default if the key is missing. */
    BigDecimal number(String key, int otherwise, int least, int most, boolean whole) {
        Object value = values.get(key);
        if (value == null) {
            return BigDecimal.valueOf(otherwise);
        }
        if (value instanceof Number number) {
            BigDecimal exact = new BigDecimal(number.toString());
            boolean within =
                    exact.compareTo(BigDecimal.valueOf(least)) >= 0 && exact.compareTo(BigDecimal.valueOf(most)) <= 0;
            if (within && (!whole || exact.stripTrailingZeros().scale() <= 0)) {
                return exact;
            }
        }
        problem(key, "must be a %snumber from %d to %d".formatted(whole ? "whole " : "", least, most));
        return BigDecimal.valueOf(otherwise);
    }

    /** Gives an object; an empty one if the key is missing. */
    Map<?, ?> object(String key) {
        Object value = values.get(key);
        if (value != null && !(value instanceof Map)) {
            problem(key, "must be an object");
        }
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    /** Says whether a text has no placeholders left in it, so that it can be checked. */
    boolean isFinal(String text) {
        return resolved || !text.contains("${{");
    }

    /** Adds a problem of a key. */
    void problem(String key, String why) {
        problems.add(prefix + key, why);
    }
}
