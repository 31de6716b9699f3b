package shared.part;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Reads and writes what this package describes. Numbers keep all their digits. Keys that are not known are ignored. */
public final class FleetJson {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** What is no character of XML, and can only be within a text: U+FFFE, U+FFFF, and half of a pair. */
    private static final Pattern NOT_TAKEN = Pattern.compile("[\\uFFFE\\uFFFF\\p{Cs}]");

    private FleetJson() {}

    /**
     * Reads a message of the fleet's queue.
     *
     * @throws IllegalArgumentException if it is none; the message repeats nothing of the text, which has a token in it
     */
    public static FleetMessage message(String text) {
        return read(text.getBytes(StandardCharsets.UTF_8), FleetMessage.class);
    }

    /**
     * Reads a record of this package.
     *
     * @throws IllegalArgumentException if the text is none; the message repeats nothing of the text
     */
    public static <T> T read(byte[] text, Class<T> type) {
        try {
            T read = MAPPER.readValue(text, type);
            if (read == null) {
                throw new IllegalArgumentException("is null");
            }
            return read;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(where(e));
        } catch (java.io.IOException e) {
            throw new IllegalArgumentException("cannot be read");
        }
    }

    /**
     * Reads any JSON value.
     *
     * @throws IllegalArgumentException if the text is not exactly one value; the message repeats nothing of the text
     */
    public static JsonNode tree(byte[] text) {
        JsonNode tree = read(text, JsonNode.class);
        if (tree.isMissingNode()) {
            throw new IllegalArgumentException("is empty");
        }
        return tree;
    }

    /** Gives the tree of any object as Jackson writes it. */
    public static JsonNode treeOf(Object value) {
        return MAPPER.valueToTree(value);
    }

    /** Writes a record of this package, or any JSON value, as UTF-8. */
    public static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "cannot be written as JSON: " + e.getClass().getSimpleName());
        }
    }

    /** Writes a message of the fleet's queue. Characters that SQS does not take are written as escapes of JSON. */
    public static String text(FleetMessage message) {
        String text;
        try {
            text = MAPPER.writeValueAsString(message);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "cannot be written as JSON: " + e.getClass().getSimpleName());
        }
        // Most messages have none of these characters, and the pattern takes longer to see that.
        return text.chars().allMatch(character -> character < Character.MIN_SURROGATE)
                ? text
                : NOT_TAKEN.matcher(text).replaceAll(found -> "\\\\u%04x"
                        .formatted((int) found.group().charAt(0)));
    }

    private static String where(JsonProcessingException e) {
        return e.getLocation() == null
                ? "is not what it should be"
                : "is not what it should be at line %d column %d"
                        .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
    }
}
