package execution.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a DynamoDB item can hold of JSON, and how much of the item it takes. The limits are those of "Supported data
 * types and naming rules in Amazon DynamoDB", and the sizes those of "DynamoDB item sizes and formats".
 */
final class StorableJson {

    static final String NO_TEXT = "must be a text without halves of characters (lone surrogates)";

    private static final int MOST_DIGITS = 38;

    /** A number is zero, or its first digit stands for at least 10^-130 and at most 10^125. */
    private static final int LEAST_EXPONENT = -130;

    private static final int MOST_EXPONENT = 125;

    private StorableJson() {}

    /** Whether it can be written as UTF-8. */
    static boolean isText(String value) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(value);
    }

    /**
     * Reports everything below a value that cannot be stored, by its path, unless something is wrong with it already.
     */
    static void check(FieldErrors errors, String path, JsonNode value) {
        if (!errors.isFine(path)) {
            return;
        }
        switch (value.getNodeType()) {
            case STRING -> {
                if (!isText(value.textValue())) {
                    errors.add(path, NO_TEXT);
                }
            }
            case NUMBER -> checkNumber(errors, path, value);
            case ARRAY -> {
                for (int i = 0; i < value.size(); i++) {
                    check(errors, path + "[" + i + "]", value.get(i));
                }
            }
            case OBJECT -> {
                for (Map.Entry<String, JsonNode> entry : value.properties()) {
                    if (entry.getKey().isEmpty()) {
                        errors.add(path, "must not have an empty name in it");
                    } else if (!isText(entry.getKey())) {
                        errors.add(path, "has a name that " + NO_TEXT);
                    } else {
                        check(errors, path + "." + entry.getKey(), entry.getValue());
                    }
                }
            }
            default -> {
                // true, false and null can be stored.
            }
        }
    }

    private static void checkNumber(FieldErrors errors, String path, JsonNode value) {
        if (value.isFloatingPointNumber() && !Double.isFinite(value.doubleValue())) {
            errors.add(path, "must be zero or a number from 1e-130 to 9.99e125, of either sign");
            return;
        }
        BigDecimal number = value.decimalValue().stripTrailingZeros();
        int exponent = number.precision() - number.scale() - 1;
        if (number.signum() != 0 && (exponent < LEAST_EXPONENT || exponent > MOST_EXPONENT)) {
            errors.add(path, "must be zero or a number from 1e-130 to 9.99e125, of either sign");
        } else if (number.precision() > MOST_DIGITS) {
            errors.add(path, "must be a number of at most " + MOST_DIGITS + " digits");
        }
    }

    /** How many bytes of an item the value takes, the names in it included. */
    static long bytes(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> value.textValue().getBytes(StandardCharsets.UTF_8).length;
            // Two digits a byte and one for the exponent; a sign and an odd first digit may take one more each.
            case NUMBER -> Math.min(21, value.asText().length() / 2 + 3);
            case ARRAY -> {
                long sum = 3;
                for (JsonNode element : value) {
                    sum += 1 + bytes(element);
                }
                yield sum;
            }
            case OBJECT -> {
                long sum = 3;
                for (Map.Entry<String, JsonNode> entry : value.properties()) {
                    sum += 1 + entry.getKey().getBytes(StandardCharsets.UTF_8).length + bytes(entry.getValue());
                }
                yield sum;
            }
            default -> 1;
        };
    }
}
