package execution.results;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Prints values the way Python 3 prints them ({@code repr}). Keys of documents are hashes of this text, so that they
 * are the same as those of documents that parsers in Python posted.
 *
 * <p>Whether a character can be printed depends on the version of Unicode that the JVM knows, as it does in Python.
 * Characters that are newer than that are printed as escapes.
 */
final class PythonText {

    /** More digits are never needed to tell a double from all others. */
    private static final int MOST_DIGITS = 17;

    /** Python prints floats from this power of ten on, and those below 0.0001, with an exponent. */
    private static final int LARGEST_POINT = 16;

    private static final int LEAST_POINT = -3;
    private static final int LAST_ASCII = 0x7e;

    private PythonText() {}

    /**
     * Prints a value.
     *
     * @param value a text, a number, a boolean, null, or a map or list of such values
     * @throws IllegalArgumentException if it is anything else
     */
    static String of(Object value) {
        StringBuilder out = new StringBuilder();
        print(value, out);
        return out.toString();
    }

    private static void print(Object value, StringBuilder out) {
        if (value == null) {
            out.append("None");
        } else if (value instanceof CharSequence || value instanceof Character) {
            text(value.toString(), out);
        } else if (value instanceof Boolean truth) {
            out.append(truth ? "True" : "False");
        } else if (value instanceof Number number) {
            out.append(number(number));
        } else if (value instanceof Map<?, ?> map) {
            map(map, out);
        } else if (value instanceof Iterable<?> list) {
            list(list, out);
        } else {
            throw new IllegalArgumentException(
                    "not a value of a key: " + value.getClass().getName());
        }
    }

    private static void map(Map<?, ?> map, StringBuilder out) {
        out.append('{');
        for (Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator(); entries.hasNext(); ) {
            Map.Entry<?, ?> entry = entries.next();
            print(entry.getKey(), out);
            out.append(": ");
            print(entry.getValue(), out);
            if (entries.hasNext()) {
                out.append(", ");
            }
        }
        out.append('}');
    }

    private static void list(Iterable<?> list, StringBuilder out) {
        out.append('[');
        for (Iterator<?> values = list.iterator(); values.hasNext(); ) {
            print(values.next(), out);
            if (values.hasNext()) {
                out.append(", ");
            }
        }
        out.append(']');
    }

    private static String number(Number number) {
        if (number instanceof Double || number instanceof BigDecimal) {
            return decimal(number.doubleValue());
        }
        if (number instanceof Float) {
            return decimal(Double.parseDouble(number.toString()));
        }
        if (number instanceof Integer
                || number instanceof Long
                || number instanceof Short
                || number instanceof Byte
                || number instanceof BigInteger) {
            return number.toString();
        }
        throw new IllegalArgumentException(
                "not a value of a key: " + number.getClass().getName());
    }

    private static String decimal(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        String sign = Math.copySign(1, value) < 0 ? "-" : "";
        if (Double.isInfinite(value)) {
            return sign + "inf";
        }
        if (value == 0) {
            return sign + "0.0";
        }
        BigDecimal shortest = shortest(Math.abs(value)).stripTrailingZeros();
        String digits = shortest.unscaledValue().toString();
        int point = digits.length() - shortest.scale();
        if (point > LARGEST_POINT || point < LEAST_POINT) {
            return sign + scientific(digits, point - 1);
        }
        if (point <= 0) {
            return sign + "0." + "0".repeat(-point) + digits;
        }
        if (point >= digits.length()) {
            return sign + digits + "0".repeat(point - digits.length()) + ".0";
        }
        return sign + digits.substring(0, point) + "." + digits.substring(point);
    }

    /**
     * Gives the shortest text that is read as this double. Java's own text has sometimes a digit more, before version
     * 19. Next to a power of two the nearest text of a length may be another double, and the one above is not.
     */
    private static BigDecimal shortest(double value) {
        BigDecimal exact = new BigDecimal(value);
        for (int digits = 1; digits < MOST_DIGITS; digits++) {
            for (RoundingMode mode : List.of(RoundingMode.HALF_EVEN, RoundingMode.UP)) {
                BigDecimal rounded = exact.round(new MathContext(digits, mode));
                if (rounded.doubleValue() == value) {
                    return rounded;
                }
            }
        }
        return exact.round(new MathContext(MOST_DIGITS, RoundingMode.HALF_EVEN));
    }

    private static String scientific(String digits, int exponent) {
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        String power = Integer.toString(Math.abs(exponent));
        return mantissa + (exponent < 0 ? "e-" : "e+") + (power.length() == 1 ? "0" : "") + power;
    }

    private static void text(String text, StringBuilder out) {
        if (isPlain(text)) {
            out.append('\'').append(text).append('\'');
            return;
        }
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        out.append(quote);
        for (int at = 0; at < text.length(); ) {
            int character = text.codePointAt(at);
            at += Character.charCount(character);
            if (character == quote || character == '\\') {
                out.append('\\').append((char) character);
            } else if (character >= ' ' && character <= LAST_ASCII) {
                out.append((char) character);
            } else {
                special(character, out);
            }
        }
        out.append(quote);
    }

    /** Tells whether a text is printed as it is, as nearly all are. */
    private static boolean isPlain(String text) {
        for (int at = text.length() - 1; at >= 0; at--) {
            char character = text.charAt(at);
            if (character < ' ' || character > LAST_ASCII || character == '\'' || character == '\\') {
                return false;
            }
        }
        return true;
    }

    private static void special(int character, StringBuilder out) {
        switch (character) {
            case '\t' -> out.append("\\t");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            default -> {
                if (isPrintable(character)) {
                    out.appendCodePoint(character);
                } else if (character <= 0xff) {
                    out.append(String.format("\\x%02x", character));
                } else if (character <= 0xffff) {
                    out.append(String.format("\\u%04x", character));
                } else {
                    out.append(String.format("\\U%08x", character));
                }
            }
        }
    }

    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR -> false;
            default -> true;
        };
    }
}
