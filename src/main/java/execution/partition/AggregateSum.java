package execution.partition;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** The sum of numbers, or of objects of numbers field by field. All digits of a sum are kept. */
final class AggregateSum {

    /** A sum has no more digits than some hundred where numbers are within these limits. */
    private static final int MOST_DIGITS = 40;

    private static final int MOST_EXPONENT = 130;

    /** A value takes 16 KB at most, and the sum takes as much for each field. */
    private static final int MOST_FIELDS = 1_000;

    private BigDecimal number;
    private Map<String, BigDecimal> fields;

    /**
     * Adds the value of a part.
     *
     * @throws AggregationRefusedException if the value is neither a number nor an object of numbers, or is not of the
     *     kind that the values before were
     */
    void add(int part, JsonNode value) {
        if (value.isNumber() && fields == null) {
            number = sum(number, number(part, "", value));
        } else if (value.isObject() && number == null) {
            fields = fields == null ? new TreeMap<>() : fields;
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                BigDecimal more = number(part, " in the field " + shortened(field.getKey()), field.getValue());
                fields.merge(field.getKey(), more, BigDecimal::add);
            }
            if (fields.size() > MOST_FIELDS) {
                throw new AggregationRefusedException("the values up to that of part " + part + " have more than "
                        + MOST_FIELDS + " fields to add up");
            }
        } else {
            throw new AggregationRefusedException("the value of part " + part + " cannot be added: it is "
                    + (value.isNumber() || value.isObject()
                            ? "of another kind than the values before it"
                            : "neither a number nor an object of numbers"));
        }
    }

    private static BigDecimal sum(BigDecimal before, BigDecimal more) {
        return before == null ? more : before.add(more);
    }

    private static BigDecimal number(int part, String where, JsonNode value) {
        if (!value.isNumber()) {
            throw new AggregationRefusedException("the value of part " + part + " cannot be added: no number" + where);
        }
        BigDecimal number = value.decimalValue();
        if (number.signum() == 0) {
            return BigDecimal.ZERO;
        }
        long exponent = (long) number.precision() - number.scale() - 1;
        if (number.precision() > MOST_DIGITS || Math.abs(exponent) > MOST_EXPONENT) {
            throw new AggregationRefusedException(
                    "the value of part " + part + " cannot be added: a number of more than " + MOST_DIGITS
                            + " digits, or beyond 1e" + MOST_EXPONENT + " or 1e-" + MOST_EXPONENT + where);
        }
        return number;
    }

    private static String shortened(String field) {
        return field.length() <= 100 ? field : field.substring(0, 100) + "…";
    }

    /** Gives the sum: a number, a map of numbers by field, or null if no value was added. */
    Object value() {
        return fields == null ? number : new LinkedHashMap<>(fields);
    }
}
