package execution.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Tells which JSON a DynamoDB item can hold, and how much of the item the JSON takes. The limits are from AWS's page
 * "Supported data types and naming rules in Amazon DynamoDB", and the sizes from "DynamoDB item sizes and formats".
 */
final class StorableJson {

    static final String NO_TEXT = "must be a text without halves of characters (lone surrogates)";

    private static final int MOST_DIGITS = 38;

    /** The first digit of a number that is not zero must stand for at least 10^-130 and at most 10^125. */
    private static final int LEAST_EXPONENT = -130;

    private static final int MOST_EXPONENT = 125;

    private StorableJson() {}

    /** Tells whether a text can be written as UTF-8. */
    static boolean isText(String value) {
        // Few texts have surrogates, and to make an encoder for each text would take longer.
        return value.chars().noneMatch(unit -> Character.isSurrogate((char) unit))
                || StandardCharsets.UTF_8.newEncoder().canEncode(value);
    }

    /**
     * Reports every value within a value that cannot be stored, by its path. A field that has a problem already is left
     * out.
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
                // The values true, false and null can be stored.
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

    /** Gives how many bytes of an item the value takes, with the names of its fields. */
    static long bytes(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> value.textValue().getBytes(StandardCharsets.UTF_8).length;
            // Two digits take one byte, and the exponent takes one. A sign and an odd first digit may take
            // one more each.
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
