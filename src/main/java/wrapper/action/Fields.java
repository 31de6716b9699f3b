package wrapper.action;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import wrapper.config.Problems;
import wrapper.json.ReplacedCommand;

/**
 * The keys of an action and what is wrong with them. They are read twice: before anything runs, with the placeholders in
 * them, and when the action is performed.
 */
final class Fields {
    private final String prefix;
    private final Map<?, ?> values;
    private final boolean resolved;
    private final Problems problems;

    /** Takes them; resolved says whether the placeholders are. */
    Fields(String prefix, Map<?, ?> values, boolean resolved, Problems problems) {
        this.prefix = prefix;
        this.values = values;
        this.resolved = resolved;
        this.problems = problems;
    }

    /** Refuses all other keys. */
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

    /** Gives any value; null if it is not there. */
    Object value(String key) {
        return values.get(key);
    }

    /** Gives a text that must be there and not be blank. */
    String required(String key) {
        String text = text(key, "");
        if (text.isBlank() && (!has(key) || values.get(key) instanceof String)) {
            problem(key, has(key) ? "must not be empty" : "is required");
        }
        return text;
    }

    /** Gives a text. */
    String text(String key, String otherwise) {
        Object value = values.get(key);
        if (value != null && !(value instanceof String)) {
            problem(key, ReplacedCommand.EXPECTED);
        }
        return value instanceof String text ? text : otherwise;
    }

    /** Gives a number within limits. */
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

    /** Gives an object; an empty one if it is not there. */
    Map<?, ?> object(String key) {
        Object value = values.get(key);
        if (value != null && !(value instanceof Map)) {
            problem(key, "must be an object");
        }
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    /** Says whether a text is what it will be: it can be checked. */
    boolean isFinal(String text) {
        return resolved || !text.contains("${{");
    }

    /** Adds a problem with a key. */
    void problem(String key, String why) {
        problems.add(prefix + key, why);
    }
}
