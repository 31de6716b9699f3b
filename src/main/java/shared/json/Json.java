package shared.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Reads and writes JSON as trees. What is read must be exactly one value, and no object may have a key twice. Jackson's
 * ObjectMapper is not used, because to make one would take an eighth of the wrapper's start.
 */
public final class Json {
    private static final JsonFactory STREAMS = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    // Numbers keep all their digits, because what is read is also passed on.
    private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);

    private Json() {}

    /**
     * Reads a text.
     *
     * @throws MalformedJsonException if it is not JSON; the message has the line and column and nothing of the text,
     *     which may have a secret in it
     */
    public static JsonNode read(String text) throws MalformedJsonException {
        try (JsonParser parser = STREAMS.createParser(text)) {
            return whole(parser);
        } catch (JsonProcessingException e) {
            throw new MalformedJsonException(
                    e.getLocation() == null
                            ? "is not JSON"
                            : "is not JSON, or has a key twice, at line %d column %d"
                                    .formatted(
                                            e.getLocation().getLineNr(),
                                            e.getLocation().getColumnNr()));
        } catch (IOException e) {
            throw new MalformedJsonException("is not JSON");
        }
    }

    /** Reads an object from UTF-8 bytes; gives nothing if they are anything else. */
    public static Optional<ObjectNode> object(byte[] bytes) {
        try (JsonParser parser = STREAMS.createParser(bytes)) {
            return whole(parser) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (IOException e) {
            // The cause is dropped, because its message quotes the bytes, and they may have a presigned URL in them.
            return Optional.empty();
        }
    }

    /** Makes an empty object. */
    public static ObjectNode object() {
        return NODES.objectNode();
    }

    /** Writes a tree, or plain values (texts, numbers, booleans, null, lists and maps), as UTF-8 bytes. */
    public static byte[] bytes(Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = STREAMS.createGenerator(bytes)) {
            write(value, generator);
        } catch (IOException e) {
            throw new IllegalStateException("a JSON value cannot fail to be written", e);
        }
        return bytes.toByteArray();
    }

    /** Writes a tree as text on one line. */
    public static String text(JsonNode value) {
        return new String(bytes(value), StandardCharsets.UTF_8);
    }

    /** Writes a tree as text in lines that are indented. */
    public static String indented(JsonNode value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = STREAMS.createGenerator(text)) {
            generator.useDefaultPrettyPrinter();
            write(value, generator);
        } catch (IOException e) {
            throw new IllegalStateException("a JSON value cannot fail to be written", e);
        }
        return text.toString();
    }

    private static JsonNode whole(JsonParser parser) throws IOException {
        if (parser.nextToken() == null) {
            return NODES.missingNode();
        }
        JsonNode value = value(parser);
        if (parser.nextToken() != null) {
            throw new JsonParseException(parser, "more than one value");
        }
        return value;
    }

    // This calls itself for each level of nesting, and the parser has a limit for these.
    private static JsonNode value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                ObjectNode object = NODES.objectNode();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String key = parser.currentName();
                    parser.nextToken();
                    object.set(key, value(parser));
                }
                yield object;
            }
            case START_ARRAY -> {
                ArrayNode array = NODES.arrayNode();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(parser));
                }
                yield array;
            }
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_NUMBER_INT ->
                switch (parser.getNumberType()) {
                    case INT -> NODES.numberNode(parser.getIntValue());
                    case LONG -> NODES.numberNode(parser.getLongValue());
                    default -> NODES.numberNode(parser.getBigIntegerValue());
                };
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDecimalValue());
            case VALUE_TRUE, VALUE_FALSE -> NODES.booleanNode(parser.getBooleanValue());
            case VALUE_NULL -> NODES.nullNode();
            default -> throw new IllegalStateException("a token that is no value: " + parser.currentToken());
        };
    }

    private static void write(Object value, JsonGenerator json) throws IOException {
        if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> field : map.entrySet()) {
                json.writeFieldName(String.valueOf(field.getKey()));
                write(field.getValue(), json);
            }
            json.writeEndObject();
        } else if (value instanceof ObjectNode object) {
            json.writeStartObject();
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                json.writeFieldName(field.getKey());
                write(field.getValue(), json);
            }
            json.writeEndObject();
        } else if (value instanceof ArrayNode || value instanceof Iterable<?> && !(value instanceof JsonNode)) {
            json.writeStartArray();
            for (Object item : (Iterable<?>) value) {
                write(item, json);
            }
            json.writeEndArray();
        } else if (value instanceof JsonNode node) {
            write(
                    node.isNumber()
                            ? (Object) node.numberValue()
                            : node.isBoolean() ? (Object) node.booleanValue() : node.textValue(),
                    json);
        } else if (value instanceof Number number) {
            json.writeNumber(number.toString());
        } else if (value instanceof Boolean bool) {
            json.writeBoolean(bool);
        } else if (value == null) {
            json.writeNull();
        } else {
            json.writeString(value.toString());
        }
    }

    /** Says that a text is not exactly one JSON value. */
    public static final class MalformedJsonException extends Exception {
        MalformedJsonException(String message) {
            super(message);
        }
    }
}
