package wrapper.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import shared.placeholder.Placeholders;
import wrapper.config.InputProblems;
import wrapper.json.JsonValues;

/**
 * When an action is performed: two values and how they must compare. The values are compared as they are, and never run
 * as an expression.
 *
 * @param left a text, number or boolean, with its placeholders unresolved
 * @param operator one of {@link #OPERATORS}
 * @param right the same as left; for {@code in} and {@code not in} also a list of these
 */
public record Condition(Object left, String operator, Object right) {
    private static final List<String> OPERATORS = List.of("==", "!=", "<", "<=", ">", ">=", "in", "not in");
    private static final Pattern NUMBER = Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]{1,6})?");
    // Longer than any number that somebody compares. To read a text of a million digits as a number takes too long.
    private static final int MAX_NUMBER = 400;

    /**
     * Reads {@code [left, operator, right]}. If anything is wrong, that is added to the problems, and nothing is given.
     */
    public static Optional<Condition> parse(String key, JsonNode node, InputProblems problems) {
        if (!node.isArray() || node.size() != 3) {
            problems.add(key, "must be a list of three: left, operator, right");
            return Optional.empty();
        }
        Object left = JsonValues.of(node.get(0));
        Object right = JsonValues.of(node.get(2));
        String operator = node.get(1).asText("");
        boolean membership = operator.equals("in") || operator.equals("not in");
        int before = problems.all().size();
        if (!JsonValues.isScalar(left)) {
            problems.add(key + "[0]", "must be a text, a number or a boolean");
        }
        if (!node.get(1).isTextual() || !OPERATORS.contains(operator)) {
            problems.add(key + "[1]", "no such operator, only " + String.join(" ", OPERATORS));
        } else if (membership && !isListOfScalars(right) && !JsonValues.isScalar(right)) {
            problems.add(key + "[2]", "must be a text, a number, a boolean or a list of these");
        } else if (!membership && !JsonValues.isScalar(right)) {
            problems.add(key + "[2]", "must be a text, a number or a boolean; a list goes with in and not in alone");
        }
        return problems.all().size() == before ? Optional.of(new Condition(left, operator, right)) : Optional.empty();
    }

    /**
     * Says whether the condition holds.
     *
     * @throws shared.placeholder.UnresolvedPlaceholderException if a placeholder in it cannot be resolved
     */
    public boolean holds(Placeholders placeholders) {
        String resolvedLeft = text(placeholders.resolveAll(left));
        Object resolvedRight = placeholders.resolveAll(right);
        return switch (operator) {
            case "in" -> contains(resolvedRight, resolvedLeft);
            case "not in" -> !contains(resolvedRight, resolvedLeft);
            default -> compares(resolvedLeft, text(resolvedRight));
        };
    }

    private boolean compares(String first, String second) {
        int order = compare(first, second);
        return switch (operator) {
            case "==" -> order == 0;
            case "!=" -> order != 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            case ">=" -> order >= 0;
            default -> throw new IllegalStateException("an operator that was not refused");
        };
    }

    // If the right value is a text, the left value must be a part of it, even if the text looks like a list.
    private static boolean contains(Object whole, String part) {
        return whole instanceof List<?> list
                ? list.stream().anyMatch(item -> compare(part, text(item)) == 0)
                : text(whole).contains(part);
    }

    private static int compare(String first, String second) {
        Optional<BigDecimal> firstNumber = number(first);
        Optional<BigDecimal> secondNumber = number(second);
        return firstNumber.isPresent() && secondNumber.isPresent()
                ? firstNumber.get().compareTo(secondNumber.get())
                : first.compareTo(second);
    }

    private static Optional<BigDecimal> number(String text) {
        String bare = text.length() > MAX_NUMBER ? "" : text.strip();
        return NUMBER.matcher(bare).matches() ? Optional.of(new BigDecimal(bare)) : Optional.empty();
    }

    private static String text(Object scalar) {
        return String.valueOf(scalar);
    }

    private static boolean isListOfScalars(Object value) {
        return value instanceof List<?> list && list.stream().allMatch(JsonValues::isScalar);
    }
}
